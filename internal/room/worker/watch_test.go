package worker_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/room/event"
	"wirelab/internal/room/worker"
)

// TestWatch: a watcher hears of each event and each step of it, or how many it has missed: none over a transport that sends again
// what is lost.
func TestWatch(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms, Loss: 0.1}, func(s *shop) {
		const n = 30
		k, _ := s.link(2)
		w := &worker.Watcher{Link: k}
		var heard, missed uint64
		what := map[string]int{}
		w.Missed = func(n uint64) { missed += n }
		watching, over := make(chan struct{}), make(chan struct{})
		ctx, end := context.WithCancel(s.Context())
		go func() {
			defer close(over)
			err := w.Watch(ctx, func(reply event.Reply) error {
				switch reply := reply.(type) {
				case event.Queues:
					close(watching)
				case event.Event:
					heard++
					what[reply.Event]++
				case event.Step:
					heard++
					what[reply.What]++
				}
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				s.Error(err)
			}
		}()
		<-watching
		p, _ := s.link(0)
		producer := &worker.Producer{Link: p}
		s.put(producer, n)
		c := s.consumer(1, event.Request{})
		c.Most = n
		if err := c.Take(s.Context(), func(event.Delivery) error { return nil }); err != nil {
			s.Error(err)
		}
		time.Sleep(time.Minute)
		c.Leave() // a last event, by which it is seen what is missing before it
		producer.Leave()
		time.Sleep(time.Second)
		end()
		<-over
		w.Leave()
		if s.tr.Reliable && (missed > 0 || what[event.EventMessage] != n || what[event.StepDone] != n || what[event.StepDelivered] != n) {
			s.Errorf("it has heard %v, and missed %d", what, missed)
		}
		if !s.tr.Reliable && (missed == 0 || heard+missed < 3*n-3 || heard+missed > 3*n+20) {
			s.Errorf("it has heard %v, and missed %d", what, missed)
		}
	})
}

// TestStatus: who only asks does not enter the room.
func TestStatus(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms}, func(s *shop) {
		k, _ := s.link(0)
		_, err := k.Status(s.Context())
		if refusal, refused := errors.AsType[*event.Error](err); !refused || refusal.Code != event.NoSuchRoom {
			s.Errorf("of no room: %v", err)
		}
		p := &worker.Producer{Link: k}
		s.put(p, 3)
		c := s.consumer(1, event.Request{})
		c.Most = 1
		if err := c.Take(s.Context(), func(event.Delivery) error { return nil }); err != nil {
			s.Error(err)
		}
		k, _ = s.link(2)
		got, err := k.Status(s.Context())
		want := []event.Queue{{Durable: "kitchen", Consumers: 1, Delivered: 2, Done: 2}}
		if err != nil || got.Room != "orders" || got.Offset != 5 || !slices.Equal(got.Queues, want) {
			s.Errorf("it is %+v, %v", got, err)
		}
		c.Close()
		p.Leave()
	})
}
