package socketio

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"wirelab/internal/term/visible"
)

// receive takes a message of Engine.IO, and hands over the packet that it completes. One call follows the other.
func (c *Conn) receive(m Packet) error {
	p, err := c.assemble(m)
	if p == nil || err != nil {
		return err
	}
	if p.namespace != "/" {
		return errNamespace
	}
	switch p.kind {
	case typeConnect:
		return c.connected(p.data)
	case typeConnectError:
		return c.refused(p.data)
	case typeDisconnect:
		return io.EOF
	}
	p.data = bytes.Clone(p.data)
	select {
	case c.inbox <- *p:
	case <-c.engine.over:
	}
	return nil
}

// assemble returns a packet when all of it is there, and nil before.
func (c *Conn) assemble(m Packet) (*packet, error) {
	if m.Binary != (c.partial != nil) {
		return nil, errAttachments
	}
	if !m.Binary {
		p, err := decode(m.body())
		if err != nil || p.attachments == 0 {
			return &p, err
		}
		p.data = bytes.Clone(p.data)
		c.partial, c.attachments = &p, nil
		return nil, nil
	}
	if c.size += len(m.Data); c.size > maxReceived {
		return nil, errTooLarge
	}
	c.attachments = append(c.attachments, bytes.Clone(m.Data))
	if len(c.attachments) < c.partial.attachments {
		return nil, nil
	}
	p := c.partial
	c.partial, c.size = nil, 0
	return p, p.join(c.attachments)
}

// connected takes the news that the client is in the namespace.
func (c *Conn) connected(data []byte) error {
	var is struct{ SID, PID string }
	if json.Unmarshal(data, &is) != nil || is.SID == "" {
		return errData
	}
	select {
	case <-c.joined:
		return errState
	default:
	}
	c.mu.Lock()
	c.recovered = is.PID != "" && is.PID == c.state.PID
	if !c.recovered {
		c.state = State{PID: is.PID}
	}
	c.mu.Unlock()
	close(c.joined)
	return nil
}

// refused takes the news that it is not.
func (c *Conn) refused(data []byte) error {
	var why struct{ Message string }
	if json.Unmarshal(data, &why) != nil {
		return errData
	}
	return fmt.Errorf("%w: %s", ErrRefused, visible.Text(why.Message))
}
