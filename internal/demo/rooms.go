package demo

import (
	"cmp"
	"context"
	"io"
	"strings"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// showRooms has four people on three transports, whose servers share a hub, and shows who of them hears
// what. Joe sits at the same machine as ada, at a connection of his own (matrix.go).
func showRooms(ctx context.Context, s stage.Stage, w io.Writer) error {
	_, err := playRooms(ctx, s, w)
	return err
}

// playRooms has them do so, and returns what was heard.
func playRooms(ctx context.Context, s stage.Stage, w io.Writer) (*matrix, error) {
	m := &matrix{Stage: s, out: w, hub: &hub.Hub{}, servers: map[string]*stage.Rooms{}}
	for _, t := range transport.All() {
		server, err := s.OpenRooms(ctx, t.Name, m.hub)
		if err != nil {
			return m, err
		}
		defer server.Stop()
		m.servers[t.Name] = server
	}
	ada := m.guest("ada", "tcp", s.Clients[0])
	eve := m.guest("eve", "udp", s.Clients[1])
	bob := m.guest("bob", "ws", s.Clients[2])
	joe := m.guest("joe", "tcp", s.Clients[0])
	defer m.closeAll()

	m.connect(ctx, ada, eve, bob, joe)
	m.header()
	m.join(ada, "blue")
	m.join(eve, "blue")
	m.join(bob, "blue")
	m.join(bob, "green")
	m.join(joe, "green")
	m.line()
	m.emit(ada, "blue", true)
	m.addresses()
	m.emit(ada, "blue", false)
	m.emit(bob, "green", true)
	m.addresses()
	m.emit(joe, "blue", true)
	m.line()
	m.end(bob)
	m.emit(ada, "blue", true)
	m.line()
	m.connect(ctx, bob)
	m.emit(bob, "blue", true)
	m.join(bob, "blue")
	m.emit(ada, "blue", true)
	return m, m.err
}

// A guest is somebody who talks over a transport.
type guest struct {
	name, over    string
	network       netx.Network
	*stage.Talker // nil: not connected
}

func (m *matrix) guest(name, over string, network netx.Network) *guest {
	g := &guest{name: name, over: over, network: network}
	m.guests = append(m.guests, g)
	return g
}

func (m *matrix) connect(ctx context.Context, guests ...*guest) {
	for _, g := range guests {
		if m.err == nil {
			g.Talker, m.err = m.servers[g.over].Connect(ctx, g.network)
		}
	}
}

// heard returns the rooms of the events that a guest has been sent since it was last asked: the answer to
// a question comes after all that was sent before it.
func (m *matrix) heard(g *guest) string {
	if g.Talker == nil || m.err != nil {
		return "gone"
	}
	if m.err = g.Say(event.Request{Type: event.TypeRooms}); m.err != nil {
		return ""
	}
	rooms := ""
	for {
		reply, err := g.Hear()
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
		if g.Talker != nil {
			g.Close()
		}
	}
}
