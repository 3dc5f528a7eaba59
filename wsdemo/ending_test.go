package wsdemo

import (
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
	"wirelab/wsdemo/frames/frametest"
)

// A member that breaks the rules has left its room at once, though its connection lasts a moment longer.
func TestViolationEndsMembership(t *testing.T) {
	tests := append([]struct{ Name, Bytes, Reason string }{
		{"no mask", "\x81\x02{}", ""},
		{"a reserved opcode", frame(fin|3, ""), ""},
		{"not UTF-8", frame(fin|opText, "\xff"), ""},
		{"not UTF-8 in half a frame", frame(fin|opText, "\xff {}")[:8], ""},
		{"a bad code", frame(fin|opClose, closePayload(1005, "")), ""},
	}, frametest.Wrong...)
	for _, test := range tests {
		t.Run(test.Name, func(t *testing.T) {
			inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ func()) {
				eve, ada := connect(), connect()
				eve.say(`{"type":"join","room":"blue","name":"eve"}`)
				eve.hears(`{"type":"joined",*}`)
				ada.say(`{"type":"join","room":"blue","name":"ada"}`)
				ada.hears(`{"type":"joined",*}`)
				eve.hears(`*"from":"ada","event":"join","transport":"ws"}`)
				begin := time.Now()
				go ada.Write([]byte(test.Bytes))
				go func() {
					for { // ada reads on, and does not hang up
						if _, err := ada.readFrame(); err != nil {
							return
						}
					}
				}()
				eve.hears(`*"from":"ada","event":"leave"}`)
				if took := time.Since(begin); took != 0 {
					t.Errorf("ada left after %v", took)
				}
			})
		})
	}
}

// The server says that it will send no more, and reads on until the client has gone: it half-closes,
// whatever lies between the WebSocket and its connection.
func TestHalfClose(t *testing.T) {
	tests := []struct {
		name   string
		s      serving
		header []string
	}{
		{"echo", &EchoServer{}, nil},
		{"compressed echo", &EchoServer{Compression: true}, []string{deflate}},
		{"compressed echo with a small window", &EchoServer{Compression: true}, []string{deflate + "; server_max_window_bits=9"}},
		{"broadcast", &BroadcastServer{}, nil},
	}
	for _, test := range tests {
		for _, bad := range append(frametest.Wrong, frametest.Wrong[0]) {
			if strings.Contains(bad.Name, "limit") {
				continue // the servers' differ
			}
			t.Run(test.name+"/"+bad.Name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					nw := &halfClosing{}
					p := dial(t, test.s, nw, test.header...)
					go p.Write([]byte(bad.Bytes))
					if got, err := p.readFrame(); err != nil || !strings.HasPrefix(got, "0x88 ") {
						t.Fatalf("got frame %.100s, %v, want Close", got, err)
					}
					synctest.Wait()
					if n := nw.halves.Load(); n != 1 {
						t.Errorf("the connection was half-closed %d times, want once", n)
					}
					if _, err := p.Write([]byte("more")); err != nil {
						t.Errorf("the server does not read on: %v", err)
					}
				})
			})
		}
	}
}

// halfClosing is a network whose connections can be half-closed, as those of TCP can. It counts that.
type halfClosing struct {
	netxtest.Pipes
	halves atomic.Int64
}

var _ netx.Network = (*halfClosing)(nil)

func (n *halfClosing) Listen(ctx context.Context, network, addr string) (net.Listener, error) {
	ln, err := n.Pipes.Listen(ctx, network, addr)
	return &halfListener{ln, n}, err
}

type halfListener struct {
	net.Listener
	nw *halfClosing
}

func (l *halfListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &halfConn{conn, l.nw}, nil
}

type halfConn struct {
	net.Conn
	nw *halfClosing
}

func (c *halfConn) CloseWrite() error {
	c.nw.halves.Add(1)
	return nil
}
