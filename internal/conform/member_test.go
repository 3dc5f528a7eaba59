package conform

import (
	"context"
	"fmt"
	"strings"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// A member is a client of a broadcast server that speaks to it in JSON, and trusts nothing it hears.
type member struct {
	name   string
	over   string // its transport
	conn   transport.Conn
	tap    *tapped
	cookie string // over UDP: goes into every request
	buf    []byte

	joined event.Joined  // the answer to the last join
	heard  []event.Event // all events that came, in that order
}

// connect connects a client, which is in no room yet. Over UDP it has shown that its address is true.
func (s *session) connect(ctx context.Context, name string) (*member, error) {
	m := &member{name: name, over: s.Transport.Name, tap: &tapped{Network: s.Client}, buf: make([]byte, 64<<10)}
	var err error
	if m.conn, err = s.dialOver(ctx, m.tap); err != nil || s.Transport.Reliable {
		return m, err
	}
	if err := m.ask(event.Request{Type: event.TypeHello}); err != nil {
		return nil, err
	}
	answer, err := next[event.Cookie](m)
	m.cookie = answer.Cookie
	return m, err
}

// enter connects clients that join a room, one after the other. Each has heard that of those after it.
func (s *session) enter(ctx context.Context, room string, names ...string) ([]*member, error) {
	var all []*member
	for _, name := range names {
		m, err := s.connect(ctx, name)
		if err != nil {
			return nil, err
		}
		if err := m.join(event.Request{Room: room}); err != nil {
			return nil, err
		}
		for _, earlier := range all {
			if err := earlier.hears(did(m, event.EventJoin)); err != nil {
				return nil, err
			}
		}
		all = append(all, m)
	}
	return all, nil
}

// did is the event that m's join was, or another at the same offset.
func did(m *member, what string) event.Event {
	e := event.Event{Room: m.joined.Room, Offset: m.joined.Offset, From: m.joined.Member, Event: what}
	if what == event.EventJoin {
		e.Transport = m.over
	}
	return e
}

// ask sends a request, with the cookie if there is one.
func (m *member) ask(r event.Request) error {
	if r.Cookie == "" {
		r.Cookie = m.cookie
	}
	return m.send(string(r.Line()))
}

// send sends a message as it is, but without the newline after it: that is the transport's.
func (m *member) send(message string) error {
	return m.conn.Send([]byte(strings.TrimSuffix(message, "\n")))
}

// join asks for a room, and waits until it is joined. Unless r has another name, the member's is taken.
func (m *member) join(r event.Request) (err error) {
	r.Type = event.TypeJoin
	if r.Name == "" {
		r.Name = m.name
	}
	if err := m.ask(r); err != nil {
		return err
	}
	m.joined, err = after[event.Joined](m)
	return err
}

// say has the member say something in the room that it joined last, and returns the answer.
func (m *member) say(id uint64, text string) (event.Ack, error) {
	if err := m.ask(emit(id, m.joined.Room, text)); err != nil {
		return event.Ack{}, err
	}
	return after[event.Ack](m)
}

func emit(id uint64, room, text string) event.Request {
	return event.Request{
		Type: event.TypeEmit, ID: &id, Room: room, Event: event.EventMessage, Data: event.Quote(text),
	}
}

// said is the event that follows from say.
func said(m *member, offset uint64, text string) event.Event {
	return event.Event{
		Room: m.joined.Room, Offset: offset, From: m.joined.Member,
		Event: event.EventMessage, Data: event.Quote(text),
	}
}

// reply receives what comes next, whatever that is.
func (m *member) reply() (event.Reply, error) {
	n, err := m.conn.Recv(m.buf)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.name, err)
	}
	r, err := event.DecodeReply(m.buf[:n])
	if err != nil {
		return nil, fmt.Errorf("%s was sent %s: %w", m.name, brief(m.buf[:n]), err)
	}
	if e, ok := r.(event.Event); ok {
		m.heard = append(m.heard, e)
	}
	return r, nil
}

// hears receives replies, which must be these, in this order, and no others between them.
func (m *member) hears(want ...event.Reply) error {
	for _, w := range want {
		got, err := m.reply()
		if err != nil {
			return fmt.Errorf("%w instead of %s", err, show(w))
		}
		if show(got) != show(w) {
			return fmt.Errorf("%s heard %s, want %s", m.name, show(got), show(w))
		}
	}
	return nil
}

// next receives a reply, which must be an R.
func next[R event.Reply](m *member) (R, error) {
	var none R
	got, err := m.reply()
	if err != nil {
		return none, err
	}
	if r, ok := got.(R); ok {
		return r, nil
	}
	return none, fmt.Errorf("%s heard %s, want a %T", m.name, show(got), none)
}

// after receives an R. Events may come before it, and nothing else.
func after[R event.Reply](m *member) (R, error) {
	for {
		got, err := m.reply()
		if err != nil {
			var none R
			return none, err
		}
		if r, ok := got.(R); ok {
			return r, nil
		}
		if _, ok := got.(event.Event); !ok {
			var none R
			return none, fmt.Errorf("%s heard %s, want a %T", m.name, show(got), none)
		}
	}
}

// hearUntil receives events and nothing else, until one is what found looks for.
func (m *member) hearUntil(found func(event.Event) bool) (event.Event, error) {
	for {
		e, err := next[event.Event](m)
		if err != nil || found(e) {
			return e, err
		}
	}
}

// silent makes sure that nothing has been sent to m that it has not heard yet: of two messages the
// server sends the first one first, so that the answer to a question comes after what was before it.
func (m *member) silent() error {
	if err := m.ask(event.Request{Type: event.TypePing}); err != nil {
		return err
	}
	_, err := next[event.Head](m)
	return err
}

// show is a reply without the newline after it, for an error.
func show(r event.Reply) string { return strings.TrimSuffix(string(r.Line()), "\n") }

// vanish ends the member's connection without a goodbye.
func (m *member) vanish() { m.tap.cut() }
