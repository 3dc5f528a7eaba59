package worker_test

import (
	"bytes"
	"context"
	"testing"

	"wirelab/internal/network/link"
	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/room/worker"
	"wirelab/internal/transport"
)

// dropping is a connection to a server that drops a request of some type, once, and says so: it came too fast.
type dropping struct {
	reconnect.Conn
	kind    string
	dropped *bool
}

func (d *dropping) Send(msg []byte) error {
	if kind := []byte(`"type":"` + d.kind + `"`); !*d.dropped && bytes.Contains(msg, kind) {
		*d.dropped = true
		msg = bytes.Replace(msg, kind, []byte(`"type":"rooms"`), 1)
	}
	return d.Conn.Send(msg)
}

func (d *dropping) Recv(buf []byte) (int, error) {
	n, err := d.Conn.Recv(buf)
	if reply, _ := event.DecodeReply(buf[:n]); reply != nil {
		if _, ok := reply.(event.Rooms); ok {
			n = copy(buf, (&event.Error{Code: event.TooFast, Wait: 1, Reason: "1 request was dropped"}).Line())
		}
	}
	return n, err
}

// TestDropped: over UDP a server drops what comes while it has a client wait. That is sent again by the same connection, and is
// nobody's concern.
func TestDropped(t *testing.T) {
	udp, err := transport.Named("udp")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{event.TypeJoin, event.TypeSubscribe, event.TypeEmit, event.TypeDone} {
		inShop(t, udp, link.Config{Delay: 5 * ms}, func(s *shop) {
			dials := 0
			drop := func(k *worker.Link) {
				dial, dropped := k.Keeper.Dial, false
				k.Keeper.Dial = func(ctx context.Context) (reconnect.Conn, error) {
					dials++
					conn, err := dial(ctx)
					return &dropping{Conn: conn, kind: kind, dropped: &dropped}, err
				}
				k.Lost = func(err error) { t.Errorf("%s: the connection is lost: %v", kind, err) }
			}
			k, _ := s.link(0)
			p := &worker.Producer{Link: k, Waits: func(e *event.Error) { t.Errorf("%s: the producer is told to wait: %v", kind, e) }}
			drop(&p.Link)
			offsets := s.put(p, 2)
			p.Leave()
			c := s.consumer(1, event.Request{})
			drop(&c.Link)
			c.Most = 2
			var done did
			if err := c.Take(s.Context(), done.work); err != nil {
				t.Error(err)
			}
			c.Leave()
			done.are(s.T, offsets, 1, 1)
			if dials != 2 {
				t.Errorf("%s: %d connections, want one each", kind, dials)
			}
		})
	}
}
