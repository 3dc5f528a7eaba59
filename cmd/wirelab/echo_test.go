package main

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"wirelab/tcpdemo"
)

// TestNoServer: the address at which nobody answers, and status 2.
func TestNoServer(t *testing.T) {
	nobody := net.JoinHostPort("127.0.0.1", freePort(t))
	for _, line := range []string{
		"echo tcp", "echo udp", "echo ws", "echo socketio",
		"bench --net host --duration 100ms --transport tcp --target",
	} {
		status, _, stderr := wirelab(t.Context(), "hi\n", append(strings.Fields(line), nobody)...)
		if status != 2 || !strings.Contains(stderr, nobody) || !strings.Contains(stderr, "wirelab serve echo starts") {
			t.Errorf("wirelab %s %s: status %d, stderr %q", line, nobody, status, stderr)
		}
	}
}

// TestServerGone: how a conversation ended, in one line.
func TestServerGone(t *testing.T) {
	t.Parallel() // it waits, most of the time
	for _, test := range []struct {
		linger int // 0: reset the connection; -1: end it
		want   string
	}{
		{0, "the server is gone: connection reset by peer; start one with wirelab serve echo"},
		{-1, "the server closed the connection"},
	} {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			conn.Read(make([]byte, 10))
			conn.(*net.TCPConn).SetLinger(test.linger)
			conn.Close()
		}()
		status, _, stderr := process(t, "hi\n", "echo", "tcp", ln.Addr().String())
		if status != 1 || stderr != "wirelab echo: "+test.want+"\n" {
			t.Errorf("status %d, stderr %q, want %q", status, stderr, test.want)
		}
		ln.Close()
		<-done
	}
}

// TestLongLine: a line may be as long as a message, and no longer.
func TestLongLine(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	out, served := running(ctx, "serve", "echo", "--tcp", "0", "--udp", "off", "--ws", "0")
	for name, addr := range addresses(out) {
		for _, end := range []string{"", "\n", "\r\n"} {
			line := strings.Repeat("x", tcpdemo.MaxMessage)
			status, stdout, stderr := wirelab(ctx, line+end, "echo", name, addr)
			if status != 0 || !strings.HasPrefix(stdout, line+" ") {
				t.Errorf("%s: status %d, stderr %q, %d bytes on stdout", name, status, stderr, len(stdout))
			}
			status, _, stderr = wirelab(ctx, line+"x"+end, "echo", name, addr)
			if want := "wirelab echo: a line has at most 1048576 bytes\n"; status != 1 || stderr != want {
				t.Errorf("%s: status %d, stderr %q, want %q", name, status, stderr, want)
			}
		}
		if status := run(ctx, []string{"wirelab", "echo", name, addr}, strings.NewReader("hi\n"), full{}, io.Discard); status != 1 {
			t.Errorf("%s: status %d though stdout takes nothing", name, status)
		}
	}
	cancel()
	<-served
}
