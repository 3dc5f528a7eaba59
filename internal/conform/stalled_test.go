package conform

import (
	"context"
	"fmt"
	"strings"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// smallQueue is a hub whose members are soon behind, by messages that are large enough to fill the
// buffers of any network.
func smallQueue(p hub.Policy) *hub.Hub {
	return &hub.Hub{
		Policy: p, QueueMessages: 8, QueueBytes: 1 << 20, MaxEvent: 60 << 10, HistoryBytes: 64 << 20, History: 1000,
		Rate: -1,
	}
}

func stalledMember(ctx context.Context, w World) error {
	o := transport.Options{Hub: smallQueue(hub.Disconnect), WriteTimeout: time.Hour} // it is the queue that decides, also on a busy machine
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve", "deaf")
		if err != nil {
			return err
		}
		ada, eve, deaf := all[0], all[1], all[2]
		if !w.Transport.Reliable { // what it does not take is lost, and waits nowhere
			return ada.fill(eve, 1000, func(n int) bool { return n == 100 })
		}
		evicted := func(int) bool { return o.Hub.Stats().Evicted > 0 }
		if err := ada.fill(eve, 50<<10, evicted); err != nil {
			return err
		}
		left := did(deaf, event.EventLeave)
		left.Offset = eve.heard[len(eve.heard)-1].Offset + 1
		if err := eve.hears(left); err != nil {
			return err
		}
		// What was on its way to it still comes, then why there is no more, and then the end.
		why, err := after[*event.Error](deaf)
		if err != nil {
			return err
		}
		if r, err := deaf.reply(); err == nil || why.Code != event.TooSlow {
			return fmt.Errorf("deaf heard %s and then %v, %v", show(why), r, err)
		}
		return noHoles(deaf)
	})
}

// fill has ada say things of a size until enough, and eve hear each at once, with no event missing.
func (m *member) fill(other *member, size int, enough func(n int) bool) error {
	text := strings.Repeat("x", size)
	for n := 0; !enough(n); n++ {
		if n == 1000 { // where there is nothing to wait for, a virtual clock never gets on
			return fmt.Errorf("%d events of %d bytes were not enough", n, size)
		}
		ack, err := m.say(1, text)
		if err != nil {
			return err
		}
		for _, hears := range []*member{m, other} {
			if _, err := hears.hearUntil(func(e event.Event) bool { return e.Offset == ack.Offset }); err != nil {
				return fmt.Errorf("after %d events of %d bytes: %w", n, size, err)
			}
		}
	}
	return noHoles(other)
}

// noHoles makes sure that the offset of each event that m heard is one more than that before it.
func noHoles(m *member) error {
	for i := 1; i < len(m.heard); i++ {
		if last := m.heard[i-1].Offset; m.heard[i].Offset != last+1 {
			return fmt.Errorf("%s heard event %d after %d", m.name, m.heard[i].Offset, last)
		}
	}
	return nil
}

func lateMember(ctx context.Context, w World) error {
	if w.Transport.Name == "socketio" {
		return noResume
	}
	if !w.Transport.Reliable {
		return Skip("UDP drops what a member does not take, and the hub does not get to")
	}
	h := smallQueue(hub.DropOldest)
	return w.serveRooms(ctx, transport.Options{Hub: h}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve", "bob")
		if err != nil {
			return err
		}
		ada, eve, bob := all[0], all[1], all[2]
		dropped := func(int) bool { return h.Stats().Dropped > 3 }
		if err := ada.fill(eve, 50<<10, dropped); err != nil {
			return err
		}
		// Its head tells bob of the end of what there was, where the last is missing.
		if err := bob.ask(event.Request{Type: event.TypePing}); err != nil {
			return err
		}
		head, err := after[event.Head](bob)
		if err != nil {
			return err
		}
		last := bob.joined.Offset // before the hole
		for i, e := range bob.heard {
			if e.Offset != last+1 {
				bob.heard = bob.heard[:i]
				break
			}
			last = e.Offset
		}
		if last == head.Offset {
			return fmt.Errorf("%d events were dropped, and bob heard all %d", h.Stats().Dropped, last)
		}
		err = bob.ask(event.Request{
			Type: event.TypeResume, Room: "blue", Epoch: bob.joined.Epoch, Offset: last,
		})
		if err != nil {
			return err
		}
		if _, err := bob.hearUntil(func(e event.Event) bool { return e.Offset == head.Offset }); err != nil {
			return err
		}
		return sameEvents("bob", bob.heard, "eve", since(eve, 3))
	})
}
