package main

import (
	"net"
	"slices"
	"testing"
)

func TestCompleted(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "10.0.0.1": "10.0.0.1:7", "10.0.0.1:": "10.0.0.1:7", "10.0.0.1:9": "10.0.0.1:9",
		"::1": "[::1]:7", "[::1]": "[::1]:7", "[::1]:9": "[::1]:9", "name": "name:7", ":9": "127.0.0.1:9",
		"fe80::1%eth0": "[fe80::1%eth0]:7", "localhost:": "localhost:7",
		"a:b:c": "", "http://a:1/": "", "a:0": "", "a:70000": "", "a:http": "",
	} {
		if got, err := completed(in, 7); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v, want %q", in, got, err, want)
		}
	}
}

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
