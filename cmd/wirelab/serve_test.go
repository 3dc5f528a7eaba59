package main

import (
	"bytes"
	"net"
	"strings"
	"testing"

	"wirelab/internal/transport"
)

// TestPrintServers: the address is the one that was asked for, what to try works from elsewhere.
func TestPrintServers(t *testing.T) {
	tcp, err := transport.Named("tcp")
	if err != nil {
		t.Fatal(err)
	}
	everywhere := listening{tcp, &transport.Server{Addr: &net.TCPAddr{IP: net.IPv6zero, Port: 7101}}}
	own := []net.Addr{&net.IPNet{IP: net.ParseIP("192.168.1.5")}, &net.IPNet{IP: net.ParseIP("10.0.0.5")}}
	var out bytes.Buffer
	if err := printServers(&out, "0.0.0.0", own, []listening{everywhere}, tryEcho); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"transport address try it",
		"tcp 0.0.0.0:7101 wirelab echo tcp 192.168.1.5:7101",
		"nc 192.168.1.5 7101",
		"wirelab echo tcp 10.0.0.5:7101",
		"nc 10.0.0.5 7101",
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", &out)
	}
}
