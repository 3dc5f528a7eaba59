package wsdemo

import (
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The server needs no client of ours: each message comes back as it was, and of its kind.
func TestEchoRaw(t *testing.T) {
	p := dial(t, &EchoServer{}, &netx.Host{})
	for _, msg := range []string{"hi", "", strings.Repeat("long ", 100), strings.Repeat("longer ", 20_000)} {
		p.send(t, frame(fin|opText, msg))
		p.expect(t, fin|opText, msg)
		p.send(t, frame(fin|opBinary, msg))
		p.expect(t, fin|opBinary, msg)
	}
	p.send(t, frame(fin|opBinary, "\xff"))
	p.expect(t, fin|opBinary, "\xff")
}

// A message may come in fragments, cut anywhere, with control frames in between.
func TestEchoFragments(t *testing.T) {
	p := dial(t, &EchoServer{}, &netx.Host{})
	p.send(t, frame(opText, "gr\xc3")+frame(fin|opPing, "there?")+
		frame(opContinuation, "\xbc")+frame(opContinuation, "")+frame(fin|opContinuation, "n"))
	p.expect(t, fin|opPong, "there?")
	p.expect(t, fin|opText, "grün")
}

func TestEchoClose(t *testing.T) {
	tests := []struct {
		name    string
		send    string
		answer  string // Close frame's payload
		wantErr string // part of what OnError is told; empty: nothing
	}{
		{"done", frame(fin|opClose, closePayload(1000, "bye")), closePayload(1000, ""), ""},
		{"going away", frame(fin|opClose, closePayload(1001, "")), closePayload(1001, ""), ""},
		{"no code", frame(fin|opClose, ""), "", ""},
		{"the client's trouble", frame(fin|opClose, closePayload(1011, "")), closePayload(1011, ""), "1011"},
		{
			"a code that may not be sent", frame(fin|opClose, closePayload(1005, "")),
			closePayload(1002, "bad close code 1005"), "bad close code",
		},

		{
			"text that is not UTF-8", frame(fin|opText, "\xff"),
			closePayload(1007, "text message is not UTF-8"), "not UTF-8",
		},
		{
			"text that ends within a character", frame(fin|opText, "gr\xc3"),
			closePayload(1007, "text message is not UTF-8"), "not UTF-8",
		},
		{"too large", frame(fin|opBinary, "12345678901"), closePayload(1009, "message too large"), "too large"},
		{
			"too large in sum", frame(opBinary, "1234567890") + frame(fin|opContinuation, "1"),
			closePayload(1009, "message too large"), "too large",
		},

		{"no mask", "\x81\x02hi", closePayload(1002, "bad MASK"), "bad MASK"},
		{"not an opcode", frame(fin|3, ""), closePayload(1002, "bad opcode 3"), "bad opcode"},
		{"compressed without agreement", frame(fin|rsv1|opText, "hi"), closePayload(1002, "RSV1 set"), "RSV1"},
		{
			"a fragment of nothing", frame(fin|opContinuation, "hi"),
			closePayload(1002, "continuation after FIN"), "continuation",
		},
		{"a ping in fragments", frame(opPing, "hi"), closePayload(1002, "FIN not set on control"), "FIN not set"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var told []error
				s := &EchoServer{MaxMessage: 10, OnError: func(_ net.Addr, err error) { told = append(told, err) }}
				p := dial(t, s, &netxtest.Pipes{})
				p.send(t, frame(fin|opText, "1234567890")) // the longest
				p.expect(t, fin|opText, "1234567890")
				p.send(t, test.send)
				p.expect(t, fin|opClose, test.answer)
				p.Close()
				synctest.Wait()
				if test.wantErr == "" && len(told) > 0 {
					t.Errorf("OnError was told %v, want nothing", told)
				}
				if test.wantErr != "" && (len(told) != 1 || !strings.Contains(told[0].Error(), test.wantErr)) {
					t.Errorf("OnError was told %v, want %q", told, test.wantErr)
				}
			})
		})
	}
}

// A client that has sent more than the server cares to read is not cut off (RST), which might cost it
// the Close frame: it gets the frame and then the end (FIN).
func TestEchoCloseArrives(t *testing.T) {
	for _, bad := range []string{frame(fin|3, "not an opcode"), frame(fin|opText, "\xff")} {
		p := dial(t, &EchoServer{}, &netx.Host{})
		p.send(t, bad+strings.Repeat(frame(fin|opBinary, "and more"), 20_000))
		if got, err := p.readFrame(); err != nil || !strings.HasPrefix(got, "0x88 ") {
			t.Errorf("got frame %.100s, %v, want Close", got, err)
		}
		p.send(t, frame(fin|opClose, ""))
		p.expectEnd(t)
	}
}

func TestEchoDisconnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan error, 1)
		s := &EchoServer{OnError: func(_ net.Addr, err error) { failed <- err }}
		p := dial(t, s, &netxtest.Pipes{})
		p.Close() // of the connection, without a Close frame
		if err := <-failed; !websocket.IsCloseError(errors.Unwrap(err), websocket.CloseAbnormalClosure) {
			t.Errorf("OnError was told %v, want code 1006", err)
		}
	})
}

func TestEchoIdleTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := dial(t, &EchoServer{}, &netxtest.Pipes{})
		time.Sleep(4 * time.Minute)
		p.send(t, frame(fin|opText, "still here")) // starts the time anew
		p.expect(t, fin|opText, "still here")
		start := time.Now()
		time.Sleep(4 * time.Minute)
		p.send(t, frame(fin|opPing, "")) // does not
		p.expect(t, fin|opPong, "")
		p.expect(t, fin|opClose, closePayload(1001, "idle"))
		if waited := time.Since(start); waited != 5*time.Minute {
			t.Errorf("the connection ended after %v idle, want 5m", waited)
		}
		p.expectEnd(t)
	})
}

func TestEchoWriteTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := make(chan error, 1)
		s := &EchoServer{OnError: func(_ net.Addr, err error) { failed <- err }}
		p := dial(t, s, &netxtest.Pipes{})
		start := time.Now()
		p.send(t, frame(fin|opText, "never read"))
		var timeout net.Error
		if err := <-failed; !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("OnError was told %v, want a timeout", err)
		}
		if waited := time.Since(start); waited < 10*time.Second || waited > 10*time.Second+closeTimeout {
			t.Errorf("the connection ended after %v, want 10s", waited)
		}
	})
}

// Peers are answered for a while yet when the server has been told to stop; then it says goodbye.
func TestEchoDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		addr, stop := start(t, &EchoServer{}, nw)
		p := upgrade(t, nw, addr)
		stopped := time.Now()
		stop()
		synctest.Wait()
		if _, err := nw.DialContext(t.Context(), "tcp", addr); err == nil {
			t.Error("the server still listens")
		}
		time.Sleep(90 * time.Millisecond)
		p.send(t, frame(fin|opText, "after"))
		p.expect(t, fin|opText, "after")
		p.expect(t, fin|opClose, closePayload(1001, "stopping"))
		if drained := time.Since(stopped); drained != 100*time.Millisecond {
			t.Errorf("Close came after %v, want 100ms", drained)
		}
		p.send(t, frame(fin|opText, "too late"))
		p.send(t, frame(fin|opClose, closePayload(1001, "")))
		p.expectEnd(t)
	})
}

// A peer that does not answer the server's Close frame holds it up for closeTimeout.
func TestEchoDrainUnanswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		addr, stop := start(t, &EchoServer{}, nw)
		p := upgrade(t, nw, addr)
		stopped := time.Now()
		stop()
		p.expect(t, fin|opClose, closePayload(1001, "stopping"))
		p.expectEnd(t)
		if ended := time.Since(stopped); ended != 100*time.Millisecond+closeTimeout {
			t.Errorf("the connection ended after %v, want 1.1s", ended)
		}
	})
}

func TestEchoMaxConns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := make(chan error, 1)
		s := &EchoServer{MaxConns: 1, OnError: func(_ net.Addr, err error) { refused <- err }}
		nw := &netxtest.Pipes{}
		addr, _ := start(t, s, nw)
		first := upgrade(t, nw, addr)
		if got, err := io.ReadAll(open(t, nw, addr)); err != nil || string(got) != full {
			t.Errorf("the second connection got %q, %v, want %q", got, err, full)
		}
		if err := <-refused; err != ErrTooManyConns {
			t.Errorf("OnError was told %v, want %v", err, ErrTooManyConns)
		}
		first.send(t, frame(fin|opClose, ""))
		first.expect(t, fin|opClose, "")
		first.expectEnd(t)
		synctest.Wait()
		upgrade(t, nw, addr)
	})
}

const deflate = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover"

func TestEchoCompression(t *testing.T) {
	p := dial(t, &EchoServer{Compression: true}, &netx.Host{}, deflate)
	p.send(t, frame(fin|rsv1|opText, "\xf2\x48\xcd\xc9\xc9\x07\x00")) // RFC 7692 section 7.2.3.1
	if got, err := p.readFrame(); err != nil || !strings.HasPrefix(got, "0xc1 ") {
		t.Errorf("got frame %s, %v, want compressed text", got, err)
	}

	p = dial(t, &EchoServer{}, &netx.Host{}, deflate) // does not agree to it
	p.send(t, frame(fin|opText, "plain"))
	p.expect(t, fin|opText, "plain")
}

// A few bytes on the wire can be megabytes here. The limit counts what is delivered.
func TestEchoCompressionBomb(t *testing.T) {
	var bomb bytes.Buffer
	w, err := flate.NewWriter(&bomb, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(make([]byte, 8*MaxMessage))
	w.Flush()
	if bomb.Len() > MaxMessage {
		t.Fatalf("the bomb is %d bytes on the wire", bomb.Len())
	}
	s := &EchoServer{Compression: true, OnData: func(_ net.Addr, b []byte) {
		t.Errorf("a message of %d bytes was delivered", len(b))
	}}
	p := dial(t, s, &netx.Host{}, deflate)
	p.send(t, frame(fin|rsv1|opBinary, strings.TrimSuffix(bomb.String(), "\x00\x00\xff\xff")))
	p.expect(t, fin|opClose, closePayload(1009, "message too large"))
}

// Whatever a client sends after the handshake, the server gets to the end of it.
func FuzzEcho(f *testing.F) {
	f.Add(false, []byte(frame(fin|opText, "hi")+frame(opBinary, "frag")+frame(fin|opContinuation, "ments")))
	f.Add(false, []byte(frame(fin|opPing, "there?")+frame(fin|opClose, closePayload(1000, "bye"))))
	f.Add(true, []byte(frame(fin|rsv1|opText, "\xf2\x48\xcd\xc9\xc9\x07\x00")))
	f.Add(true, []byte("GET / HTTP/1.1\r\n\r\n"))
	f.Fuzz(func(t *testing.T, compression bool, data []byte) {
		synctest.Test(t, func(t *testing.T) {
			s := &EchoServer{Compression: compression}
			p := dial(t, s, &netxtest.Pipes{}, deflate)
			go p.Write(data)
			// The client says nothing more: the server waits for the idle time, if not less.
			begin := time.Now()
			if _, err := io.Copy(io.Discard, p.in); err != nil {
				t.Error(err)
			}
			if waited := time.Since(begin); waited > 6*time.Minute {
				t.Errorf("the connection ended after %v", waited)
			}
		})
	})
}

// serving is an EchoServer or a BroadcastServer.
type serving interface {
	Serve(ctx context.Context, ln net.Listener) error
}

// start starts a server. It ends when stop is called or the test ends, and must do so without error.
func start(t testing.TB, s serving, nw netx.Network) (addr string, stop func()) {
	t.Helper()
	ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return ln.Addr().String(), stop
}

// patience bounds waiting in real time, so that a fault is a failed test and not a hang. In virtual
// time synctest itself sees when nothing can come any more.
const patience = 10 * time.Second

// open makes a bare connection.
func open(t testing.TB, nw netx.Network, addr string) net.Conn {
	t.Helper()
	conn, err := nw.DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, real := nw.(*netx.Host); real {
		conn.SetDeadline(time.Now().Add(patience))
	}
	return conn
}

// dial is start and upgrade.
func dial(t testing.TB, s serving, nw netx.Network, header ...string) *peer {
	t.Helper()
	addr, _ := start(t, s, nw)
	return upgrade(t, nw, addr, header...)
}

// inTime runs f with a client of a server, in virtual time. The connection must end within a second
// after the last thing f did.
func inTime(t *testing.T, s serving, f func(t *testing.T, p *peer), header ...string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := dial(t, s, &netxtest.Pipes{}, header...)
		begin := time.Now()
		f(t, p)
		if took := time.Since(begin); took > closeTimeout {
			t.Errorf("it took %v, want %v at most", took, closeTimeout)
		}
	})
}
