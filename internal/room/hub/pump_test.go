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
