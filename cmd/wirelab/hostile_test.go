package main

import (
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
)

// TestHostileServer: whatever an endless answer looks like, a command ends with a line that says what is
// there, and has not read more of it than it had to.
func TestHostileServer(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]string{
		"headers": "HTTP/1.1 101 Switching Protocols\r\n", "a status line": "HTTP/1.1 101 ", "no HTTP": "\xff\xff\xff",
	} {
		for _, line := range []string{
			"echo ws ADDR", "echo tcp ADDR", "chat ws ADDR", "chat tcp ADDR",
			"bench --net host --duration 1s --transport ws --target ADDR", "bench --net host --duration 1s --transport tcp --target ADDR",
		} {
			t.Run(name+"/"+line, func(t *testing.T) {
				t.Parallel()
				addr, sent := endless(t, begin, "X: y\r\n")
				status, stdout, stderr := process(t, "hi\n", strings.Fields(strings.Replace(line, "ADDR", addr, 1))...)
				if status != 1 || strings.Count(stderr, "\n") > 2 || len(stderr) > 500 {
					t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
				}
				// It asks over each transport; what fills the system's buffers counts too.
				if n := sent.Load(); n > 100<<20 {
					t.Errorf("the server sent %d bytes", n)
				}
			})
		}
	}
}

// endless is a server that says something without end to whoever connects.
func endless(t *testing.T, begin, more string) (addr string, sent *atomic.Int64) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	sent = &atomic.Int64{}
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				conn.Read(make([]byte, 1000))
				io.WriteString(conn, begin)
				for err := error(nil); err == nil; {
					var n int
					n, err = io.WriteString(conn, strings.Repeat(more, 1000))
					sent.Add(int64(n))
				}
			}()
		}
	}()
	return ln.Addr().String(), sent
}
