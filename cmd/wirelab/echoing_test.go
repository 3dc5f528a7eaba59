package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/transport"
	"wirelab/tcpdemo"
)

// TestNoServer: the address at which nobody answers, and status 2.
func TestNoServer(t *testing.T) {
	nobody := freePort(t)
	for _, line := range []string{
		"echo tcp", "echo udp", "echo ws",
		"bench --net host --duration 100ms --transport tcp --target",
	} {
		status, _, stderr := wirelab(t.Context(), "hi\n", append(strings.Fields(line), nobody)...)
		if status != 2 || !strings.Contains(stderr, nobody) || !strings.Contains(stderr, "wirelab serve echo starts") {
			t.Errorf("wirelab %s %s: status %d, stderr %q", line, nobody, status, stderr)
		}
	}
}

// freePort is an address at which nobody listens.
func freePort(t *testing.T) string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	return ln.Addr().String()
}

// TestServerGone: how a conversation ended, in one line.
func TestServerGone(t *testing.T) {
	for _, test := range []struct {
		linger int // 0: reset the connection; -1: end it
		want   string
	}{
		{0, "the server has gone: connection reset by peer; wirelab serve echo starts one"},
		{-1, "the server has ended the connection"},
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
		status, _, stderr := wirelab(t.Context(), "hi\n", "echo", "tcp", ln.Addr().String())
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

// A mute connection says nothing until it is closed.
type mute struct{ closed, left chan struct{} }

func (m mute) Send([]byte) error { return nil }

func (m mute) Recv([]byte) (int, error) {
	<-m.closed
	close(m.left)
	return 0, net.ErrClosed
}

func (m mute) Close() error {
	close(m.closed)
	return nil
}

// TestEchoEnds: the connection is closed and left alone, and the prompt's line is ended.
func TestEchoEnds(t *testing.T) {
	tcp, err := transport.Named("tcp")
	if err != nil {
		t.Fatal(err)
	}
	var out, notes, prompt bytes.Buffer
	conn := mute{make(chan struct{}), make(chan struct{})}
	e := &echoing{
		Transport: tcp, conn: conn, wait: time.Millisecond, out: &out, notes: &notes, prompt: &prompt,
	}
	err = e.run(t.Context(), strings.NewReader("hi\n"))
	if err == nil || err.Error() != "1 line did not come back" {
		t.Errorf("error %v", err)
	}
	select {
	case <-conn.left:
	default:
		t.Error("run returned before Recv did")
	}
	if out.Len() > 0 || notes.String() != "nothing came back within 1ms\n" || prompt.String() != "> > \n" {
		t.Errorf("stdout %q, stderr %q, prompt %q", &out, &notes, &prompt)
	}
}

// A slow connection sends each line back after a time of its own, as long as there are times; then it
// sends nothing.
type slow struct {
	after *[]time.Duration
	back  chan string
	over  chan struct{}
}

func (s slow) Send(msg []byte) error {
	if len(*s.after) > 0 {
		wait := (*s.after)[0]
		*s.after = (*s.after)[1:]
		time.AfterFunc(wait, func() { s.back <- string(msg) })
	}
	return nil
}

func (s slow) Recv(buf []byte) (int, error) {
	select {
	case line := <-s.back:
		return copy(buf, line), nil
	case <-s.over:
		return 0, net.ErrClosed
	}
}

func (s slow) Close() error {
	close(s.over)
	return nil
}

// TestLateEcho: a line that comes back after its time has come back, and its time is its own, even where
// lines are the same.
func TestLateEcho(t *testing.T) {
	const second = time.Second
	for _, test := range []struct {
		transport string
		in        string
		after     []time.Duration
		want      string
		err       string
	}{
		{"tcp", "a\nb\n", []time.Duration{3 * second, 2 * second}, "a    3000.000 ms    (late)\nb    2000.000 ms\n", ""},
		{"tcp", "a\na\n", []time.Duration{3 * second, 2 * second}, "a    3000.000 ms    (late)\na    2000.000 ms\n", ""},
		{"tcp", "a\nb\n", []time.Duration{second}, "a    1000.000 ms\n", "1 line did not come back"},
		{"udp", "a\na\n", []time.Duration{9 * second, second}, "a    1000.000 ms\n", "1 line did not come back"},
		{"udp", "a\nb\nc\n", []time.Duration{9 * second, second}, "b    1000.000 ms\n", "2 lines did not come back"},
	} {
		synctest.Test(t, func(t *testing.T) {
			tr, err := transport.Named(test.transport)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			e := &echoing{
				Transport: tr, conn: slow{&test.after, make(chan string, 9), make(chan struct{})},
				wait: 2*second + 1, out: &out, notes: io.Discard,
			}
			said := ""
			if err := e.run(t.Context(), strings.NewReader(test.in)); err != nil {
				said = err.Error()
			}
			if out.String() != test.want || said != test.err {
				t.Errorf("%s, %q: it printed %q and ended with %q", test.transport, test.in, &out, said)
			}
		})
	}
}
