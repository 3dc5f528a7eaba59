package conform

import (
	"context"
	"fmt"
	"strings"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// hastyMember: a member that emits without waiting for answers, and reads them, is slowed down where there is flow
// control. Over UDP some requests may be dropped, and then it is told how many.
func hastyMember(ctx context.Context, w World) error {
	o := transport.Options{Hub: &hub.Hub{}}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		ada := all[0]
		n := 500
		if !w.Transport.Reliable {
			n = 200 // these fit into any socket's buffer
		}
		return s.together(ctx, 2, func(ctx context.Context, i int) error {
			if i == 0 {
				for id := range n {
					if err := ada.ask(emit(uint64(id), "blue", "in haste")); err != nil {
						return err
					}
				}
				return nil
			}
			return ada.answered(n, w.Transport.Reliable)
		})
	})
}

// answered makes sure that each of n emits is acknowledged and comes as an event, in order, or, where that may
// be, that the member is told that it was dropped.
func (m *member) answered(n int, all bool) error {
	acks, events, dropped := 0, 0, 0
	for acks+dropped < n || events < acks {
		r, err := m.reply()
		if err != nil {
			return fmt.Errorf("%w after %d of %d answers", err, acks, n)
		}
		switch r := r.(type) {
		case event.Ack:
			acks++
		case event.Event:
			events++
		case *event.Error:
			var now int
			if _, err := fmt.Sscanf(r.Reason, "%d request", &now); err != nil || r.Code != event.TooFast || all {
				return fmt.Errorf("%s heard %s after %d acknowledgements", m.name, show(r), acks)
			}
			dropped += now
		}
	}
	return noHoles(m)
}

// flooder: one member that emits as much as it can costs no other member anything. It is made to wait, or told
// to, whichever comes first.
func flooder(ctx context.Context, w World) error {
	if !w.Transport.Reliable {
		return Skip("UDP drops what does not fit into the sockets, which is no fault of the hub's")
	}
	return w.serveRooms(ctx, transport.Options{Hub: &hub.Hub{}}, func(ctx context.Context, s *session) error {
		names := strings.Fields("flooder a b c d e")
		all, err := s.enter(ctx, "blue", names...)
		if err != nil {
			return err
		}
		const emits = 2000
		text := strings.Repeat("x", 100)
		refused := make(chan int, 1)
		return s.together(ctx, len(all)+1, func(ctx context.Context, i int) error {
			switch i {
			case 0: // what the flooder is answered
				n, err := all[0].countRefused(emits)
				refused <- n
				return err
			case len(all): // what it asks
				for id := range emits {
					if err := all[0].ask(emit(uint64(id), "blue", text)); err != nil {
						return err
					}
				}
				return all[0].ask(event.Request{Type: event.TypeLeave, Room: "blue", ID: new(uint64(emits))})
			}
			_, err := all[i].hearUntil(func(e event.Event) bool { return e.Event == event.EventLeave })
			if err != nil {
				return err
			}
			n := <-refused
			refused <- n
			if want := len(names) - i - 1 + emits - n + 1; len(all[i].heard) != want {
				return fmt.Errorf("%s heard %d events of %d", all[i].name, len(all[i].heard), want)
			}
			return noHoles(all[i])
		})
	})
}

// countRefused reads until the acknowledgement of the request with the number last, and returns how many before
// it were refused as too fast.
func (m *member) countRefused(last uint64) (int, error) {
	refused := 0
	for {
		r, err := m.reply()
		if err != nil {
			return refused, err
		}
		switch r := r.(type) {
		case *event.Error:
			if r.Code != event.TooFast || r.Wait == 0 || r.ID == nil {
				return refused, fmt.Errorf("%s heard %s", m.name, show(r))
			}
			refused++
		case event.Ack:
			if r.ID != nil && *r.ID == last {
				return refused, nil
			}
		}
	}
}
