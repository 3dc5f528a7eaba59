package socket

import "wirelab/internal/network/tcp"

// Info says how the connection's sender sees the network now.
func (c *Conn) Info() tcp.Info {
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	return c.tcp.Info()
}
