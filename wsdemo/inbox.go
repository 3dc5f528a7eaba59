package wsdemo

import (
	"io"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
)

// An inbox receives the messages of one connection, one after the other.
type inbox struct {
	conn  *websocket.Conn
	limit int          // of a message, in bytes
	total *netx.Budget // what the connections of a server hold together; nil: they may hold anything
	// deflated says that messages are compressed, both ways: that takes more.
	deflated bool

	buf   []byte  // the message
	from  *buffer // where buf has its memory from
	taken int     // of total
}

// receive waits for the next message and returns its kind. It is in in.buf until done is called. Pings
// that come before it, and between its fragments, are answered.
func (in *inbox) receive() (kind int, err error) {
	kind, r, err := in.conn.NextReader()
	if err != nil {
		return 0, err
	}
	if in.deflated {
		err = in.take(decompressor)
	}
	if err == nil {
		err = in.read(r, kind == websocket.TextMessage)
	}
	if err == nil && in.deflated { // it will be sent back, and is compressed in one piece
		err = in.take(len(in.buf) - uncounted)
	}
	return kind, err
}

// read reads a message to its end. It counts the bytes that r delivers and not those on the wire: of a
// compressed message a few bytes there can be megabytes here. Text is looked at as it comes: what is
// wrong at the beginning of a long message need not wait for the end.
func (in *inbox) read(r io.Reader, text bool) error {
	in.buf = in.buf[:0]
	valid := 0 // bytes that are known to be UTF-8
	for {
		if err := in.makeRoom(); err != nil {
			return err
		}
		n, err := r.Read(in.buf[len(in.buf):cap(in.buf)])
		in.buf = in.buf[:len(in.buf)+n]
		if len(in.buf) > in.limit {
			return ErrTooLarge
		}
		if text {
			n, ok := validText(in.buf[valid:])
			if valid += n; !ok || err == io.EOF && valid < len(in.buf) {
				return errNotUTF8
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// makeRoom sees to it that there is room in buf. It grows with what has come, whatever length a frame
// claims to have.
func (in *inbox) makeRoom() error {
	if len(in.buf) < cap(in.buf) {
		return nil
	}
	larger := in.from.next()
	if err := in.take(larger - max(cap(in.buf), uncounted)); err != nil {
		return err
	}
	to := newBuffer(larger)
	in.buf = append(to.bytes, in.buf...)
	in.from.free()
	in.from = to
	return nil
}

// done gives back what the message took, so that an idle connection holds no buffer.
func (in *inbox) done() {
	in.from.free()
	in.from, in.buf = nil, nil
	if in.taken > 0 {
		in.total.Give(in.taken)
		in.taken = 0
	}
}

// take takes from the total what the connection needs for its message.
func (in *inbox) take(n int) error {
	if n <= 0 || in.total == nil {
		return nil
	}
	if !in.total.Take(n) {
		return errNoSpace
	}
	in.taken += n
	return nil
}
