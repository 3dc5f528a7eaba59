package flags

import (
	"net"
	"net/netip"
	"strconv"
	"strings"

	"wirelab/internal/usage"
)

// Address makes HOST:PORT of an address that people type: HOST, HOST:, [IPv6], HOST:PORT, :PORT.
// Without a host it is this machine, without a port the one given.
func Address(addr string, port int) (string, error) {
	host, given, err := net.SplitHostPort(addr)
	if err != nil { // there is no port
		host, given = Unbracketed(addr), ""
	}
	switch {
	case addr == "":
		return "", usage.Wrongf(`"": write an address as HOST:PORT`)
	case strings.Contains(host, ":") && !IsIP(host):
		return "", usage.Wrongf("%s: write an address as HOST:PORT", addr)
	case host == "":
		host = "127.0.0.1"
	}
	if given == "" {
		return net.JoinHostPort(host, strconv.Itoa(port)), nil
	}
	if n, err := strconv.Atoi(given); err != nil || n < 1 || n > 65535 {
		return "", usage.Wrongf("%s: a port is a number from 1 to 65535", addr)
	}
	return net.JoinHostPort(host, given), nil
}

// Unbracketed is host as net.JoinHostPort wants it: an IPv6 address without its brackets.
func Unbracketed(host string) string { return strings.Trim(host, "[]") }

// IsIP says whether host is an IP address, and not a name.
func IsIP(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
}
