package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"wirelab/internal/transport"
)

// TestOtherServer: a command that meets another kind of server than it needs says in a line what is there,
// and what to do.
func TestOtherServer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	servers := map[string]map[string]string{}
	for i, kind := range []string{"echo", "broadcast"} {
		host := ownHost(t, i)
		for servers[kind] == nil || servers[kind]["udp"] == servers[kind]["tcp"] || servers[kind]["udp"] == servers[kind]["ws"] {
			out, status := running(ctx, "serve", kind, "--host", host, "--tcp", "0", "--udp", "0", "--ws", "0")
			servers[kind] = addresses(out)
			defer func() {
				cancel()
				<-status
			}()
		}
	}
	page := httptest.NewUnstartedServer(http.NotFoundHandler())
	page.Listener.Close()
	var err error
	if page.Listener, err = net.Listen("tcp", net.JoinHostPort(ownHost(t, 2), "0")); err != nil {
		t.Fatal(err)
	}
	page.Start()
	defer page.Close()
	web := page.Listener.Addr().String()

	check := func(command, transport, addr, want string) {
		t.Helper()
		status, stdout, stderr := wirelab(t.Context(), "hi\n", command, transport, addr)
		if want = "wirelab " + command + ": " + addr + " is " + want + "\n"; status != 1 || stdout != "" || stderr != want {
			t.Errorf("wirelab %s %s: status %d, stdout %q, stderr\n%swant\n%s", command, transport, status, stdout, stderr, want)
		}
	}
	for _, tr := range transport.WithSocketIO() {
		on := tr.Name
		if on == "socketio" {
			on = "ws" // whose servers it is on
		}
		at := servers["echo"][on]
		check("chat", tr.Name, at, "an echo server: it sent back what it received. For a broadcast server: wirelab serve broadcast")
		at = servers["broadcast"][on]
		check("echo", tr.Name, at, fmt.Sprintf("a broadcast server: enter its rooms with wirelab chat %s %s. "+
			"For an echo server: wirelab serve echo", tr.Name, at))
		check("chat", tr.Name, web, "a web server: it speaks HTTP. For a broadcast server: wirelab serve broadcast")
		check("echo", tr.Name, web, "a web server: it speaks HTTP. For an echo server: wirelab serve echo")
		for _, other := range transport.All() {
			if other.Name == on {
				continue
			}
			at = servers["echo"][other.Name]
			check("echo", tr.Name, at, fmt.Sprintf("no echo server over %s, but one over %s: wirelab echo %s %s", tr.Title, other.Title, other.Name, at))
			at = servers["broadcast"][other.Name]
			check("chat", tr.Name, at, fmt.Sprintf("no broadcast server over %s, but one over %s: wirelab chat %s %s", tr.Title, other.Title, other.Name, at))
		}
	}
}

// ownHost gives the nth loopback address for servers that must be alone at the number of their port: on 127.0.0.1,
// where all tests listen, there may be another test's echo server over UDP at the number of a TCP server here.
// A system may have 127.0.0.1 only.
func ownHost(t *testing.T, n int) string {
	t.Helper()
	host := fmt.Sprintf("127.77.%d.%d", os.Getpid()%256, n+1)
	ln, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		return "127.0.0.1"
	}
	ln.Close()
	return host
}

// TestEchoAgainstOthers: a server that is none of these may answer as it likes.
func TestEchoAgainstOthers(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				io.WriteString(conn, "welcome\n")
				for s := bufio.NewScanner(conn); s.Scan(); {
					fmt.Fprintln(conn, strings.ToUpper(s.Text()))
				}
			}()
		}
	}()
	at := ln.Addr().String()
	status, stdout, stderr := wirelab(t.Context(), "hi\n", "echo", "tcp", at)
	if !strings.Contains(stdout, "HI    (not expected)\n") || status != 1 {
		t.Errorf("status %d, %q, %q", status, stdout, stderr)
	}
	status, _, stderr = wirelab(t.Context(), "hi\n", "chat", "tcp", at)
	if want := "wirelab chat: " + at + ` is no broadcast server over TCP: it answered "welcome"` + "\n"; status != 1 || stderr != want {
		t.Errorf("status %d, stderr %q, want %q", status, stderr, want)
	}
}
