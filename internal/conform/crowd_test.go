package conform

import (
	"context"
	"fmt"
	"net/netip"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

func crowd(ctx context.Context, w World) error {
	o := transport.Options{Hub: &hub.Hub{MaxRooms: 32}}
	err := w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		const members, rounds, life = 50, 20, 10 // 1,000 joins and as many leaves, in 500 rooms
		all := make([]*member, members)
		// They wait for each other, so that only few datagrams are under way and none is lost.
		for round := range rounds {
			err := s.together(ctx, members, func(ctx context.Context, i int) (err error) {
				if round%life == 0 {
					if round > 0 {
						all[i].vanish()
					}
					if all[i], err = s.connect(ctx, fmt.Sprint("member-", i)); err != nil {
						return err
					}
				}
				room := fmt.Sprint("room-", round*members/2+i/2)
				if err := all[i].join(event.Request{Room: room}); err != nil {
					return err
				}
				leave := event.Request{Type: event.TypeLeave, ID: new(uint64(1)), Room: room}
				if err := all[i].ask(leave); err != nil {
					return err
				}
				_, err = after[event.Ack](all[i])
				return err
			})
			if err != nil {
				return fmt.Errorf("round %d: %w", round, err)
			}
		}
		if err := nobodyIn(o.Hub); err != nil {
			return err
		}
		for _, m := range all { // these are still in it when the server stops
			if err := m.join(event.Request{Room: "blue"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return emptyHub(o.Hub)
}

// nobodyIn makes sure that no room of a hub has members.
func nobodyIn(h *hub.Hub) error {
	looks := h.Connect(netip.Addr{}, "", nil)
	defer looks.Close()
	looks.Handle(event.Request{Type: event.TypeRooms})
	queued, _ := looks.Take(nil)
	if got, want := string(queued[0].Line()), string(event.Rooms{}.Line()); got != want {
		return fmt.Errorf("all have left, and the hub says %s", got)
	}
	if stats := h.Stats(); stats.Rooms > 32 {
		return fmt.Errorf("the hub has %d rooms, more than it may", stats.Rooms)
	}
	return nil
}

// emptyHub makes sure that a hub whose servers have stopped has no members.
func emptyHub(h *hub.Hub) error {
	if n := h.Stats().Members; n > 0 {
		return fmt.Errorf("the server has stopped, and %d members are left", n)
	}
	return nobodyIn(h)
}
