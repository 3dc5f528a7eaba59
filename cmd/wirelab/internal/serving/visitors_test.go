package serving

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/hub"
)

// printed returns what is printed of what happens.
func printed(t *testing.T, happens func(v *Visitors)) (lines string) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		v := newVisitors(&out)
		ctx, stop := context.WithCancel(t.Context())
		go v.run(ctx)
		happens(v)
		synctest.Wait()
		stop()
		synctest.Wait()
		lines = out.String()
	})
	return lines
}

// TestVisitors: each who comes or goes is a line, with the time, the transport, and how many are there.
func TestVisitors(t *testing.T) {
	got := printed(t, func(v *Visitors) {
		from := netip.MustParseAddr("::ffff:10.0.0.7")
		v.Changed(hub.Change{Kind: "join", Room: "blue", Name: "ada", Over: "udp", From: from, Here: 2})
		v.Changed(hub.Change{Kind: "name", Room: "blue", Was: "ada", Name: "eve", Here: 2})
		v.Changed(hub.Change{Kind: "leave", Room: "blue", Name: "e\x1b[2J", Here: 1})
		peer := &net.TCPAddr{IP: net.IPv4(10, 0, 0, 8), Port: 5000}
		v.conn("tcp", peer, true)
		v.conn("tcp", peer, false)
		v.datagram(peer)
		v.datagram(peer) // is not new
		time.Sleep(forgotten + 1)
		v.datagram(peer)
	})
	want := []string{
		"ada joined blue over udp from 10.0.0.7 (2 there)", "ada is now eve in blue", `e\u001b[2J left blue (1 there)`,
		"10.0.0.8:5000 connected over tcp (1 connected)", "10.0.0.8:5000 disconnected from tcp (0 connected)",
		"10.0.0.8:5000 sends datagrams over udp", "10.0.0.8:5000 sends datagrams over udp",
	}
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if len(lines) != len(want) {
		t.Fatalf("printed\n%s", got)
	}
	for i, line := range lines {
		clock, rest, _ := strings.Cut(line, " ")
		if _, err := time.Parse(time.TimeOnly, clock); err != nil || rest != want[i] {
			t.Errorf("line %d is %q, want a time and %q", i, line, want[i])
		}
	}
}

// TestVisitorsFlood: of a flood some lines are printed, and each second how many there were besides.
func TestVisitorsFlood(t *testing.T) {
	got := printed(t, func(v *Visitors) {
		for i := range 1000 {
			v.Changed(hub.Change{Kind: "leave", Room: "blue", Name: fmt.Sprint("m", i)})
			synctest.Wait()
		}
		time.Sleep(time.Second + 1)
	})
	lines := strings.Split(strings.TrimSpace(got), "\n")
	if len(lines) != linesASecond+1 || !strings.HasSuffix(lines[linesASecond], fmt.Sprintf(" and %d more", 1000-linesASecond)) {
		t.Errorf("printed\n%s", got)
	}
}

// TestVisitorsStopped: whoever does not take the lines keeps nobody waiting.
func TestVisitorsStopped(t *testing.T) {
	v := newVisitors(nil) // nobody runs it
	for range 1000 {
		v.Changed(hub.Change{Kind: "leave", Room: "blue", Name: "ada"})
	}
	if n := v.more.Load(); n != 1000-int64(cap(v.lines)) {
		t.Errorf("%d lines are counted", n)
	}
}
