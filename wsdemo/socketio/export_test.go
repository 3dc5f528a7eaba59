package socketio

import "net"

// Vanish ends the session of a client without a word to the server.
func (c *Conn) Vanish() {
	c.engine.end(net.ErrClosed)
	c.engine.wait()
}
