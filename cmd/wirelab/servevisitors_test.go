package main

import (
	"bufio"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"wirelab/internal/transport"
)

// TestServeVisitors: serve says who comes and goes over each transport, unless it is to be quiet.
func TestServeVisitors(t *testing.T) {
	here := func(over string) []string {
		return []string{" ada joined lobby over " + over + " from 127.0.0.1 (1 there)", " ada left lobby (0 there)"}
	}
	for _, test := range []struct {
		command []string
		want    map[string][]string // by transport, the ends of lines, in this order
	}{
		{[]string{"echo"}, map[string][]string{
			"tcp": {" disconnected from tcp (0 connected)"}, "udp": {" sends datagrams over udp"},
			"ws": {" disconnected from ws (0 connected)"}, "socketio": {" connected over socketio (1 connected)", " disconnected from socketio (0 connected)"},
		}},
		{[]string{"chat", "--name", "ada"}, map[string][]string{
			"tcp": here("tcp"), "udp": here("udp"), "ws": here("ws"), "socketio": here("socketio"),
		}},
	} {
		what := map[string]string{"echo": "echo", "chat": "broadcast"}[test.command[0]]
		t.Run(what, func(t *testing.T) {
			at, notes, stop := noted(t, what)
			at["socketio"] = at["ws"]
			for _, tr := range transport.WithSocketIO() {
				visit(t, test.command, tr.Name, at[tr.Name])
				for _, want := range test.want[tr.Name] { // also that it is gone, before the next one comes
					expect(t, notes, want)
				}
			}
			stop()
			for range notes {
			}
		})
		t.Run(what+" --quiet", func(t *testing.T) {
			at, notes, stop := noted(t, what, "--quiet")
			visit(t, test.command, "tcp", at["tcp"])
			stop()
			for line := range notes {
				if line != "Ctrl-C stops." {
					t.Errorf("it said %q", line)
				}
			}
		})
	}
}

// expect reads what is said until a line ends with want.
func expect(t *testing.T, notes <-chan string, want string) {
	t.Helper()
	var said []string
	for {
		select {
		case line, more := <-notes:
			if said = append(said, line); strings.HasSuffix(line, want) {
				return
			} else if !more {
				t.Fatalf("it ended without a line that ends with %q: %q", want, said)
			}
		case <-time.After(time.Minute):
			t.Fatalf("no line ends with %q: %q", want, said)
		}
	}
}

// visit has a client say something.
func visit(t *testing.T, command []string, over, addr string) {
	t.Helper()
	args := append([]string{command[0], over, addr}, command[1:]...)
	if status, _, stderr := wirelab(t.Context(), "hi\n", args...); status != 0 {
		t.Fatalf("%v: status %d, %s", args, status, stderr)
	}
}

// noted serves until stop is called, and returns what is said on stderr, line by line.
func noted(t *testing.T, what string, options ...string) (at map[string]string, notes <-chan string, stop func()) {
	ctx, stop := context.WithCancel(t.Context())
	out, stdout := io.Pipe()
	errs, stderr := io.Pipe()
	args := append([]string{"wirelab", "serve", what, "--tcp", "0", "--udp", "0", "--ws", "0"}, options...)
	go func() {
		defer stdout.Close()
		defer stderr.Close()
		if status := run(ctx, args, strings.NewReader(""), stdout, stderr); status != 0 {
			t.Errorf("%v ended with status %d", args, status)
		}
	}()
	lines := make(chan string, 1000)
	go func() {
		defer close(lines)
		for in := bufio.NewScanner(errs); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return addresses(out), lines, stop
}
