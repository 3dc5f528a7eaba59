package stage

import (
	"context"
	"net"
	"sync"

	"wirelab/internal/network/netx"
)

// A Cable is a network that can be pulled out. What its connections write then goes nowhere, and nobody is told.
type Cable struct {
	netx.Network
	mu  sync.Mutex
	out bool
}

// Pull takes it out, or puts it in again.
func (c *Cable) Pull(out bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out = out
}

// DialContext connects through the cable.
func (c *Cable) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := c.Network.DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &cabled{conn, c}, nil
}

type cabled struct {
	net.Conn
	cable *Cable
}

func (c *cabled) Write(b []byte) (int, error) {
	c.cable.mu.Lock()
	out := c.cable.out
	c.cable.mu.Unlock()
	if out {
		return len(b), nil
	}
	return c.Conn.Write(b)
}
