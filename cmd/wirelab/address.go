package main

import (
	"net"
	"strconv"
	"strings"
)

// completed makes HOST:PORT of an address that people type: HOST, HOST:, [IPv6], HOST:PORT. Without a
// host it is this machine, without a port the one given.
func completed(addr string, port int) (string, error) {
	host, given, err := net.SplitHostPort(addr)
	if err != nil { // there is no port
		host, given = strings.Trim(addr, "[]"), ""
	}
	if host == "" {
		host = "127.0.0.1"
	}
	if strings.Contains(host, ":") && net.ParseIP(host) == nil {
		return "", wrongf("%s: an address is HOST:PORT", addr)
	}
	if given == "" {
		return net.JoinHostPort(host, strconv.Itoa(port)), nil
	}
	if n, err := strconv.Atoi(given); err != nil || n < 1 || n > 65535 {
		return "", wrongf("%s: a port is a number from 1 to 65535", addr)
	}
	return net.JoinHostPort(host, given), nil
}

// reachable lists addresses at which others reach a server that listens at host.
func reachable(host string) []string {
	if ip := net.ParseIP(host); ip == nil || !ip.IsUnspecified() {
		return []string{host}
	}
	var hosts []string
	addrs, _ := net.InterfaceAddrs() // without them, this machine itself is left
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			hosts = append(hosts, n.IP.String())
		}
	}
	if len(hosts) == 0 {
		hosts = []string{"127.0.0.1"}
	}
	return hosts[:min(3, len(hosts))]
}
