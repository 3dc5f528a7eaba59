package lab

import (
	"errors"
	"net"
	"syscall"
	"testing"
)

// TestDialFrom: a port may be in two pairs, and a pair is there once.
func TestDialFrom(t *testing.T) {
	inBubble(t, Config{Clients: 2}, func(t *testing.T, n *Net) {
		echoTCP(t, n.Server)
		other, err := n.Server.Listen(t.Context(), "tcp", ":8")
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		for _, test := range []struct {
			client int
			port   uint16
			to     string
			want   error
		}{
			{0, 5000, ":7", nil},
			{1, 5000, ":7", nil},
			{0, 5001, ":7", nil},
			{0, 5000, ":8", nil},
			{0, 5000, ":7", syscall.EADDRINUSE},
			{0, 5002, ":9", syscall.ECONNREFUSED},
		} {
			host := n.Clients[test.client]
			c, err := host.DialFrom(t.Context(), test.port, n.Server.Addr.String()+test.to)
			if !errors.Is(err, test.want) {
				t.Errorf("from %v:%d to %s: %v, want %v", host.Addr, test.port, test.to, err, test.want)
			}
			if err != nil {
				continue
			}
			defer c.Close()
			if at := c.LocalAddr().(*net.TCPAddr); at.Port != int(test.port) || !at.IP.Equal(host.Addr.AsSlice()) {
				t.Errorf("it is at %v, want %v:%d", at, host.Addr, test.port)
			}
		}
	})
}
