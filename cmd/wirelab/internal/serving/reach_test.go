package serving

import (
	"net"
	"slices"
	"testing"
)

// TestReachable: who listens everywhere is reached at the machine's own addresses, IPv4 first.
func TestReachable(t *testing.T) {
	ip := func(s string) net.Addr { return &net.IPNet{IP: net.ParseIP(s)} }
	loopback := []net.Addr{ip("127.0.0.1"), ip("::1"), ip("fe80::1")}
	many := append(loopback, ip("2001:db8::5"), ip("192.168.1.5"), ip("10.0.0.5"), ip("172.17.0.1"))
	tests := []struct {
		host string
		own  []net.Addr
		want []string
	}{
		{"127.0.0.1", many, []string{"127.0.0.1"}},
		{"name", many, []string{"name"}},
		{"0.0.0.0", many, []string{"192.168.1.5", "10.0.0.5", "172.17.0.1"}},
		{"::", many[:5], []string{"192.168.1.5", "2001:db8::5"}},
		{"0.0.0.0", loopback, []string{"127.0.0.1"}},
	}
	for _, test := range tests {
		if got := reachable(test.host, test.own); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.host, got, test.want)
		}
	}
}
