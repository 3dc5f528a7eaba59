package worker_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/room/event"
	"wirelab/internal/room/worker"
)

// errKilled ends a consumer as kill -9 does: it says nothing more to anybody.
var errKilled = errors.New("killed")

// memory is Positions that outlive a consumer, which may be killed when something has been added.
type memory struct {
	has   map[string]bool
	kills bool
}

func (m *memory) key(epoch string, d event.Delivery) string { return fmt.Sprint(epoch, d.Offset) }

func (m *memory) Has(epoch string, d event.Delivery) bool { return m.has[m.key(epoch, d)] }

func (m *memory) Add(epoch string, d event.Delivery) error {
	m.has[m.key(epoch, d)] = true
	if m.kills {
		m.kills = false
		return errKilled
	}
	return nil
}

// TestGuarantees: a consumer is killed at the second of three events, before its work, after it, or when it has written down
// that it is done; another one goes on. How often that event is done is what the guarantee says.
func TestGuarantees(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms}, func(s *shop) {
		for _, test := range []struct {
			guarantee worker.Guarantee
			when      string
			want      int
		}{
			{worker.AtMostOnce, "before the work", 0},
			{worker.AtMostOnce, "after the work", 1},
			{worker.AtLeastOnce, "before the work", 1},
			{worker.AtLeastOnce, "after the work", 2},
			{worker.Once, "before the work", 1},
			{worker.Once, "after the work", 2}, // in effect once, if the work is what Add does
			{worker.Once, "after the position", 1},
		} {
			room := fmt.Sprint("orders-", test.guarantee, "-", len(test.when))
			share := event.Request{Share: true} // else the name is taken until the server sees over UDP that somebody has vanished
			first, second := s.consumer(1, share), s.consumer(2, share)
			first.Room, second.Room = room, room
			positions := &memory{has: map[string]bool{}}
			for _, c := range []*worker.Consumer{first, second} {
				c.Guarantee, c.Positions = test.guarantee, positions
			}
			known := 0
			second.Known = func(event.Delivery) { known++ }
			k, _ := s.link(0)
			p := &worker.Producer{Link: k}
			p.Room = room
			offsets := s.put(p, 3)
			p.Leave()
			first.Most, second.Most = 3, 2
			if test.want == 0 || test.when == "after the work" && test.guarantee == worker.AtMostOnce {
				second.Most = 1
			}
			var done did
			err := first.Take(s.Context(), func(d event.Delivery) error {
				if d.Offset != offsets[1] {
					return done.work(d)
				}
				positions.kills = test.when == "after the position"
				if test.when != "before the work" {
					done.work(d)
				}
				if positions.kills {
					return nil
				}
				return errKilled
			})
			first.Close()
			if !errors.Is(err, errKilled) {
				s.Errorf("%v, killed %s: it ended with %v", test.guarantee, test.when, err)
			}
			if err := second.Take(s.Context(), done.work); err != nil {
				s.Error(err)
			}
			second.Leave()
			if got := done.times[offsets[1]]; got != test.want {
				s.Errorf("%v, killed %s: it is done %d times, want %d", test.guarantee, test.when, got, test.want)
			}
			for _, i := range []int{0, 2} {
				if got := done.times[offsets[i]]; got != 1 {
					s.Errorf("%v, killed %s: event %d is done %d times", test.guarantee, test.when, i, got)
				}
			}
			if recognised := test.when == "after the position"; recognised != (known == 1) {
				s.Errorf("%v, killed %s: %d are recognised", test.guarantee, test.when, known)
			}
		}
	})
}

// TestPutAtMostOnce: nothing is put again. What is acknowledged is in the room once, and what is in doubt once or not.
func TestPutAtMostOnce(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms, Loss: 0.2}, func(s *shop) {
		k, cut := s.link(0)
		p := &worker.Producer{Link: k, Guarantee: worker.AtMostOnce}
		acked, doubts := map[uint64]int{}, 0
		for i := range 100 {
			if i == 50 {
				cut()
			}
			offset, err := p.Put(s.Context(), event.EventMessage, fmt.Append(nil, i))
			switch {
			case errors.Is(err, worker.ErrInDoubt):
				doubts++
			case err != nil:
				s.Fatal(err)
			default:
				acked[offset] = i
			}
		}
		p.Leave()
		if s.tr.Reliable != (doubts <= 1) || doubts == 0 { // over UDP a third of the questions and answers are lost
			s.Errorf("%d are in doubt", doubts)
		}
		c := s.consumer(1, event.Request{Prefetch: 1, Wait: event.MaxWait})
		c.Most = 100 - uint64(doubts)
		times := map[string]int{}
		if err := c.Take(s.Context(), func(d event.Delivery) error {
			if i, known := acked[d.Offset]; known && string(d.Data) != fmt.Sprint(i) {
				s.Errorf("%s is event %d", d.Data, d.Offset)
			}
			times[string(d.Data)]++
			return nil
		}); err != nil {
			s.Error(err)
		}
		c.Close()
		for number, n := range times {
			if n > 1 {
				s.Errorf("%s is there %d times", number, n)
			}
		}
	})
}

// TestPutWaits: a producer that finds the queue full waits, and says why; one that is refused for good says that, too.
func TestPutWaits(t *testing.T) {
	onEach(t, link.Config{Delay: 5 * ms}, func(s *shop) {
		for _, guarantee := range []worker.Guarantee{worker.AtLeastOnce, worker.AtMostOnce} {
			c := s.consumer(1, event.Request{})
			c.Room = "orders-" + guarantee.String()
			ready, over := make(chan struct{}), make(chan struct{})
			c.Subscribed = func(event.Subscribed) { close(ready) }
			ctx, end := context.WithCancel(s.Context())
			go func() {
				defer close(over)
				c.Take(ctx, func(event.Delivery) error {
					time.Sleep(time.Second)
					return nil
				})
			}()
			<-ready
			k, _ := s.link(0)
			p := &worker.Producer{Link: k, Guarantee: guarantee}
			p.Room = c.Room
			full := 0
			p.Waits = func(refusal *event.Error) {
				if refusal.Code != event.QueueFull {
					s.Error(refusal)
				}
				full++
			}
			large := event.Quote(string(slices.Repeat([]byte{'x'}, 800)))
			for range 300 {
				if _, err := p.Put(s.Context(), event.EventMessage, large); err != nil {
					s.Fatal(err)
				}
			}
			if full == 0 {
				s.Error("the queue was never full")
			}
			_, err := p.Put(s.Context(), event.EventMessage, event.Quote(string(slices.Repeat([]byte{'x'}, 1100))))
			if refusal, refused := errors.AsType[*event.Error](err); !refused || refusal.Code != event.TooLarge {
				s.Errorf("too large an event: %v", err)
			}
			p.Leave()
			end()
			<-over
			c.Leave()
		}
	})
}

// TestParseGuarantee: each has its name, and there are no others.
func TestParseGuarantee(t *testing.T) {
	for _, g := range []worker.Guarantee{worker.AtMostOnce, worker.AtLeastOnce, worker.Once} {
		if got, err := worker.ParseGuarantee(g.String()); got != g || err != nil {
			t.Errorf("%v is read as %v, %v", g, got, err)
		}
	}
	if _, err := worker.ParseGuarantee("exactly-once"); err == nil {
		t.Error("exactly-once is a guarantee")
	}
}
