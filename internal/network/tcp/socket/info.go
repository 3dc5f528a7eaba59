package socket

import "wirelab/internal/network/tcp"

// Info says how the connection's sender sees the network now.
func (c *Conn) Info() tcp.Info {
	c.host.mu.Lock()
	defer c.host.mu.Unlock()
	return c.tcp.Info()
}

// CongestionWindow is how many bytes the connection may have under way (RFC 5681's cwnd).
func (c *Conn) CongestionWindow() int {
	i := c.Info()
	return i.CongestionWindow * i.SegmentSize
}
