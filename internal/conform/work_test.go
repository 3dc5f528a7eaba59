package conform

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// consumer connects a client that takes work from the room blue, and has nothing to do yet.
func (s *session) consumer(ctx context.Context, name string, r event.Request) (*member, error) {
	m, err := s.connect(ctx, name)
	if err != nil {
		return nil, err
	}
	if err := m.join(event.Request{Room: "blue"}); err != nil {
		return nil, err
	}
	r.Type, r.Room = event.TypeSubscribe, "blue"
	r.Wait = cmp.Or(r.Wait, event.MaxWait) // so that on a busy machine nothing comes again but what is to
	if err := m.ask(r); err != nil {
		return nil, err
	}
	return m, m.hears(event.Subscribed{Room: "blue", Durable: r.Durable})
}

// answers tells the server what has become of a delivery, and hears that it knows.
func (m *member) answers(what string, offset uint64) error {
	if err := m.ask(event.Request{Type: what, Room: "blue", Offset: offset}); err != nil {
		return err
	}
	return m.hears(event.Ack{Room: "blue", Offset: offset})
}

func delivery(from *member, offset, attempt uint64, text string) event.Delivery {
	return event.Delivery{
		Room: "blue", Offset: offset, Attempt: attempt, From: from.joined.Member, Event: event.EventMessage, Data: event.Quote(text),
	}
}

func dividedWork(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		ada := all[0]
		const orders = 30
		var consumers []*member
		for _, name := range []string{"bob", "eve", "joe"} { // joe has a queue of his own
			r := event.Request{Durable: "kitchen", Share: true}
			if name == "joe" {
				r = event.Request{Durable: "till"}
			}
			m, err := s.consumer(ctx, name, r)
			if err != nil {
				return err
			}
			consumers = append(consumers, m)
		}
		var offsets []uint64
		for n := range uint64(orders) {
			ack, err := ada.say(n, fmt.Sprint(n))
			if err != nil {
				return err
			}
			offsets = append(offsets, ack.Offset)
		}
		did := make([][]uint64, len(consumers))
		share := []int{orders / 2, orders / 2, orders}
		err = s.together(ctx, len(consumers), func(_ context.Context, i int) (err error) {
			did[i], err = consumers[i].works(share[i])
			return err
		})
		if err != nil {
			return err
		}
		kitchen := slices.Concat(did[0], did[1])
		slices.Sort(kitchen)
		if !slices.Equal(kitchen, offsets) || !slices.Equal(did[2], offsets) {
			return fmt.Errorf("of %v the kitchen did %v, and the till %v", offsets, kitchen, did[2])
		}
		for _, m := range consumers {
			if err := m.silent(); err != nil {
				return err
			}
		}
		return nil
	})
}

// works does so many deliveries, each of which must be a first attempt.
func (m *member) works(n int) (did []uint64, err error) {
	answered := 0
	for answered < n {
		got, err := m.reply()
		if err != nil {
			return did, err
		}
		switch r := got.(type) {
		case event.Delivery:
			if r.Attempt != 1 {
				return did, fmt.Errorf("%s heard %s", m.name, show(r))
			}
			did = append(did, r.Offset)
			if err := m.ask(event.Request{Type: event.TypeDone, Room: "blue", Offset: r.Offset}); err != nil {
				return did, err
			}
		case event.Ack:
			answered++
		default:
			return did, fmt.Errorf("%s heard %s", m.name, show(r))
		}
	}
	return did, nil
}

func redelivered(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		dead, err := s.enter(ctx, "blue.dead", "joe")
		if err != nil {
			return err
		}
		ada, joe := all[0], dead[0]
		bob, err := s.consumer(ctx, "bob", event.Request{Durable: "kitchen", Attempts: 3, Wait: 1000})
		if err != nil {
			return err
		}
		ack, err := ada.say(1, "tea")
		if err != nil {
			return err
		}
		if err := bob.hears(delivery(ada, ack.Offset, 1, "tea"), delivery(ada, ack.Offset, 2, "tea")); err != nil {
			return err // he took too long
		}
		if err := bob.answers(event.TypeAgain, ack.Offset); err != nil {
			return err
		}
		if err := bob.hears(delivery(ada, ack.Offset, 3, "tea")); err != nil {
			return err
		}
		letter := event.Dead{Offset: ack.Offset, Durable: "kitchen", Attempts: 3, Data: event.Quote("tea")}
		if err := joe.hears(event.Event{
			Room: "blue.dead", Offset: 2, From: ada.joined.Member, Event: event.EventMessage, Data: letter.JSON(),
		}); err != nil {
			return err
		}
		if err := bob.ask(event.Request{Type: event.TypeDone, Room: "blue", Offset: ack.Offset}); err != nil {
			return err
		}
		if e, err := next[*event.Error](bob); err != nil || e.Code != event.NotWaiting {
			return fmt.Errorf("bob heard %v, %v, and it is a dead letter", e, err)
		}
		return nil
	})
}

func vanishedConsumer(ctx context.Context, w World) error {
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
		ack, err := ada.say(1, "tea")
		if err != nil {
			return err
		}
		if err := bob.hears(delivery(ada, ack.Offset, 1, "tea")); err != nil {
			return err
		}
		eve, err := s.connect(ctx, "eve")
		if err != nil {
			return err
		}
		if err := eve.join(event.Request{Room: "blue"}); err != nil {
			return err
		}
		if err := eve.ask(event.Request{Type: event.TypeSubscribe, Room: "blue", Durable: "kitchen", Share: true}); err != nil {
			return err
		}
		if err := eve.hears(event.Subscribed{Room: "blue", Durable: "kitchen", Waiting: 1}); err != nil {
			return err
		}
		if w.Transport.Reliable {
			bob.vanish()
		} else if err := bob.ask(event.Request{Type: event.TypeLeave, Room: "blue"}); err != nil { // a lease ends after a long silence only
			return err
		}
		if err := eve.hears(delivery(ada, ack.Offset, 2, "tea")); err != nil {
			return err
		}
		return eve.answers(event.TypeDone, ack.Offset)
	})
}

func workByHand(ctx context.Context, w World) error {
	if w.onPage() {
		return Skip("a person has a page there")
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		bob, err := s.person(ctx, "blue", "bob")
		if err != nil {
			return err
		}
		proof := ""
		if !w.Transport.Reliable {
			if proof, err = bob.asks("/hello"); err != nil {
				return err
			}
			proof = " " + strings.TrimSpace(proof)
		}
		if err := bob.types([]step{
			{"/subscribe kitchen share" + proof, "* kitchen has 0 waiting in blue: answer /done NUMBER or /again NUMBER"},
			{"tea" + proof, "#2 bob: tea"},
			{"/again 2" + proof, "* 2 comes again"},
		}); err != nil {
			return err
		}
		if err := bob.shown("#2 (attempt 2) bob: tea"); err != nil {
			return err
		}
		return bob.types([]step{
			{"/done 2" + proof, "* 2 is done"},
			{"/done 2" + proof, "! offset 2 is done already, a dead letter, or was never for kitchen to do"},
			{"/done 99" + proof, "! offset 99 is not there yet: the last event is 2"},
			{"/queue" + proof, "* in blue: kitchen has 0 waiting, 0 with 1 consumer, done up to 2, 0 dead letters"},
			{"/queue red" + proof, "! there is no room red"},
			{"/subscribe till alone" + proof, "! commands are /join ROOM [NAME] /leave /name /who /rooms " +
				"/subscribe NAME /done N /again N /queue /watch"},
			{"/watch" + proof, "* in blue: kitchen has 0 waiting, 0 with 1 consumer, done up to 2, 0 dead letters"},
			{"cake" + proof, "#3 kitchen: delivered to bob"},
		})
	})
}

// A step is a line that a person types, and what is to be shown then.
type step struct{ line, answer string }

// types types lines, one after the other.
func (m *member) types(steps []step) error {
	for _, s := range steps {
		answer, err := m.asks(s.line)
		if err == nil && answer != s.answer {
			err = fmt.Errorf("%s was shown %q after %q, want %q", m.name, answer, s.line, s.answer)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
