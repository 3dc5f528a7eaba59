package conform

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// Broadcast lists what holds for every broadcast server.
func Broadcast() []Behaviour {
	return []Behaviour{
		{"all in a room hear the same in the same order", sameOrder},
		{"the sender hears itself unless it asks not to", selfOrNot},
		{"what is said in a room stays in it", roomsApart},
		{"members on different transports are in the same rooms", transportsTogether},
		{"an emit made again is acknowledged again and delivered once", deliveredOnce},

		{"competing consumers divide the work and each event is done once", dividedWork},
		{"what is not done is delivered again and is a dead letter in the end", redelivered},
		{"what a consumer has not done when it vanishes is another's", vanishedConsumer},
		{"a person can take work by hand", workByHand},
		{"who watches a queue hears each step of each event", watchedQueue},
		{"a mistake of a consumer is refused with its reason", wrongWork},
		{"a full queue refuses events until something is done", fullQueue},

		{"joins, leaves and new names are events", presence},
		{"a member that vanishes leaves", vanishingMember},
		{"names that differ in case only are not in one room", caseOfNames},
		{"a name waits for its member to come back", nameWaits},

		{"a member that comes back hears what it missed and nothing twice", comesBack},
		{"a member hears again what it asks for", hearsAgain},
		{"events that are no longer kept are told as a gap", gapInHistory},
		{"a room that began anew is told as a gap", newEpoch},

		{"who does not have the address's own cookie is met with silence", noCookie},
		{"a datagram that makes no sense is met with silence", nonsense},

		{"lines with a forged address get little for it and end no membership", forgedLines},

		{"names, rooms and events that are none are refused", notWords},
		{"an event may be as large as the hub allows and no larger", largestEvent},
		{"a member may be in as many rooms as the hub allows and no more", tooManyRooms},
		{"a client may make mistakes but not ten in a row", tenMistakes},
		{"control characters are never sent as such", controlCharacters},
		{"a member that breaks the protocol is told so and has left", brokenProtocol},
		{"a person who leaves a room is told which one is left", leavingByHand},
		{"spaces do not push a text to where a line begins", manySpaces},
		{"a line for a person fits a datagram and says if it is cut", longLine},

		{"thousands of joins and leaves leave nothing behind", crowd},
		{"a member that stops reading stalls no other and is cut off", stalledMember},
		{"a member that emits in haste is slowed down and not cut off", hastyMember},
		{"a member that floods its room has to wait and cuts nobody off", flooder},
		{"a member that reads late sees the hole and has it filled", lateMember},

		{"a server that is stopped ends its members", stopMembers},
		{"a broadcast server can be stopped while it is busy", stopBusyRooms},
	}
}

func sameOrder(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve", "bob", "joe")
		if err != nil {
			return err
		}
		const each = 25
		last := uint64(len(all) + len(all)*each)
		err = s.together(ctx, len(all), func(_ context.Context, i int) error {
			m := all[i]
			for n := range uint64(each) {
				if _, err := m.say(n, fmt.Sprint(n)); err != nil {
					return err
				}
			}
			if m.heard[len(m.heard)-1].Offset == last {
				return nil
			}
			_, err := m.hearUntil(func(e event.Event) bool { return e.Offset == last })
			return err
		})
		if err != nil {
			return err
		}
		wants := make(map[string]int) // by sender: what it says next
		for i, e := range since(all[0], len(all)) {
			want := event.Event{
				Room: "blue", Offset: uint64(len(all) + i + 1), From: e.From,
				Event: event.EventMessage, Data: event.Quote(fmt.Sprint(wants[e.From])),
			}
			if !same(e, want) {
				return fmt.Errorf("%s heard %s, want %s", all[0].name, show(e), show(want))
			}
			wants[e.From]++
		}
		for _, m := range all[1:] {
			if err := sameEvents(m.name, since(m, len(all)), all[0].name, since(all[0], len(all))); err != nil {
				return err
			}
		}
		return nil
	})
}

// since returns the events that m heard whose offsets are above one.
func since(m *member, offset int) []event.Event {
	for i, e := range m.heard {
		if e.Offset > uint64(offset) {
			return m.heard[i:]
		}
	}
	return nil
}

// sameEvents makes sure that two have heard the same.
func sameEvents(a string, heardA []event.Event, b string, heardB []event.Event) error {
	for i := range min(len(heardA), len(heardB)) {
		if !same(heardA[i], heardB[i]) {
			return fmt.Errorf("%s heard %s, but %s %s", a, show(heardA[i]), b, show(heardB[i]))
		}
	}
	if len(heardA) != len(heardB) {
		return fmt.Errorf("%s heard %d events, but %s %d", a, len(heardA), b, len(heardB))
	}
	return nil
}

func same(a, b event.Event) bool { return show(a) == show(b) }

func selfOrNot(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		ada, eve := all[0], all[1]
		if err := ada.ask(emit(1, "blue", "to all")); err != nil {
			return err
		}
		toAll := said(ada, 3, "to all")
		if err := ada.hears(event.Ack{ID: new(uint64(1)), Room: "blue", Offset: 3}, toAll); err != nil {
			return err
		}
		r := emit(2, "blue", "to you")
		r.Self = new(false)
		if err := ada.ask(r); err != nil {
			return err
		}
		if err := ada.hears(event.Ack{ID: new(uint64(2)), Room: "blue", Offset: 4}); err != nil {
			return err
		}
		if err := ada.silent(); err != nil {
			return err
		}
		return eve.hears(toAll, said(ada, 4, "to you"))
	})
}

func roomsApart(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		blue, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		green, err := s.enter(ctx, "green", "bob", "joe")
		if err != nil {
			return err
		}
		for _, m := range []*member{blue[0], green[0]} {
			if _, err := m.say(1, "from "+m.name); err != nil {
				return err
			}
		}
		for _, m := range []*member{blue[1], green[1]} {
			want := said(blue[0], 3, "from ada")
			if m == green[1] {
				want = said(green[0], 3, "from bob")
			}
			if err := m.hears(want); err != nil {
				return err
			}
			if err := m.silent(); err != nil {
				return err
			}
		}
		// Who is not in a room has nothing to say in it.
		stranger := blue[1]
		if err := stranger.ask(emit(7, "green", "psst")); err != nil {
			return err
		}
		if err := stranger.refused(event.NotJoined, 7); err != nil {
			return err
		}
		return green[1].silent()
	})
}

// refused receives an error, which must have this code and be about this request.
func (m *member) refused(code string, id uint64) error {
	e, err := next[*event.Error](m)
	switch {
	case err != nil:
		return err
	case e.Code != code || e.ID == nil || *e.ID != id:
		return fmt.Errorf("%s heard %s, want the error %s for request %d", m.name, show(e), code, id)
	}
	return nil
}

func transportsTogether(ctx context.Context, w World) error {
	o := transport.Options{Hub: &hub.Hub{}}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", s.Transport.Name)
		if err != nil {
			return err
		}
		return s.withOthers(ctx, o, transport.All(), all, func(all []*member) error {
			if len(all) == 1 {
				return Skip("there is no other transport on this network")
			}
			for _, sender := range all {
				ack, err := sender.say(1, "from "+sender.name)
				if err != nil {
					return err
				}
				for _, m := range all {
					if err := m.hears(said(sender, ack.Offset, "from "+sender.name)); err != nil {
						return err
					}
				}
			}
			return all[0].together(all)
		})
	})
}

// together asks who is in the room: all, each on the transport that is its name.
func (m *member) together(all []*member) error {
	if err := m.ask(event.Request{Type: event.TypeWho, Room: "blue"}); err != nil {
		return err
	}
	got, err := after[event.Who](m)
	if err == nil && (len(got.Members) != len(all) || !slices.Equal(got.Members, got.Transports)) {
		return fmt.Errorf("%s heard %s", m.name, show(got))
	}
	return err
}

// withOthers calls check with a member on each of the transports in addition to those in all, in one
// room. Their servers have the same hub.
func (w World) withOthers(ctx context.Context, o transport.Options, rest []transport.Transport, all []*member, check func([]*member) error) error {
	if len(rest) == 0 {
		return check(all)
	}
	other := w
	other.Transport, rest = rest[0], rest[1:]
	if other.Transport.Name == w.Transport.Name {
		return w.withOthers(ctx, o, rest, all, check)
	}
	began := false
	err := other.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		began = true
		entered, err := s.enter(ctx, "blue", s.Transport.Name)
		if err != nil {
			return err
		}
		for _, m := range all {
			if err := m.hears(did(entered[0], event.EventJoin)); err != nil {
				return err
			}
		}
		return w.withOthers(ctx, o, rest, append(all, entered...), check)
	})
	if !began && errors.Is(err, errors.ErrUnsupported) {
		return w.withOthers(ctx, o, rest, all, check)
	}
	return err
}
