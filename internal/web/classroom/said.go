package classroom

import (
	"crypto/rand"
	"encoding/json"
	"net/netip"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// Room is where the class hears the teacher's events.
const Room = "class"

// eventName is what these are called.
const eventName = "number"

// said is the broadcast experiment: the class says a number in its room, and each browser tells that it has heard it.
type said struct {
	teacher *hub.Member // who says it: in the room from the beginning
	leave   func()
	number  int // the latest; 0: none yet
	tag     string
	at      time.Time
	heard   map[string]heard // of the latest, by id
}

// enter has the teacher enter the room, where it need not hear anything.
func (s *said) enter(rooms *hub.Hub) {
	s.teacher, s.leave = rooms.Pump(netip.Addr{}, "", func([]*hub.Message, error) {})
	s.teacher.Handle(event.Request{Type: event.TypeJoin, Room: Room, Name: "teacher"})
}

// heard is how a browser got an event: at once, or after it had been away.
type heard struct {
	after     time.Duration // it has been said, by this machine's clock; with the way of the news that it was heard
	recovered bool
}

// Say says the next number in the room, as any member could. Whoever has joined hears it.
func (c *Class) Say() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := &c.said
	s.number++
	s.tag, s.at, s.heard = rand.Text()[:8], c.now(), map[string]heard{}
	data, err := json.Marshal(map[string]any{"number": s.number, "tag": s.tag})
	if err != nil {
		return err
	}
	s.teacher.Handle(event.Request{Type: event.TypeEmit, Room: Room, Event: eventName, Data: data})
	c.screen = Screen{Page: Home, Lead: true}
	c.change()
	return s.teacher.Err()
}

// Heard notes that a browser has got the number that was said last. tag is what came with it.
func (c *Class) Heard(id string, number int, tag string, recovered bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.whose(id); err != nil {
		return err
	}
	s := &c.said
	if number != s.number || tag != s.tag || number == 0 {
		return nil // an earlier one, or nobody's: it does not matter any more
	}
	if _, again := s.heard[id]; !again {
		s.heard[id] = heard{c.now().Sub(s.at), recovered}
		c.change()
	}
	return nil
}
