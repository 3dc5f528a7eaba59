package conform

import (
	"context"
	"fmt"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

func deliveredOnce(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		hearers, err := s.enter(ctx, "blue", "eve")
		if err != nil {
			return err
		}
		eve := hearers[0]
		ada, err := s.connect(ctx, "ada")
		if err != nil {
			return err
		}
		if err := ada.join(event.Request{Room: "blue", Session: "ada-1"}); err != nil {
			return err
		}
		for range 2 {
			if err := ada.ask(emit(7, "blue", "once")); err != nil {
				return err
			}
		}
		once := said(ada, 3, "once")
		err = ada.hears(
			event.Ack{ID: new(uint64(7)), Room: "blue", Offset: 3}, once,
			event.Ack{ID: new(uint64(7)), Room: "blue", Offset: 3, Duplicate: true},
		)
		if err != nil {
			return err
		}
		if err := eve.hears(did(ada, event.EventJoin), once); err != nil {
			return err
		}
		// The session outlives the connection, and takes its place where that is not known to be dead.
		first := did(ada, event.EventLeave)
		first.Offset = 4
		ada.vanish()
		again, err := s.connect(ctx, "ada")
		if err != nil {
			return err
		}
		if err := again.join(event.Request{Room: "blue", Session: "ada-1"}); err != nil {
			return err
		}
		ack, err := again.say(7, "once")
		if err != nil {
			return err
		}
		if ack.Offset != 3 || !ack.Duplicate {
			return fmt.Errorf("after a reconnect ada heard %s", show(ack))
		}
		// Another session's 7 is another emit.
		bob, err := s.connect(ctx, "bob")
		if err != nil {
			return err
		}
		if err := bob.join(event.Request{Room: "blue", Session: "bob-1"}); err != nil {
			return err
		}
		if ack, err = bob.say(7, "mine"); err != nil || ack.Duplicate {
			return fmt.Errorf("bob heard %s, %v", show(ack), err)
		}
		return eve.hears(
			first, did(again, event.EventJoin), did(bob, event.EventJoin), said(bob, ack.Offset, "mine"),
		)
	})
}

func hearsAgain(ctx context.Context, w World) error {
	if w.Transport.Name == "socketio" {
		return noResume
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		ada, eve := all[0], all[1]
		if err := ada.sayTo(eve, 10); err != nil {
			return err
		}
		once := eve.heard
		for _, from := range []uint64{12, 11, 5, 0} {
			eve.heard = nil
			err := eve.ask(event.Request{
				Type: event.TypeResume, Room: "blue", Epoch: eve.joined.Epoch, Offset: from,
			})
			if err != nil {
				return err
			}
			if err := eve.ask(event.Request{Type: event.TypePing}); err != nil {
				return err
			}
			if _, err := after[event.Head](eve); err != nil {
				return err
			}
			if err := ada.sayTo(eve, 1); err != nil {
				return err
			}
			newest := eve.heard[len(eve.heard)-1]
			want := once
			if from > 2 {
				want = once[from-2:]
			} else { // the one event from before eve came
				want = append([]event.Event{did(ada, event.EventJoin)}, once...)
			}
			once = append(once, newest)
			if err := sameEvents("eve", eve.heard, "asked for", append(want, newest)); err != nil {
				return fmt.Errorf("what comes after %d: %w", from, err)
			}
		}
		return nil
	})
}
