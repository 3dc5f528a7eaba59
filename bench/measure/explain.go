package measure

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/bench/measure/fault"
	"wirelab/internal/network/netx"
)

// explain says more about why a server that is not ours did not answer as it should, if it can find out: from
// the answer to WebSocket's handshake, or from what the server sends to a client that connects, and then to a
// browser.
func (s *site) explain(ctx context.Context, e *end, err error) error {
	missing := (*fault.NoServerError)(nil)
	if !errors.As(err, &missing) || s.plan.Targets[e.Name] == "" || !e.Reliable || ctx.Err() != nil {
		return err
	}
	if text := missing.Err.Error(); errors.Is(err, websocket.ErrBadHandshake) || errors.Is(err, netx.ErrLongAnswer) ||
		strings.Contains(text, "malformed HTTP") {
		_, said, _ := strings.Cut(text, "bad handshake: ")
		return fmt.Errorf("something answers at %s, but it is not wirelab's WebSocket server: %s", e.addr, cmp.Or(said, strings.TrimPrefix(text, "wsdemo: ")))
	}
	if op := (*net.OpError)(nil); errors.As(missing.Err, &op) && op.Op == "dial" {
		return err
	}
	if said := s.listenTo(ctx, e); len(said) > 0 {
		return fault.WrongServer(e.addr, s.plan.Server, said)
	}
	if errors.Is(err, e.ErrTooLarge) { // four bytes of something else make a length of about a gigabyte
		return fmt.Errorf("something answers at %s, but it is no %s server: %w", e.addr, s.plan.Server, fault.CauseOf(missing.Err))
	}
	return err
}

// listenTo returns what a server says first.
func (s *site) listenTo(ctx context.Context, e *end) []byte {
	const hello, answer = 300 * time.Millisecond, time.Second
	ctx, cancel := context.WithTimeout(ctx, answer)
	defer cancel()
	conn, err := s.place.Clients[0].DialContext(ctx, "tcp", e.addr)
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
