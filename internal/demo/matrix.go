package demo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/term/words"
)

// A matrix shows, step by step, who has heard what. After an error it does nothing any more.
type matrix struct {
	stage.Stage
	out     io.Writer
	hub     *hub.Hub
	servers map[string]*stage.Rooms
	guests  []*guest
	carried int // packets before the last step
	err     error
}

// join has a guest ask for a room.
func (m *matrix) join(g *guest, room string) {
	m.step(g.name+" joins "+room, 1, func() error {
		_, err := stage.AnswerTo[event.Joined](g.Talker, event.Request{Type: event.TypeJoin, Room: room, Name: g.name})
		return err
	})
}

const greeting = "greeting" // an event

// emit has a guest emit to a room. Unless self is set, all but the guest are to have it.
func (m *matrix) emit(g *guest, room string, self bool) {
	what := g.name + " emits to " + room
	if !self {
		what += ", self: false"
	}
	emit := event.Request{
		Type: event.TypeEmit, ID: new(uint64(1)), Room: room, Event: greeting, Self: &self,
	}
	m.step(what, 1, func() error {
		_, err := stage.AnswerTo[event.Ack](g.Talker, emit)
		return err
	})
}

// end ends a guest's connection. It has left no room before.
func (m *matrix) end(g *guest) {
	m.step(g.name+"'s connection ends", 0, func() error {
		err := g.Close()
		g.Talker = nil
		time.Sleep(100 * time.Millisecond) // until the server has noticed
		return err
	})
}

// step does something, to which the server gives so many answers, and shows who hears what of it.
func (m *matrix) step(what string, answers uint64, do func() error) {
	if m.err != nil {
		return
	}
	before := m.hub.Stats().Queued
	if m.Packets != nil {
		m.carried = len(m.Packets())
	}
	m.err = do()
	copies := fmt.Sprint(m.hub.Stats().Queued - before - answers)
	if refused, ok := errors.AsType[*event.Error](m.err); ok {
		copies, m.err = "refused: "+refused.Code, nil
	}
	row := fmt.Sprintf("%-31s", what)
	for _, g := range m.guests {
		row += fmt.Sprintf("%-9s", m.heard(g))
	}
	fmt.Fprintln(m.out, row+copies)
}

// header shows who is who.
func (m *matrix) header() {
	row := fmt.Sprintf("%-31s", "")
	for _, g := range m.guests {
		row += fmt.Sprintf("%-9s", g.name+" "+g.over)
	}
	fmt.Fprintf(m.out, "Below a name: the room of each event that is heard there.\n\n%scopies\n", row)
}

// addresses shows where the packets went with the copies of the last step's event.
func (m *matrix) addresses() {
	if m.Packets == nil || m.err != nil {
		return
	}
	var to []string
	for _, p := range m.Packets()[m.carried:] {
		if !p.Up && bytes.Contains(p.Data, []byte(greeting)) {
			ip := netip.AddrFrom4([4]byte(p.Data[16:20]))
			port := binary.BigEndian.Uint16(p.Data[22:]) // in the same place in TCP and in UDP
			to = append(to, netip.AddrPortFrom(ip, port).String())
		}
	}
	slices.Sort(to)
	fmt.Fprintf(m.out, "  %s with it: to %s\n", words.Count(len(to), "packet"), strings.Join(to, ", "))
}

func (m *matrix) line() {
	if m.err == nil {
		fmt.Fprintln(m.out)
	}
}
