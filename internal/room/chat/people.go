package chat

import (
	"encoding/json"

	"wirelab/internal/room/event"
)

// people remembers over which transports those in a room have come: by name. A server says that when it
// lists them, and when somebody joins.
type people map[string]string

// maxPeople is of how many that is remembered.
const maxPeople = 4096

// who takes a list. Whoever is missing from it stays known: what they said before may be told later.
func (p *people) who(w event.Who) {
	for i := range w.Transports { // as many as there are members
		p.add(w.Members[i], w.Transports[i])
	}
}

// did takes an event, and has it say what its sender has come over.
func (p *people) did(e *event.Event) {
	switch e.Event {
	case event.EventJoin:
		p.add(e.From, e.Transport)
	default:
		e.Transport = (*p)[e.From]
	}
	switch e.Event {
	case event.EventName:
		var name string
		if json.Unmarshal(e.Data, &name) == nil {
			p.add(name, e.Transport)
		}
		fallthrough
	case event.EventLeave:
		delete(*p, e.From)
	}
}

func (p *people) add(name, transport string) {
	if *p == nil {
		*p = people{}
	}
	if _, known := (*p)[name]; known || len(*p) < maxPeople {
		(*p)[name] = transport
	}
}
