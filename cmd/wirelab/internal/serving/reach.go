package serving

import (
	"net"
	"net/netip"
)

// reachable lists hosts at which others reach a server that listens at host, at most three.
func reachable(host string, own []net.Addr) []string {
	hosts := AllReachable(host, own)
	return hosts[:min(3, len(hosts))]
}

// AllReachable lists all of them. Where the server listens everywhere, they are the machine's own
// addresses, IPv4 first.
func AllReachable(host string, own []net.Addr) []string {
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
