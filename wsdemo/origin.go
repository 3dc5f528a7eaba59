package wsdemo

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// ErrHost is the error for a request that names a host this server does not have.
var ErrHost = errors.New("not a name of this server")

// checkHost refuses requests that name a host this server was not started for. A page on evil.example
// can point its own name at 127.0.0.1 once it is loaded (DNS rebinding), and then the browser takes
// this server for evil.example. The Host header gives it away.
//
// Accepted are loopback names, the address at which the connection arrived, and the names in hosts.
func checkHost(r *http.Request, hosts []string) error {
	name := strings.TrimSuffix(hostname(r.Host), ".") // a full stop says that the name is complete
	if strings.EqualFold(name, "localhost") || slices.ContainsFunc(hosts, func(h string) bool {
		return strings.EqualFold(h, name)
	}) {
		return nil
	}
	if ip, err := netip.ParseAddr(name); err == nil {
		local, _ := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
		if ip.IsLoopback() || local != nil && hostname(local.String()) == ip.String() {
			return nil
		}
	}
	return fmt.Errorf("host %.200q is %w", r.Host, ErrHost)
}

// checkOrigin refuses WebSockets that a page from elsewhere opens (RFC 6455 section 10.2): the
// browser says in Origin where the page came from, and that must be the host it asks for. Programs
// that are no browsers send no Origin.
func checkOrigin(r *http.Request) error {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if u, err := url.Parse(origin); err == nil && strings.EqualFold(u.Host, r.Host) {
		return nil
	}
	return fmt.Errorf("origin %.200q is not host %.200q", origin, r.Host)
}

// hostname is hostport without the port, and without the brackets of an IPv6 address.
func hostname(hostport string) string {
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		return h
	}
	return strings.Trim(hostport, "[]")
}
