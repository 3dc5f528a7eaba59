package demo

import (
	"cmp"
	"context"
	"strings"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// A guest is somebody who talks over a transport.
type guest struct {
	name, over string
	network    netx.Network
	*talker    // nil: not connected
}

func (m *matrix) guest(name, over string, network netx.Network) *guest {
	g := &guest{name: name, over: over, network: network}
	m.guests = append(m.guests, g)
	return g
}

func (m *matrix) connect(ctx context.Context, guests ...*guest) {
	for _, g := range guests {
		if m.err == nil {
			g.talker, m.err = m.servers[g.over].talker(ctx, g.network)
		}
	}
}

// heard returns the rooms of the events that a guest has been sent since it was last asked: the answer to
// a question comes after all that was sent before it.
func (m *matrix) heard(g *guest) string {
	if g.talker == nil || m.err != nil {
		return "gone"
	}
	if m.err = g.say(event.Request{Type: event.TypeRooms}); m.err != nil {
		return ""
	}
	rooms := ""
	for {
		reply, err := g.hear()
		switch r := reply.(type) {
		case event.Event:
			rooms += r.Room + " "
		case event.Rooms:
			return cmp.Or(strings.TrimSpace(rooms), "-")
		}
		if err != nil {
			m.err = err
			return ""
		}
	}
}

func (m *matrix) closeAll() {
	for _, g := range m.guests {
		if g.talker != nil {
			g.Close()
		}
	}
}
