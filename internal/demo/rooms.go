package demo

import (
	"context"
	"io"

	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// showRooms has four people on three transports, whose servers share a hub, and shows who of them hears
// what. Joe sits at the same machine as ada, at a connection of his own (matrix.go).
func showRooms(ctx context.Context, s stage, w io.Writer) error {
	m := &matrix{stage: s, out: w, hub: &hub.Hub{}, servers: map[string]*openedRooms{}}
	for _, t := range transport.All() {
		server, err := s.openRooms(ctx, t.Name, m.hub)
		if err != nil {
			return err
		}
		defer server.stop()
		m.servers[t.Name] = server
	}
	ada := m.guest("ada", "tcp", s.clients[0])
	eve := m.guest("eve", "udp", s.clients[1])
	bob := m.guest("bob", "ws", s.clients[2])
	joe := m.guest("joe", "tcp", s.clients[0])
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
	return m.err
}
