package tcpdemo

import (
	"bytes"
	"errors"
	"net"
	"sync/atomic"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// A lineReader finds the lines in what a peer sends, as a bufio.Scanner does. Unlike that it gives the
// memory of a long line back, makes a line that has begun end in time, and bounds what the connections
// of a server hold together: thousands of peers may be in the middle of a line.
type lineReader struct {
	conn  net.Conn
	wait  time.Duration // for the next line
	whole time.Duration // for a line that has begun
	total *netx.Budget  // for the lines of all connections that are longer than uncounted

	buf   []byte // what has come is from start to end
	start int
	end   int
	began time.Time // when the line at start did; zero: there is none
	taken int       // of total
	ended error     // why nothing more comes

	last atomic.Bool // the peer has had its last words
}

var (
	errLongLine = errors.New("a line has at most 65536 bytes")
	errLateLine = errors.New("a line has begun and does not end")
	errNoSpace  = errors.New("too many long lines have begun and not ended")
)

// isTold says whether an error is one that the peer is told: it has begun a line that is not taken.
func isTold(err error) bool { return err == errLongLine || err == errLateLine || err == errNoSpace }

const (
	smallLine = 128     // what a connection holds while it waits for the next line
	uncounted = 4 << 10 // of each line is in no total: while long lines fill it, short ones get through
)

// next returns the next line that is not blank, without its newline. It is good until the next call. The
// last line need not have a newline; after it comes the error that ended the connection, io.EOF if the
// peer did. With an error that the peer is told (isTold) comes the beginning of the line.
func (r *lineReader) next() ([]byte, error) {
	for {
		line, _, whole := bytes.Cut(r.buf[r.start:r.end], []byte{'\n'})
		switch {
		case whole:
			r.start += len(line) + 1
			r.began = time.Time{}
		case r.ended == nil:
			if err := r.read(); err != nil {
				begun := bytes.Clone(line[:min(len(line), smallLine)])
				r.ended, r.end = err, r.start // there is no last line
				r.free()
				return begun, err
			}
			continue
		case len(line) == 0:
			r.free()
			return nil, r.ended
		default:
			r.start = r.end
		}
		if len(line) > event.MaxMessage {
			return line[:smallLine], errLongLine
		}
		if len(bytes.TrimSpace(line)) > 0 {
			return line, nil
		}
	}
}

// read waits until more of a line has come.
func (r *lineReader) read() error {
	if r.start == r.end {
		r.free()
		r.setDeadline(time.Now().Add(r.wait))
	} else if err := r.makeRoom(); err != nil {
		return err
	} else {
		if r.began.IsZero() {
			r.began = time.Now()
		}
		r.setDeadline(r.began.Add(r.whole))
	}
	n, err := r.conn.Read(r.buf[r.end:])
	r.end += n
	if n == 0 && netx.IsTimeout(err) && !r.began.IsZero() {
		return errLateLine
	}
	r.ended = err
	return nil
}

func (r *lineReader) setDeadline(t time.Time) {
	r.conn.SetReadDeadline(t)
	if r.last.Load() { // it has been set meanwhile
		r.linger()
	}
}

// linger gives the peer a second more to send, which nobody will carry out. It may be called by another
// goroutine.
func (r *lineReader) linger() {
	r.last.Store(true)
	r.conn.SetReadDeadline(time.Now().Add(time.Second))
}

// makeRoom moves the line to the beginning of the buffer, and makes the buffer twice as large if it is full.
func (r *lineReader) makeRoom() error {
	line := r.buf[r.start:r.end]
	switch size := 2 * len(r.buf); {
	case len(line) < len(r.buf):
		copy(r.buf, line)
	case len(line) > event.MaxMessage:
		return errLongLine
	case size > uncounted && !r.total.Take(size-r.taken):
		return errNoSpace
	default:
		if size > uncounted {
			r.taken = size
		}
		r.buf = append(make([]byte, 0, size), line...)[:size]
	}
	r.start, r.end = 0, len(line)
	return nil
}

// free gives back what a long line took.
func (r *lineReader) free() {
	if len(r.buf) != smallLine {
		r.buf = make([]byte, smallLine)
	}
	r.total.Give(r.taken)
	r.start, r.end, r.taken = 0, 0, 0
}
