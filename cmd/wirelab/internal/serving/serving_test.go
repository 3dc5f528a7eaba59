package serving

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"wirelab/internal/transport"
	"wirelab/udpdemo"
)

// TestPrintEcho: the address is the one that was asked for, what to try works from elsewhere.
func TestPrintEcho(t *testing.T) {
	tcp, err := transport.Named("tcp")
	if err != nil {
		t.Fatal(err)
	}
	everywhere := Server{tcp, &transport.Server{Addr: &net.TCPAddr{IP: net.IPv6zero, Port: 7101}}}
	own := []net.Addr{&net.IPNet{IP: net.ParseIP("192.168.1.5")}, &net.IPNet{IP: net.ParseIP("10.0.0.5")}}
	var out bytes.Buffer
	if err := PrintEcho(&out, "0.0.0.0", own, []Server{everywhere}); err != nil {
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

// TestServeShortBuffer: that a UDP server's socket gets less than it asks for is said once.
func TestServeShortBuffer(t *testing.T) {
	udp, err := transport.Named("udp")
	if err != nil {
		t.Fatal(err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	var out, notes strings.Builder
	c := cli.NewContext(&cli.App{Writer: &out, ErrWriter: &notes}, flag.NewFlagSet("", flag.ContinueOnError), nil)
	c.Context = stopped
	server := &transport.Server{
		Addr: &net.UDPAddr{Port: 7102}, Short: &udpdemo.SmallBufferError{Got: 208 << 10},
		Serve: func(context.Context) error { return nil },
	}
	err = Run(c, []Server{{udp, server}}, nil, func(io.Writer, string, []net.Addr) error { return nil })
	const want = "udp: the socket's receive buffer is 208 KiB, not the 4096 KiB that were asked for: "
	if err != nil || !strings.HasPrefix(notes.String(), want) {
		t.Errorf("%v; said\n%s", err, &notes)
	}
}

// TestPrintRooms: where others reach the servers, what they need is printed, within 80 columns; on this
// machine only, and where there is no network, it is not.
func TestPrintRooms(t *testing.T) {
	ws, err := transport.Named("ws")
	if err != nil {
		t.Fatal(err)
	}
	servers := []Server{{ws, &transport.Server{Addr: &net.TCPAddr{IP: net.IPv6zero, Port: 7103}}}}
	loopback := &net.IPNet{IP: net.ParseIP("127.0.0.1")}
	own := []net.Addr{loopback}
	for _, ip := range []string{"192.168.1.5", "10.0.0.5", "10.0.0.6", "10.0.0.7"} {
		own = append(own, &net.IPNet{IP: net.ParseIP(ip)})
	}
	tests := []struct {
		host   string
		own    []net.Addr
		others []string
	}{
		{"0.0.0.0", own, []string{
			"█  On a phone, or in any browser:\n", "█  http://192.168.1.5:7103/\n", "█  wirelab chat ws 192.168.1.5:7103\n",
			"█  This machine is also 10.0.0.5, 10.0.0.6,\n",
		}},
		{"192.168.1.5", own, []string{"█  http://192.168.1.5:7103/\n", "█  wirelab chat ws 192.168.1.5:7103\n"}},
		{"0.0.0.0", own[:1], nil},
		{"127.0.0.1", own, nil},
	}
	for _, test := range tests {
		var out strings.Builder
		if err := PrintRooms(&out, test.host, test.own, servers, ""); err != nil {
			t.Fatal(err)
		}
		_, got, told := strings.Cut(out.String(), "\n\n")
		if told != (test.others != nil) || strings.Count(got, "\n") > 22 { // one is for what comes next
			t.Errorf("--host %s:\n%s", test.host, &out)
		}
		for _, line := range test.others {
			if !strings.Contains(got, line) {
				t.Errorf("--host %s: without %q:\n%s", test.host, line, &out)
			}
		}
		for line := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(line); n > 81 {
				t.Errorf("--host %s: %d columns: %s", test.host, n-1, line)
			}
		}
	}
}
