package demo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/picture"
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
	steps   []heardOf
	err     error
}

// A heardOf is a step, and who heard what of it: for each guest the rooms of the events.
type heardOf struct {
	what   string
	by, in string // who emitted to which room; empty: nobody did
	rooms  []string
}

// join has a guest ask for a room.
func (m *matrix) join(g *guest, room string) {
	m.step(heardOf{what: g.name + " joins " + room}, 1, func() error {
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
	m.step(heardOf{what: what, by: g.name, in: room}, 1, func() error {
		_, err := stage.AnswerTo[event.Ack](g.Talker, emit)
		return err
	})
}

// end ends a guest's connection. It has left no room before.
func (m *matrix) end(g *guest) {
	m.step(heardOf{what: g.name + "'s connection ends"}, 0, func() error {
		err := g.Close()
		g.Talker = nil
		time.Sleep(100 * time.Millisecond) // until the server has noticed
		return err
	})
}

// step does something, to which the server gives so many answers, and shows who hears what of it.
func (m *matrix) step(s heardOf, answers uint64, do func() error) {
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
	row := fmt.Sprintf("%-31s", s.what)
	for _, g := range m.guests {
		s.rooms = append(s.rooms, m.heard(g))
		row += fmt.Sprintf("%-9s", s.rooms[len(s.rooms)-1])
	}
	m.steps = append(m.steps, s)
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

// The states of an event at a guest.
const (
	heardBlue = iota
	heardGreen
	notHeard
	notThere
)

var heardStates = []picture.State{
	heardBlue:  {Name: "heard it, in blue", Look: picture.Full},
	heardGreen: {Name: "heard it, in green", Look: picture.Striped},
	notHeard:   {Name: "did not hear it", Look: picture.Blank},
	notThere:   {Name: "not connected", Look: picture.Gone},
}

// pictureWidth is how wide the pictures of demonstrations are, in pixels.
const pictureWidth = 680

// drawRooms draws who hears what is emitted: a strip for each guest, and a cell for each emit.
func drawRooms(ctx context.Context, s stage.Stage) (svg string, err error) {
	m, err := playRooms(ctx, s, io.Discard)
	if err != nil {
		return "", err
	}
	return m.strips().Draw(pictureWidth, true).SVG(""), nil
}

// strips are those of what the guests have heard.
func (m *matrix) strips() picture.Strips {
	s := picture.Strips{
		Title: "Who hears what: four people at one server, in the rooms blue and green",
		Says: "Each row is one of them, and each column an event: who emits it, and to which room. A cell that is filled is a copy that " +
			"was heard. What nobody hears, the server has refused.",
		X: "who emits: to which room", States: heardStates,
	}
	var marks []picture.Mark
	s.Table.Header = []string{""}
	for _, g := range m.guests {
		s.Table.Header = append(s.Table.Header, g.name)
	}
	g := picture.Group{Name: "who hears it"}
	for _, guest := range m.guests {
		g.Strips = append(g.Strips, picture.Strip{Name: guest.name})
	}
	for _, step := range m.steps {
		if step.by == "" {
			if len(s.Words) > 0 { // before, they come in
				marks = append(marks, picture.Mark{Name: step.what, At: float64(len(s.Words)) - 0.5})
			}
			continue
		}
		s.Words = append(s.Words, step.by+": "+step.in)
		s.Table.Rows = append(s.Table.Rows, slices.Concat([]string{step.what}, step.rooms))
		for i, rooms := range step.rooms {
			g.Strips[i].Cells = append(g.Strips[i].Cells, stateOf(rooms))
		}
	}
	for i := range g.Strips {
		g.Strips[i].Marks = marks
	}
	s.Groups = []picture.Group{g}
	return s
}

// stateOf is the state of an event that was heard in some room.
func stateOf(rooms string) int {
	switch {
	case rooms == "gone":
		return notThere
	case strings.Contains(rooms, "blue"):
		return heardBlue
	case strings.Contains(rooms, "green"):
		return heardGreen
	}
	return notHeard
}
