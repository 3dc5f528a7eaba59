package main

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// completed makes HOST:PORT of an address that people type: HOST, HOST:, [IPv6], HOST:PORT, :PORT.
// Without a host it is this machine, without a port the one given.
func completed(addr string, port int) (string, error) {
	host, given, err := net.SplitHostPort(addr)
	if err != nil { // there is no port
		host, given = unbracketed(addr), ""
	}
	switch {
	case addr == "":
		return "", wrongf(`"": an address is HOST:PORT`)
	case strings.Contains(host, ":") && !isIP(host):
		return "", wrongf("%s: an address is HOST:PORT", addr)
	case host == "":
		host = "127.0.0.1"
	}
	if given == "" {
		return net.JoinHostPort(host, strconv.Itoa(port)), nil
	}
	if n, err := strconv.Atoi(given); err != nil || n < 1 || n > 65535 {
		return "", wrongf("%s: a port is a number from 1 to 65535", addr)
	}
	return net.JoinHostPort(host, given), nil
}

// unbracketed is host as net.JoinHostPort wants it: an IPv6 address without its brackets.
func unbracketed(host string) string { return strings.Trim(host, "[]") }

func isIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}

// reachable lists hosts at which others reach a server that listens at host, at most three.
func reachable(host string, own []net.Addr) []string {
	hosts := allReachable(host, own)
	return hosts[:min(3, len(hosts))]
}

// allReachable lists all of them. Where the server listens everywhere, they are the machine's own
// addresses, IPv4 first.
func allReachable(host string, own []net.Addr) []string {
	if ip, err := netip.ParseAddr(host); err != nil || !ip.IsUnspecified() {
		return []string{host}
	}
	var v4, v6 []string
	for _, a := range own {
		switch n, ok := a.(*net.IPNet); {
		case !ok || !n.IP.IsGlobalUnicast(): // such as loopback
		case n.IP.To4() != nil:
			v4 = append(v4, n.IP.String())
		default:
			v6 = append(v6, n.IP.String())
		}
	}
	hosts := append(v4, v6...)
	if len(hosts) == 0 {
		hosts = []string{"127.0.0.1"}
	}
	return hosts
}

// isLoopback says whether only this machine reaches what listens at host.
func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
