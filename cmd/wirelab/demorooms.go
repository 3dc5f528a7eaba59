package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"wirelab/internal/event"
	"wirelab/internal/hub"
	"wirelab/internal/transport"
)

// demoHears has four clients, over three transports, in two rooms of one hub, and shows who hears what.
// Joe sits at the same machine as ada: rooms have connections in them, and not machines.
func demoHears(ctx context.Context, s stage, w io.Writer) error {
	m := &matrix{stage: s, out: w, hub: &hub.Hub{}, servers: map[string]*demoRooms{}}
	for _, t := range transport.All() {
		server, err := s.openRooms(ctx, t.Name, m.hub)
		if err != nil {
			return err
		}
		defer server.stop()
		m.servers[t.Name] = server
	}
	m.people = []*guest{
		{name: "ada", over: "tcp"}, {name: "eve", over: "udp"}, {name: "bob", over: "ws"}, {name: "joe", over: "tcp"},
	}
	ada, eve, bob, joe := m.people[0], m.people[1], m.people[2], m.people[3]
	fmt.Fprintf(w, "%-37s%-8s%-7s%-7s%-7s%s\n", "", "copies", "ada tcp", " eve udp", "  bob ws", "  joe tcp")
	defer m.closeAll()
	err := m.connect(ctx, ada, eve, bob, joe)
	for _, do := range []func() error{
		func() error { return m.join("blue", ada, eve, bob) },
		func() error { return m.join("green", bob, joe) },
		func() error { return m.emit(ada, "blue", true) },
		func() error { return m.emit(ada, "blue", false) },
		func() error { return m.emit(bob, "green", true) },
		func() error { return m.emit(joe, "blue", true) },
		func() error { return m.end(bob) },
		func() error { return m.emit(ada, "blue", true) },
		func() error { return m.connect(ctx, bob) },
		func() error { return m.emit(ada, "blue", true) },
		func() error { return m.emit(bob, "green", true) },
	} {
		err = cmpErr(err, do)
	}
	return err
}
