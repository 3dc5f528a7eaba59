package socketio_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/wsdemo"
	"wirelab/wsdemo/socketio"
)

// A flooded network has a hostile server in place of the n-th connection: it answers a request, and does not come to an end.
type flooded struct {
	*world
	n           atomic.Int32
	begin, more string
	read        chan int // how many bytes the client has read
}

func (f *flooded) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if f.n.Add(-1) != 0 {
		return f.pipes.DialContext(ctx, network, addr)
	}
	client, server := net.Pipe()
	go func() {
		http.ReadRequest(bufio.NewReader(server))
		read, err := io.WriteString(server, f.begin)
		for more := strings.Repeat(f.more, 100); err == nil && read < 64<<20; {
			var n int
			n, err = io.WriteString(server, more)
			read += n
		}
		server.Close()
		f.read <- read
	}()
	return client, nil
}

func (f *flooded) Listen(context.Context, string, string) (net.Listener, error) {
	panic("nobody listens")
}

func (f *flooded) ListenPacket(context.Context, string, string) (net.PacketConn, error) {
	panic("nobody listens")
}

var _ netx.Network = (*flooded)(nil)

// TestEndlessAnswers: a server can make a client read no more of an answer than there is in any good one. Where it is the
// one to the upgrade, the session goes on by polling.
func TestEndlessAnswers(t *testing.T) {
	const head = "HTTP/1.1 101 Switching Protocols\r\n"
	const body = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	const long = "x: yyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"
	for _, test := range []struct {
		name        string
		by          socketio.Transports
		n           int32 // the connection: for polls, for POSTs, for the WebSocket
		begin, more string
		most        int
		fails       bool
	}{
		{"a head", socketio.WebSocketOnly, 1, head, long, 24 << 10, true},
		{"a line", socketio.WebSocketOnly, 1, head + "x: ", "xxxxxxxxxxxxxxxx", 24 << 10, true},
		{"a status", socketio.WebSocketOnly, 1, "HTTP/1.1 ", "xxxxxxxxxxxxxxxx", 24 << 10, true},
		{"a status line", socketio.WebSocketOnly, 1, "HTTP/1.1 " + strings.Repeat("x", 3000) + "\r\n", long, 24 << 10, true},
		{"the same of a poll", socketio.PollingOnly, 1, "HTTP/1.1 " + strings.Repeat("x", 3000) + "\r\n", long, 32 << 10, true},
		{"the head of an answer to a poll", socketio.PollingOnly, 1, "HTTP/1.1 200 OK\r\n", long, 32 << 10, true},
		{"its body", socketio.PollingOnly, 1, body, "10\r\nxxxxxxxxxxxxxxxx\r\n", 8 << 20, true},
		{"the head of an answer to a POST", socketio.PollingOnly, 2, "HTTP/1.1 200 OK\r\n", long, 32 << 10, true},
		{"the head of the answer to the upgrade", socketio.PollingThenWebSocket, 3, head, long, 24 << 10, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			inWorld(t, &wsdemo.EchoServer{}, func(w *world) {
				f := &flooded{world: w, begin: test.begin, more: test.more, read: make(chan int, 1)}
				f.n.Store(test.n)
				begun := time.Now()
				c, err := socketio.Dial(w.Context(), f, w.addr, socketio.Options{Transports: test.by})
				if (err != nil) != test.fails || len(fmt.Sprint(err)) > 400 || time.Since(begun) > 20*time.Second {
					w.Errorf("after %v: %v", time.Since(begun), err)
				}
				if err == nil {
					c.Emit("hello")
					receives(w, c, "hello []")
					c.Close()
				}
				if read := <-f.read; read > test.most {
					w.Errorf("%d bytes were read", read)
				}
			})
		})
	}
}
