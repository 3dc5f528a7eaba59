package hub

import (
	"fmt"
	"net/netip"
	"sync"
	"testing"

	"wirelab/internal/room/event"
)

// TestManyAtOnce has every member publish and read at once, with some that come and go: whoever
// stays sees every event of the room, in order.
func TestManyAtOnce(t *testing.T) {
	const members, each = 8, 200
	h := &Hub{QueueMessages: 1 << 20, QueueBytes: 1 << 30, MaxEvent: 16 << 10}
	var publishing, reading sync.WaitGroup
	stop := make(chan struct{})
	for i := range members {
		wake := make(chan struct{}, 1)
		m := h.Connect(netip.Addr{}, "", func() {
			select {
			case wake <- struct{}{}:
			default:
			}
		})
		defer m.Close()
		m.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Session: fmt.Sprint("s", i)})
		publishing.Go(func() {
			for n := range each {
				m.Handle(event.Request{
					Type: event.TypeEmit, Room: "blue", Event: event.EventMessage,
					ID: new(uint64(n)), Data: event.Quote(fmt.Sprint(n)),
				})
			}
		})
		reading.Go(func() { readAll(t, m, wake, stop) })
	}
	publishing.Go(func() { // comes, asks for all, and goes without reading
		for range each {
			m := h.Connect(netip.Addr{}, "", nil)
			m.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Epoch: "e", Session: "s"})
			m.Handle(event.Request{Type: event.TypeWho, Room: "blue"})
			if queued, _ := m.Take(nil); len(queued) > 2 {
				queued[1].Plain()
			}
			h.Stats()
			m.Close()
		}
	})
	publishing.Wait()
	close(stop)
	reading.Wait()
	if published := h.Stats().Published; published != members+members*each+2*each {
		t.Errorf("%d events, want %d", published, members+members*each+2*each)
	}
}

// readAll checks what a member gets until stop, and then what is left.
func readAll(t *testing.T, m *Member, wake, stop <-chan struct{}) {
	var last uint64
	var buf []*Message
	read := func() {
		buf, _ = m.Take(buf[:0])
		for _, msg := range buf {
			msg.Plain()
			switch r := reply(t, msg).(type) {
			case event.Joined:
				last = r.Offset
			case event.Event:
				if r.Offset != last+1 {
					t.Errorf("event %d follows %d", r.Offset, last)
				}
				last = r.Offset
			}
		}
	}
	for {
		select {
		case <-wake:
			read()
		case <-stop:
			read()
			return
		}
	}
}
