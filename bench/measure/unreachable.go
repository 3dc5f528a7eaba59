package measure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/term/visible"
	"wirelab/wsdemo"

	"wirelab/internal/network/netx"

	"wirelab/internal/term/words"
)

// A NoServerError says that no server could be reached at Addr.
type NoServerError struct {
	Addr   string
	Err    error
	Within time.Duration // how long it was waited for, where that is what has ended it
}

func (e *NoServerError) Error() string {
	switch {
	case hungUp(e.Err):
		return fmt.Sprintf("the server at %s ended the connection before it answered", e.Addr)
	case errors.Is(e.Err, syscall.ENETUNREACH), errors.Is(e.Err, syscall.EHOSTUNREACH):
		return fmt.Sprintf("no way leads to %s: %v", e.Addr, causeOf(e.Err))
	case netx.IsTimeout(e.Err):
		return fmt.Sprintf("no server answers at %s: nothing came back within %v", e.Addr, e.Within)
	}
	// Of package net's error the cause is enough: the address is there already.
	return fmt.Sprintf("no server answers at %s: %v", e.Addr, causeOf(e.Err))
}

// hungUp says whether err is that the other side has ended the connection.
func hungUp(err error) bool {
	for _, end := range []error{
		io.EOF, io.ErrUnexpectedEOF, syscall.EPIPE, syscall.ECONNRESET, syscall.ECONNABORTED, wsaConnReset, wsaConnAborted,
	} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

func (e *NoServerError) Unwrap() error { return e.Err }

// A WrongServerError says that something answers at Addr, but not what was asked for.
type WrongServerError struct {
	Addr string
	Want string // what kind of server: "echo", "broadcast"
	Said string // what it sent, with control characters made visible
}

func (e *WrongServerError) Error() string {
	return fmt.Sprintf("something answers at %s, but it is no %s server: it sent \"%s\"", e.Addr, e.Want, e.Said)
}

// wrongServer makes a WrongServerError of what was received instead of an answer.
func (r *runner) wrongServer(addr string, said []byte) error {
	return &WrongServerError{addr, r.plan.Server, excerpt(said)}
}

// excerpt is the beginning of what somebody sent, safe to print.
func excerpt(said []byte) string {
	const most = 60
	if len(said) <= most {
		return visible.Text(string(said))
	}
	return visible.Text(string(said[:most])) + "..."
}

// explain says more of why a server that is not ours did not answer as it should, where that can be
// found out: by the answer to WebSocket's handshake, or by listening to what the server says to somebody
// who connects, and then to a browser.
func (r *runner) explain(ctx context.Context, e *end, err error) error {
	missing := (*NoServerError)(nil)
	if !errors.As(err, &missing) || r.plan.Targets[e.Name] == "" || !e.Reliable || ctx.Err() != nil {
		return err
	}
	if text := missing.Err.Error(); errors.Is(err, websocket.ErrBadHandshake) || errors.Is(err, wsdemo.ErrLongAnswer) ||
		strings.Contains(text, "malformed HTTP") {
		_, said, _ := strings.Cut(text, "bad handshake: ")
		return fmt.Errorf("something answers at %s, but it is no WebSocket server of wirelab's: %s", e.addr, cmp.Or(said, strings.TrimPrefix(text, "wsdemo: ")))
	}
	if op := (*net.OpError)(nil); errors.As(missing.Err, &op) && op.Op == "dial" {
		return err
	}
	if said := r.listenTo(ctx, e); len(said) > 0 {
		return r.wrongServer(e.addr, said)
	}
	if errors.Is(err, e.ErrTooLarge) { // four bytes of something else make a length of about a gigabyte
		return fmt.Errorf("something answers at %s, but it is no %s server: %w", e.addr, r.plan.Server, causeOf(missing.Err))
	}
	return err
}

// listenTo returns what a server says first.
func (r *runner) listenTo(ctx context.Context, e *end) []byte {
	const hello, answer = 300 * time.Millisecond, time.Second
	ctx, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	conn, err := r.place.clients[0].DialContext(ctx, "tcp", e.addr)
	if err != nil {
		return nil
	}
	defer conn.Close()
	buf := make([]byte, 100)
	conn.SetReadDeadline(time.Now().Add(hello))
	n, _ := conn.Read(buf)
	if n == 0 && e.Stream { // a WebSocket server has been asked that already
		io.WriteString(conn, "GET / HTTP/1.0\r\n\r\n")
		conn.SetReadDeadline(time.Now().Add(answer))
		n, _ = conn.Read(buf)
	}
	return buf[:n]
}

// A LinkError says that a link of ours did not let a transport connect.
type LinkError struct {
	Sent, Arrived int // packets
	Err           *NoServerError
}

func (e *LinkError) Error() string {
	cause := fmt.Sprintf("no connection within %v", e.Err.Within)
	if errors.Is(e.Err, errNoAnswer) {
		cause = fmt.Sprintf("no answer within %v", e.Err.Within)
	}
	switch {
	case e.Arrived == 0:
		return fmt.Sprintf("%s: the link let nothing through, none of %s arrived", cause, words.Count(e.Sent, "packet"))
	case e.Arrived < e.Sent:
		return fmt.Sprintf("%s: the link lost %d of %s", cause, e.Sent-e.Arrived, words.Count(e.Sent, "packet"))
	}
	return fmt.Sprintf("%s: %v", cause, causeOf(e.Err.Err))
}

func (e *LinkError) Unwrap() error { return e.Err }

// overLink says of an error what the link had to do with it.
func overLink(err error, m *meter) error {
	missing := (*NoServerError)(nil)
	if !errors.As(err, &missing) || !netx.IsTimeout(missing.Err) && !errors.Is(missing.Err, errNoAnswer) {
		return err
	}
	sent, arrived := m.passed()
	return &LinkError{sent, arrived, missing}
}
