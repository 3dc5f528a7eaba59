package conform

import (
	"context"
	"errors"
	"fmt"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

func presence(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "ada") // which hears of the other's join
		if err != nil {
			return err
		}
		ada, other := all[0], all[1]
		if other.joined.Member != "ada-2" || other.joined.Offset != 2 {
			return fmt.Errorf("the second ada heard %s", show(other.joined))
		}
		err = other.ask(event.Request{Type: event.TypeName, ID: new(uint64(1)), Name: "eve"})
		if err != nil {
			return err
		}
		renamed := did(other, event.EventName)
		renamed.Offset, renamed.Data = 3, event.Quote("eve")
		if err := other.hears(renamed, event.Ack{ID: new(uint64(1))}); err != nil {
			return err
		}
		if err := ada.who("blue", "ada", "eve"); err != nil {
			return err
		}
		err = other.ask(event.Request{Type: event.TypeLeave, ID: new(uint64(2)), Room: "blue"})
		if err != nil {
			return err
		}
		left := event.Event{Room: "blue", Offset: 4, From: "eve", Event: event.EventLeave}
		if err := other.hears(event.Ack{ID: new(uint64(2)), Room: "blue", Offset: 4}); err != nil {
			return err
		}
		if err := sameEvents("ada", since(ada, 2), "eve's doings", []event.Event{renamed}); err != nil {
			return err
		}
		if err := ada.hears(left); err != nil {
			return err
		}
		return ada.who("blue", "ada")
	})
}

// who asks who is in a room. It must be these.
func (m *member) who(room string, names ...string) error {
	if err := m.ask(event.Request{Type: event.TypeWho, Room: room}); err != nil {
		return err
	}
	got, err := after[event.Who](m)
	want := event.Who{Room: room, Members: names}
	for range names {
		want.Transports = append(want.Transports, m.over)
	}
	if err == nil && show(got) != show(want) {
		return fmt.Errorf("%s heard %s, want %s", m.name, show(got), show(want))
	}
	return err
}

func vanishingMember(ctx context.Context, w World) error {
	o := transport.Options{Lease: 3 * time.Second}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		stays, vanishes := all[0], all[1]
		vanishes.vanish()
		return s.hearsLeave(ctx, stays, event.Event{Room: "blue", Offset: 3, From: "eve"}, o.Lease)
	})
}

// hearsLeave waits until m hears that somebody has vanished. That must be the next that it hears.
func (s *session) hearsLeave(ctx context.Context, m *member, left event.Event, lease time.Duration) error {
	left.Event = event.EventLeave
	// It is silence that ends a lease, so that m has to say that it is there.
	staying, done := context.WithCancel(ctx)
	defer done()
	return s.together(staying, 2, func(_ context.Context, i int) error {
		if i == 1 {
			return m.keep(staying, lease/6)
		}
		defer done()
		before := len(m.heard)
		for len(m.heard) == before {
			if _, err := m.reply(); err != nil {
				return err
			}
		}
		if got := m.heard[before]; !same(got, left) {
			return fmt.Errorf("%s heard %s, want %s", m.name, show(got), show(left))
		}
		return nil
	})
}

// keep keeps a lease until ctx ends.
func (m *member) keep(ctx context.Context, every time.Duration) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			if err := m.ask(event.Request{Type: event.TypePing}); err != nil {
				return errors.Join(ctx.Err(), err)
			}
		}
	}
}
