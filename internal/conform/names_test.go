package conform

import (
	"context"
	"fmt"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

func caseOfNames(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		var all []*member
		for _, test := range []struct{ name, is string }{
			{"ada", "ada"}, {"Ada", "Ada-2"}, {"ADA-2", "ADA-2-2"}, {"ADA", "ADA-3"}, {"Eve", "Eve"}, {"eve", "eve-2"},
		} {
			m, err := s.joins(ctx, event.Request{Room: "blue", Name: test.name}, test.is)
			if err != nil {
				return err
			}
			all = append(all, m)
		}
		// Nor can one become somebody else by another name. One's own name does not stand in the way.
		for _, test := range []struct {
			m        *member
			name, is string
		}{{all[4], "aDa", "aDa-4"}, {all[0], "ADa", "ADa"}} {
			if err := test.m.ask(event.Request{Type: event.TypeName, Name: test.name}); err != nil {
				return err
			}
			e, err := test.m.hearUntil(func(e event.Event) bool { return e.Event == event.EventName && e.From == test.m.joined.Member })
			if err != nil {
				return err
			}
			if is := string(e.Data); is != string(event.Quote(test.is)) {
				return fmt.Errorf("who asked to be called %s is %s now, want %s", test.name, is, test.is)
			}
		}
		return nil
	})
}

// joins connects a client that joins a room, where it must then be called that.
func (s *session) joins(ctx context.Context, r event.Request, is string) (*member, error) {
	m, err := s.connect(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	if err := m.join(r); err != nil {
		return nil, err
	}
	if m.joined.Member != is {
		return nil, fmt.Errorf("who asked to be called %s heard %s, want %s", r.Name, show(m.joined), is)
	}
	return m, nil
}

func nameWaits(ctx context.Context, w World) error {
	o := transport.Options{Lease: 3 * time.Second}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "eve")
		if err != nil {
			return err
		}
		own := event.Request{Room: "blue", Name: "ada", Session: "adas-own"}
		ada, err := s.joins(ctx, own, "ada")
		if err != nil {
			return err
		}
		if err := all[0].hears(did(ada, event.EventJoin)); err != nil {
			return err
		}
		ada.vanish()
		if err := s.hearsLeave(ctx, all[0], event.Event{Room: "blue", Offset: 3, From: "ada"}, o.Lease); err != nil {
			return err
		}
		for _, other := range []event.Request{
			{Room: "blue", Name: "ada"},
			{Room: "blue", Name: "ada", Session: "anothers"},
		} {
			m, err := s.joins(ctx, other, "ada-2")
			if err != nil {
				return err
			}
			if err := m.leaves("blue"); err != nil {
				return err
			}
		}
		if ada, err = s.joins(ctx, own, "ada"); err != nil {
			return err
		}
		if err := ada.leaves("blue"); err != nil { // and then anybody may be ada
			return err
		}
		_, err = s.joins(ctx, event.Request{Room: "blue", Name: "ada"}, "ada")
		return err
	})
}

// leaves has m leave a room, and waits until it has.
func (m *member) leaves(room string) error {
	if err := m.ask(event.Request{Type: event.TypeLeave, ID: new(uint64(1)), Room: room}); err != nil {
		return err
	}
	_, err := after[event.Ack](m)
	return err
}
