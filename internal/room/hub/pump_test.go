package hub

import (
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"wirelab/internal/room/event"
)

// TestPump: many speak at once while the reader is slow, and all that is said is written, in order, by
// one goroutine at a time; once the queue is empty there is none.
func TestPump(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &Hub{QueueMessages: 10_000, QueueBytes: 1 << 30}
		var got []string
		writing, release := 0, make(chan struct{}, 10_000)
		member, stop := h.Pump(netip.Addr{}, "", func(batch []*Message, err error) {
			if writing++; writing > 1 {
				t.Error("two writers at once")
			}
			<-release
			for _, m := range batch {
				got = append(got, string(m.JSON()))
			}
			writing--
		})
		member.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
		var speakers sync.WaitGroup
		for i := range 4 {
			speaker := h.Connect(netip.Addr{}, "", nil)
			defer speaker.Close()
			speaker.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
			speakers.Go(func() {
				for range 100 {
					speaker.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "e" + strconv.Itoa(i)})
					speaker.Take(nil)
					release <- struct{}{}
				}
			})
		}
		speakers.Wait()
		for range 1000 {
			release <- struct{}{}
		}
		synctest.Wait()
		if len(got) != 1+4+400 {
			t.Fatalf("%d messages were written", len(got))
		}
		for i, text := range got {
			if want := `"offset":` + strconv.Itoa(i+1) + ","; !strings.Contains(text, want) {
				t.Fatalf("message %d is %s", i, text)
			}
		}
		stop()
		stop()
		member.Handle(event.Request{Type: event.TypeRooms})
		synctest.Wait() // and nothing is left in the bubble
	})
}

// TestPumpStops: stop waits for a write that is under way.
func TestPumpStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Hub
		blocked, wrote := make(chan struct{}), false
		member, stop := h.Pump(netip.Addr{}, "", func([]*Message, error) { <-blocked; wrote = true })
		member.Handle(event.Request{Type: event.TypeRooms})
		synctest.Wait()
		go close(blocked)
		stop()
		if !wrote {
			t.Error("stopped in the middle of a write")
		}
	})
}

// TestPumpAtOnce: what can be written without waiting is; what is left is written by a goroutine, and what is said
// meanwhile comes after it. Nobody waits for that goroutine but the member.
func TestPumpAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &Hub{NewEpoch: func() string { return "e" }}
		var got, others []string
		full, space := true, make(chan struct{})
		note := func(to *[]string, batch []*Message) {
			for _, m := range batch {
				*to = append(*to, string(m.JSON()))
			}
		}
		slow, stop := h.PumpAtOnce(netip.Addr{}, "", func(batch []*Message, err error) {
			note(&got, batch)
		}, func(batch []*Message) (rest func()) {
			if !full {
				note(&got, batch)
				return nil
			}
			return func() { <-space; note(&got, batch) }
		})
		other, stopOther := h.PumpAtOnce(netip.Addr{}, "", nil, func(batch []*Message) func() {
			note(&others, batch)
			return nil
		})
		slow.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
		other.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
		synctest.Wait()
		for range 100 {
			other.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "e"})
			synctest.Wait()
		}
		if len(got) != 0 || len(others) != 1+2*100 {
			t.Errorf("%d and %d messages are written; want none for the one and all for the other", len(got), len(others))
		}
		full = false
		close(space)
		synctest.Wait()
		other.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "e"})
		synctest.Wait()
		for i, text := range got {
			if want := `"offset":` + strconv.Itoa(i+1); !strings.Contains(text, want) {
				t.Fatalf("message %d is %s", i, text)
			}
		}
		if len(got) != 2+101 {
			t.Errorf("%d messages are written in the end", len(got))
		}
		stop()
		stopOther()
	})
}

// TestPumpAtOnceEnds: the last messages come by write, with why they are the last, and stop waits for what is left.
func TestPumpAtOnceEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var h Hub
		blocked, wrote, why := make(chan struct{}), false, error(nil)
		member, stop := h.PumpAtOnce(netip.Addr{}, "",
			func(_ []*Message, err error) { why = err },
			func([]*Message) func() { return func() { <-blocked; wrote = true } })
		member.Handle(event.Request{Type: event.TypeRooms})
		synctest.Wait()
		member.Evict(&event.Error{Code: event.Malformed, Reason: "enough"})
		go close(blocked)
		stop()
		if !wrote || why == nil {
			t.Errorf("stopped in the middle of a write (%v), or with none of the last messages (%v)", !wrote, why)
		}
	})
}
