package conform

import (
	"context"
	"fmt"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

func comesBack(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "eve")
		if err != nil {
			return err
		}
		eve := all[0]
		ada, err := s.connect(ctx, "ada")
		if err != nil {
			return err
		}
		back := event.Request{Room: "blue", Session: "ada-1"}
		if err := ada.join(back); err != nil {
			return err
		}
		var heard []event.Event
		for n := range 6 { // lives, each of which ends with something under way
			if err := eve.sayTo(ada, 5); err != nil {
				return err
			}
			heard = append(heard, ada.heard...)
			last := ada.heard[len(ada.heard)-1].Offset
			if _, err := eve.say(1, "under way"); err != nil {
				return err
			}
			ada.vanish()
			for range n {
				if _, err := eve.say(1, "missed"); err != nil {
					return err
				}
			}
			if ada, err = s.connect(ctx, "ada"); err != nil {
				return err
			}
			back.Epoch, back.Offset = eve.joined.Epoch, last
			if err := ada.join(back); err != nil {
				return err
			}
			if ada.joined.Epoch != back.Epoch || len(ada.heard) > 0 {
				return fmt.Errorf("ada came back and heard %d events and then %s", len(ada.heard), show(ada.joined))
			}
		}
		if err := eve.sayTo(ada, 1); err != nil {
			return err
		}
		heard = append(heard, ada.heard...)
		return sameEvents("ada", heard, "eve", withoutJoins(eve, ada.joined.Member, 2))
	})
}

// sayTo has m say n things, and the other hear all of it and what came before.
func (m *member) sayTo(other *member, n int) error {
	var last uint64
	for i := range n {
		ack, err := m.say(1, fmt.Sprint("sentence ", i))
		if err != nil {
			return err
		}
		last = ack.Offset
	}
	for _, hears := range []*member{m, other} {
		if _, err := hears.hearUntil(func(e event.Event) bool { return e.Offset == last }); err != nil {
			return err
		}
	}
	return nil
}

// withoutJoins returns what m heard since an offset but for somebody's joins, of which that member
// itself is not told by an event.
func withoutJoins(m *member, name string, offset int) []event.Event {
	var events []event.Event
	for _, e := range since(m, offset) {
		if e.Event != event.EventJoin || e.From != name {
			events = append(events, e)
		}
	}
	return events
}

func gapInHistory(ctx context.Context, w World) error {
	if w.Transport.Name == "socketio" {
		return noResume
	}
	o := transport.Options{Hub: &hub.Hub{History: 4}}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		ada, eve := all[0], all[1]
		if err := ada.sayTo(eve, 10); err != nil { // 3 to 12
			return err
		}
		err = eve.ask(event.Request{
			Type: event.TypeResume, Room: "blue", Epoch: eve.joined.Epoch, Offset: 2,
		})
		if err != nil {
			return err
		}
		err = eve.hears(
			event.Gap{Room: "blue", From: 3, To: 8, Epoch: eve.joined.Epoch},
			eve.heard[6], eve.heard[7], eve.heard[8], eve.heard[9],
		)
		if err != nil {
			return err
		}
		// Who comes back is told the same.
		late, err := s.connect(ctx, "bob")
		if err != nil {
			return err
		}
		if err := late.join(event.Request{Room: "blue", Epoch: eve.joined.Epoch, Offset: 5}); err != nil {
			return err
		}
		return late.hears(
			event.Gap{Room: "blue", From: 6, To: 8, Epoch: eve.joined.Epoch},
			eve.heard[6], eve.heard[7], eve.heard[8], eve.heard[9], // and 13 is bob's own join
		)
	})
}

func newEpoch(ctx context.Context, w World) error {
	var knows event.Joined
	err := w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		knows = all[1].joined
		return nil
	})
	if err != nil {
		return err
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		// In this life of the room, too, there is an event of the offset that eve knows.
		all, err := s.enter(ctx, "blue", "bob", "joe")
		if err != nil {
			return err
		}
		bob, joe := all[0], all[1]
		if _, err := bob.say(1, "hello"); err != nil {
			return err
		}
		eve, err := s.connect(ctx, "eve")
		if err != nil {
			return err
		}
		err = eve.join(event.Request{Room: "blue", Epoch: knows.Epoch, Offset: knows.Offset})
		if err != nil {
			return err
		}
		if eve.joined.Epoch == knows.Epoch {
			return fmt.Errorf("a new server's room has the old one's epoch: %s", show(eve.joined))
		}
		return eve.hears(
			event.Gap{Room: "blue", From: 1, To: 0, Epoch: eve.joined.Epoch}, // and of this life nothing
			did(bob, event.EventJoin), did(joe, event.EventJoin), said(bob, 3, "hello"),
		)
	})
}
