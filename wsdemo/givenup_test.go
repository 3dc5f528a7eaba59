package wsdemo

import (
	"context"
	"testing"

	"wirelab/internal/network/netx/netxtest"
)

// TestDialGivenUp: a dial that is given up while the server does not answer ends at once. The race detector sees
// that the connection is closed meanwhile by another goroutine.
func TestDialGivenUp(t *testing.T) {
	pipes := &netxtest.Pipes{}
	ln, err := pipes.Listen(t.Context(), "tcp", "127.0.0.1:80")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	for range 100 {
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			if conn, err := ln.Accept(); err == nil {
				defer conn.Close()
				cancel()
				conn.Read(make([]byte, 1))
			}
		}()
		if c, err := Dial(ctx, pipes, "127.0.0.1:80", Text); err == nil {
			c.Close()
			t.Error("it has dialled a server that says nothing")
		}
		cancel()
	}
}
