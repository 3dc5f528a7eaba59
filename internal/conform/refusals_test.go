package conform

import (
	"context"
	"fmt"
	"strings"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

func notWords(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		ada := all[0]
		longest := strings.Repeat("x", event.MaxWord)
		id := uint64(0)
		for _, not := range []string{longest + "x", "two words", "blue\n", "bl\u00fc", "\x1b[2J", "/", ""} {
			for _, test := range []struct {
				code string
				r    event.Request
			}{
				{event.BadRoom, event.Request{Type: event.TypeJoin, Room: not}},
				{event.BadRoom, event.Request{Type: event.TypeWho, Room: not}},
				{event.BadRoom, event.Request{Type: event.TypeEmit, Room: not, Event: "wave"}},
				{event.BadName, event.Request{Type: event.TypeName, Name: not}},
				{event.BadName, event.Request{Type: event.TypeJoin, Room: "blue", Name: not}},
				{event.BadEvent, event.Request{Type: event.TypeEmit, Room: "blue", Event: not}},
				{event.BadEvent, event.Request{Type: event.TypeEmit, Room: "blue", Event: event.EventJoin}},
			} {
				if event.IsEvent(not) && test.code == event.BadEvent && test.r.Event == not {
					continue // what is done may have a name of two words
				}
				if not == "" && test.r.Type == event.TypeJoin && test.code == event.BadName {
					continue // a name need not be given
				}
				if w.Transport.Name == "socketio" && test.r.Event == event.EventJoin {
					continue // that is how one joins
				}
				id++
				test.r.ID = &id
				if err := ada.ask(test.r); err != nil {
					return err
				}
				if err := ada.refused(test.code, id); err != nil {
					return fmt.Errorf("%s %q: %w", test.r.Type, not, err)
				}
			}
			// What is right in between makes the next mistake the first one again.
			if err := ada.silent(); err != nil {
				return err
			}
		}
		if err := ada.join(event.Request{Room: longest, Name: longest}); err != nil {
			return err
		}
		if ada.joined.Room != longest || ada.joined.Member != longest {
			return fmt.Errorf("ada asked for a room and a name of %d and heard %s", len(longest), show(ada.joined))
		}
		return ada.who("blue", "ada")
	})
}

func largestEvent(ctx context.Context, w World) error {
	o := transport.Options{Hub: &hub.Hub{MaxEvent: 300}}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		ada, eve := all[0], all[1]
		text := strings.Repeat("x", 300-len(show(said(ada, 3, ""))))
		if err := ada.ask(emit(1, "blue", text+"x")); err != nil {
			return err
		}
		if err := ada.refused(event.TooLarge, 1); err != nil {
			return err
		}
		if err := ada.ask(emit(2, "blue", text)); err != nil {
			return err
		}
		largest := said(ada, 3, text)
		err = ada.hears(event.Ack{ID: new(uint64(2)), Room: "blue", Offset: 3}, largest)
		if err != nil {
			return err
		}
		return eve.hears(largest)
	})
}

func tooManyRooms(ctx context.Context, w World) error {
	o := transport.Options{Hub: &hub.Hub{MaxJoined: 2, MaxRooms: 3}}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		ada, eve := all[0], all[1]
		if err := ada.join(event.Request{Room: "green"}); err != nil {
			return err
		}
		join := event.Request{Type: event.TypeJoin, ID: new(uint64(7)), Room: "red", Name: "ada"}
		if err := ada.ask(join); err != nil {
			return err
		}
		if err := ada.refused(event.TooManyRooms, 7); err != nil {
			return err
		}
		if err := eve.join(event.Request{Room: "red"}); err != nil {
			return err
		}
		bob, err := s.connect(ctx, "bob")
		if err != nil {
			return err
		}
		join.ID, join.Room = new(uint64(8)), "one-more"
		if err := bob.ask(join); err != nil {
			return err
		}
		if err := bob.refused(event.NoRoomLeft, 8); err != nil {
			return err
		}
		// A room that is left may be another's.
		leave := event.Request{Type: event.TypeLeave, ID: new(uint64(9)), Room: "green"}
		if err := ada.ask(leave); err != nil {
			return err
		}
		if _, err := after[event.Ack](ada); err != nil {
			return err
		}
		if err := bob.join(event.Request{Room: "one-more"}); err != nil {
			return err
		}
		return ada.join(event.Request{Room: "red"})
	})
}

func tenMistakes(ctx context.Context, w World) error {
	if !w.Transport.Reliable {
		return Skip("UDP has no connection that could be ended")
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		ada, eve := all[0], all[1]
		mistake := func(n int) error {
			tries := malformed("")
			if err := eve.send(tries[n%len(tries)]); err != nil {
				return err
			}
			e, err := next[*event.Error](eve)
			if err == nil && e.Code != event.Malformed {
				err = fmt.Errorf("%s was met with %s", tries[n%len(tries)], show(e))
			}
			return err
		}
		for range 3 {
			for n := range 9 {
				if err := mistake(n); err != nil {
					return err
				}
			}
			if err := eve.silent(); err != nil {
				return fmt.Errorf("after nine mistakes: %w", err)
			}
		}
		for n := range 10 {
			if err := mistake(n); err != nil {
				return err
			}
		}
		if r, err := eve.reply(); err == nil {
			return fmt.Errorf("after ten mistakes eve is still told: %s", show(r))
		}
		left := did(eve, event.EventLeave)
		left.Offset++
		return ada.hears(left)
	})
}
