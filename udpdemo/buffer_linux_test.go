package udpdemo

import (
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"wirelab/internal/network/netx"
)

// TestEnlarge: a server's socket and a client's hold as much as they ask for, or it is known that they do
// not.
func TestEnlarge(t *testing.T) {
	pc := listen(t, "127.0.0.1:0")
	start(t, &EchoServer{}, pc)
	client, err := Dial(t.Context(), &netx.Host{}, pc.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	roundTrip(t, client.conn, []byte("so that Serve is under way"))
	for name, s := range map[string]any{"server": pc, "client": client.conn} {
		raw, err := s.(*net.UDPConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		raw.Control(func(fd uintptr) { got = receiveBuffer(int(fd)) })
		small, _ := errors.AsType[*SmallBufferError](Enlarge(s))
		if small == nil && got < bufferSize || small != nil && small.Got != got {
			t.Errorf("the %s's socket holds %d bytes, and Enlarge says %v", name, got, small)
		}
	}
	if err := Enlarge(&script{}); err != nil {
		t.Errorf("Enlarge of no system's socket returned %v", err)
	}
}

// TestEchoBurst: a burst that comes while the server does something else is not lost, nor are the echoes
// that come back while the client does.
func TestEchoBurst(t *testing.T) {
	const burst = 2000
	for _, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			busy, done := make(chan struct{}), make(chan struct{})
			var once sync.Once
			pc := listen(t, "127.0.0.1:0")
			if err := Enlarge(pc); err != nil {
				pc.Close()
				t.Skip(err)
			}
			start(t, &EchoServer{
				Batch: mode.batch, MaxReplies: -1,
				OnData: func(net.Addr, []byte) { once.Do(func() { close(busy); <-done }) },
			}, pc)
			client, err := Dial(t.Context(), &netx.Host{}, pc.LocalAddr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			client.conn.SetDeadline(time.Now().Add(patience))
			send := func(n int) {
				for i := range n {
					if err := client.Send([]byte{byte(i), byte(i >> 8)}); err != nil {
						t.Fatal(err)
					}
				}
			}
			send(1)
			<-busy
			send(burst - 1)
			close(done)
			for n := range burst {
				if _, err := client.Recv(make([]byte, 10)); err != nil {
					t.Fatalf("after %d of %d echoes: %v", n, burst, err)
				}
			}
		})
	}
}
