package conform

import (
	"context"
	"fmt"
	"strings"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// kitchen is the state of the only queue of the room blue.
func kitchen(offset, waiting, delivered, done, dead uint64) event.Queues {
	return event.Queues{Room: "blue", Offset: offset, Queues: []event.Queue{
		{Durable: "kitchen", Consumers: 1, Waiting: waiting, Delivered: delivered, Done: done, Dead: dead},
	}}
}

func watchedQueue(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		ada, eve := all[0], all[1]
		bob, err := s.consumer(ctx, "bob", event.Request{Durable: "kitchen", Prefetch: 1, Attempts: 2})
		if err != nil {
			return err
		}
		if err := eve.ask(event.Request{Type: event.TypeWatch, Room: "blue"}); err != nil {
			return err
		}
		if err := eve.hears(did(bob, event.EventJoin), kitchen(3, 0, 0, 3, 0)); err != nil {
			return err
		}
		if err := ada.saysAll("tea", "cake"); err != nil {
			return err
		}
		number := uint64(0)
		step := func(offset uint64, what string, attempt uint64, who string) event.Step {
			number++
			return event.Step{Room: "blue", Number: number, Durable: "kitchen", Offset: offset, What: what, Attempt: attempt, Who: who}
		}
		if err := eve.hears(said(ada, 4, "tea"), step(4, event.StepDelivered, 1, "bob"), said(ada, 5, "cake")); err != nil {
			return err
		}
		for _, answer := range []struct {
			what   string
			offset uint64
			comes  event.Delivery
		}{{event.TypeDone, 4, delivery(ada, 4, 1, "tea")}, {event.TypeAgain, 5, delivery(ada, 5, 1, "cake")}} {
			if err := bob.hears(answer.comes); err != nil {
				return err
			}
			if err := bob.answers(answer.what, answer.offset); err != nil {
				return err
			}
		}
		if err := eve.hears(
			step(4, event.StepDone, 1, "bob"), step(5, event.StepDelivered, 1, "bob"),
			step(5, event.StepAgain, 1, "bob"), step(5, event.StepDelivered, 2, "bob"),
		); err != nil {
			return err
		}
		if err := bob.hears(delivery(ada, 5, 2, "cake")); err != nil {
			return err
		}
		if err := bob.answers(event.TypeAgain, 5); err != nil {
			return err
		}
		if err := eve.hears(step(5, event.StepAgain, 2, "bob"), step(5, event.StepDead, 2, "")); err != nil {
			return err
		}
		guest, err := s.connect(ctx, "guest") // who is in no room
		if err != nil {
			return err
		}
		return guest.asksFor(event.TypeQueue, "blue", kitchen(5, 0, 0, 5, 1))
	})
}

// saysAll says several things, one after the other.
func (m *member) saysAll(texts ...string) error {
	for n, text := range texts {
		if _, err := m.say(uint64(n), text); err != nil {
			return err
		}
	}
	return nil
}

// asksFor asks for something of a room, and must hear this.
func (m *member) asksFor(what, room string, want event.Reply) error {
	if err := m.ask(event.Request{Type: what, Room: room}); err != nil {
		return err
	}
	return m.hears(want)
}

// isRefused asks for something, and must hear that it cannot be, and why.
func (m *member) isRefused(r event.Request, code, reason string) error {
	if err := m.ask(r); err != nil {
		return err
	}
	no, err := after[*event.Error](m)
	if err == nil && (no.Code != code || no.Reason != reason) {
		err = fmt.Errorf("%s asked for %s and heard %s: %s, want %s: %s", m.name, r.Line(), no.Code, no.Reason, code, reason)
	}
	return err
}

func wrongWork(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		ada := all[0]
		bob, err := s.consumer(ctx, "bob", event.Request{Durable: "kitchen", Share: true})
		if err != nil {
			return err
		}
		eve, err := s.consumer(ctx, "eve", event.Request{Durable: "till"})
		if err != nil {
			return err
		}
		tea, err := ada.say(1, "tea")
		if err != nil {
			return err
		}
		for _, m := range []*member{bob, eve} {
			if err := m.hears(delivery(ada, tea.Offset, 1, "tea")); err != nil {
				return err
			}
		}
		subscribe := func(room, durable string) event.Request {
			return event.Request{Type: event.TypeSubscribe, Room: room, Durable: durable, Share: true}
		}
		answer := func(what string, offset uint64) event.Request {
			return event.Request{Type: what, Room: "blue", Offset: offset}
		}
		for _, wrong := range []struct {
			by           *member
			asks         event.Request
			code, reason string
		}{
			{eve, event.Request{Type: event.TypeQueue, Room: "nowhere"}, event.NoSuchRoom, "there is no room nowhere"},
			{eve, event.Request{Type: event.TypeWatch, Room: "nowhere"}, event.NotJoined, "you are not in that room"},
			{eve, subscribe("nowhere", "kitchen"), event.NotJoined, "you are not in that room"},
			{ada, subscribe("blue", "till"), event.NameTaken, "till has a consumer, and not both of you share it"},
			{ada, answer(event.TypeDone, tea.Offset), event.NotSubscribed, "you take no work in that room: subscribe first"},
			{bob, answer(event.TypeDone, 99), event.NotThere, "offset 99 is not there yet: the last event is 4"},
			{bob, answer(event.TypeAgain, 1), event.NotWaiting, "offset 1 is done already, a dead letter, or was never for kitchen to do"},
		} {
			if err := wrong.by.isRefused(wrong.asks, wrong.code, wrong.reason); err != nil {
				return err
			}
		}
		return s.anothersWork(ctx, bob, tea.Offset)
	})
}

// anothersWork has joe say that something is done that bob has, and bob say so twice.
func (s *session) anothersWork(ctx context.Context, bob *member, offset uint64) error {
	joe, err := s.connect(ctx, "joe")
	if err != nil {
		return err
	}
	if err := joe.join(event.Request{Room: "blue"}); err != nil {
		return err
	}
	if err := joe.ask(event.Request{Type: event.TypeSubscribe, Room: "blue", Durable: "kitchen", Share: true}); err != nil {
		return err
	}
	if err := joe.hears(event.Subscribed{Room: "blue", Durable: "kitchen", Waiting: 1}); err != nil {
		return err
	}
	done := event.Request{Type: event.TypeDone, Room: "blue", Offset: offset}
	if err := joe.isRefused(done, event.NotYours, fmt.Sprintf("offset %d is delivered to another consumer", offset)); err != nil {
		return err
	}
	if err := bob.answers(event.TypeDone, offset); err != nil {
		return err
	}
	return bob.isRefused(done, event.NotWaiting, fmt.Sprintf("offset %d is done already, a dead letter, or was never for kitchen to do", offset))
}

func fullQueue(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		ada := all[0]
		bob, err := s.consumer(ctx, "bob", event.Request{Durable: "kitchen", Prefetch: 1})
		if err != nil {
			return err
		}
		order := func(n uint64) event.Request {
			r := emit(n, "blue", strings.Repeat("x", 900))
			r.Self = new(false)
			return r
		}
		if _, err := next[event.Event](ada); err != nil { // bob has come
			return err
		}
		for n := uint64(1); ; n++ { // 256 KiB is what a queue holds, of events of 900 bytes and a little
			if err := ada.ask(order(n)); err != nil {
				return err
			}
			reply, err := ada.reply()
			if err != nil {
				return err
			}
			if refusal, refused := reply.(*event.Error); refused {
				if want := "kitchen has too much that is not done: try again later"; refusal.Code != event.QueueFull || refusal.Reason != want || n < 256 {
					return fmt.Errorf("event %d is refused: %v", n, refusal)
				}
				break
			}
			if n > 300 {
				return fmt.Errorf("event %d is taken", n)
			}
		}
		d, err := next[event.Delivery](bob)
		if err != nil {
			return err
		}
		if err := bob.answers(event.TypeDone, d.Offset); err != nil {
			return err
		}
		if err := ada.ask(order(1000)); err != nil {
			return err
		}
		_, err = next[event.Ack](ada)
		return err
	})
}
