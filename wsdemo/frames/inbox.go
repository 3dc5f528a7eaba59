package frames

import (
	"io"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
)

// An Inbox receives the messages of one connection, one after the other.
type Inbox struct {
	Conn  *websocket.Conn
	Limit int          // of a message, in bytes
	Total *netx.Budget // what the connections of a server hold together; nil: they may hold anything
	// Deflated says that messages are compressed, both ways: that takes more.
	Deflated bool

	Message []byte  // what has been received, until Done
	from    *buffer // where Message has its memory from
	taken   int     // of Total
}

// Receive waits for the next message and returns its kind. It is in in.Message until Done is called. Pings
// that come before it, and between its fragments, are answered.
func (in *Inbox) Receive() (kind int, err error) {
	kind, r, err := in.Conn.NextReader()
	if err != nil {
		return 0, err
	}
	if in.Deflated {
		err = in.take(decompressor)
	}
	if err == nil {
		err = in.read(r, kind == websocket.TextMessage)
	}
	if err == nil && in.Deflated { // it will be sent back, and is compressed in one piece
		err = in.take(len(in.Message) - uncounted)
	}
	return kind, err
}

// read reads a message to its end. It counts the bytes that r delivers and not those on the wire: of a
// compressed message a few bytes there can be megabytes here. Text is looked at as it comes: what is
// wrong at the beginning of a long message need not wait for the end.
func (in *Inbox) read(r io.Reader, text bool) error {
	in.Message = in.Message[:0]
	valid := 0 // bytes that are known to be UTF-8
	for {
		if err := in.makeRoom(); err != nil {
			return err
		}
		n, err := r.Read(in.Message[len(in.Message):cap(in.Message)])
		in.Message = in.Message[:len(in.Message)+n]
		if len(in.Message) > in.Limit {
			return ErrTooLarge
		}
		if text {
			n, ok := validText(in.Message[valid:])
			if valid += n; !ok || err == io.EOF && valid < len(in.Message) {
				return ErrNotUTF8
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

// makeRoom sees to it that there is room in Message. It grows with what has come, whatever length a frame
// claims to have.
func (in *Inbox) makeRoom() error {
	if len(in.Message) < cap(in.Message) {
		return nil
	}
	larger := in.from.next()
	if err := in.take(larger - max(cap(in.Message), uncounted)); err != nil {
		return err
	}
	to := newBuffer(larger)
	in.Message = append(to.bytes, in.Message...)
	in.from.free()
	in.from = to
	return nil
}

// Done gives back what the message took, so that an idle connection holds no buffer.
func (in *Inbox) Done() {
	in.from.free()
	in.from, in.Message = nil, nil
	if in.taken > 0 {
		in.Total.Give(in.taken)
		in.taken = 0
	}
}

// take takes from Total what the connection needs for its message.
func (in *Inbox) take(n int) error {
	if n <= 0 || in.Total == nil {
		return nil
	}
	if !in.Total.Take(n) {
		return errNoSpace
	}
	in.taken += n
	return nil
}
