package conform

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// rude is text that would clear a terminal, colour it, ring its bell, and write backwards.
const rude = "a\x1b[2J\x1b]0;title\a\u009b31m\u202eb\r\n\x7fc"

func controlCharacters(ctx context.Context, w World) error {
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		ada, eve := all[0], all[1]
		if _, err := ada.say(1, rude); err != nil {
			return err
		}
		raw, err := eve.raw()
		if err != nil {
			return err
		}
		if i := strings.IndexFunc(raw, func(r rune) bool { return r < ' ' }); i >= 0 {
			return fmt.Errorf("%q came as it is to a program", raw[i])
		}
		got, err := event.DecodeReply([]byte(raw))
		if want := said(ada, 3, rude); err != nil || show(got) != show(want) {
			return fmt.Errorf("eve heard %s, %v, want %s", raw, err, show(want))
		}
		if w.onPage() { // where a person has a page
			return nil
		}
		return s.plainClient(ctx, ada)
	})
}

func manySpaces(ctx context.Context, w World) error {
	if w.onPage() {
		return Skip("a person has a page, which gives each text a column of its own")
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "eve")
		if err != nil {
			return err
		}
		eve := all[0]
		bob, err := s.person(ctx, "blue", "bob")
		if err != nil {
			return err
		}
		if _, err := eve.say(1, strings.Repeat(" ", 75)+"ada: I did it"); err != nil {
			return err
		}
		return bob.shown(eve.shownAs() + ": ada: I did it")
	})
}

// plainClient is a person who hears somebody be rude, and then tries it too.
func (s *session) plainClient(ctx context.Context, ada *member) error {
	bob, err := s.person(ctx, "blue", "bob")
	if err != nil {
		return err
	}
	if _, err := ada.say(2, rude); err != nil {
		return err
	}
	if err := bob.shown(ada.shownAs() + `: a\u001b[2J\u001b]0;title\u0007\u009b31m\u202eb\r\n\u007fc`); err != nil {
		return err
	}
	r := emit(3, "blue", "")
	r.Event, r.Data = "wave", []byte("[\"\u202e\u009b\"]") // which JSON need not escape
	if err := ada.ask(r); err != nil {
		return err
	}
	if _, err := after[event.Ack](ada); err != nil {
		return err
	}
	if err := bob.shown(ada.shownAs() + ` wave: ["\u202e\u009b"]`); err != nil {
		return err
	}
	if answer, err := bob.asks("/name \x1b[2J"); err != nil || !strings.HasPrefix(answer, "! name: ") {
		return fmt.Errorf("bob was shown %q, %v", answer, err)
	}
	own := "\x1b[31m\u202e" // a person's message ends at the end of the line
	if err := bob.send(own); err != nil {
		return err
	}
	if err := bob.shown(bob.shownAs() + `: \u001b[31m\u202e`); err != nil {
		return err
	}
	heard := event.Event{From: "bob", Room: "blue", Event: event.EventMessage, Data: event.Quote(own)}
	got, err := ada.hearUntil(func(e event.Event) bool { return e.From == "bob" && e.Event == heard.Event })
	if heard.Offset = got.Offset; err == nil && !same(got, heard) {
		return fmt.Errorf("ada heard %s, want %s", show(got), show(heard))
	}
	return err
}

// person connects somebody who types, and has them enter a room.
func (s *session) person(ctx context.Context, room, name string) (p *member, err error) {
	p = &member{name: name, over: s.Transport.Name, buf: make([]byte, 64<<10)}
	if p.conn, err = s.dial(ctx); err != nil {
		return nil, err
	}
	join := "/join " + room + " " + name
	if !s.Transport.Reliable {
		cookie, err := p.asks("/hello")
		if err != nil {
			return nil, err
		}
		join += " " + cookie
	}
	answer, err := p.asks(join)
	if want := "* you are " + name + " in " + room; err == nil && answer != want {
		err = fmt.Errorf("%s was shown %q, want %q", name, answer, want)
	}
	return p, err
}

// leavingByHand is about a person in several rooms, who must always know which one hears what they say.
func leavingByHand(ctx context.Context, w World) error {
	if w.onPage() {
		return Skip("a person has a page there")
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		bob, err := s.person(ctx, "blue", "bob")
		if err != nil {
			return err
		}
		for _, step := range []struct{ line, answer string }{
			{"/join red", "* you are bob in red"},
			{"/join green", "* you are bob in green"},
			{"/leave red", "* left red: you are in green"},
			{"/who", "* in green: " + bob.shownAs()},
			{"/join bl:ue", "! room: *"},
			{"/leave", "* left green: you are in blue"},
			{"hi", bob.shownAs() + ": hi"},
			{"/who", "* in blue: " + bob.shownAs()},
			{"/leave red", "! you are not in that room"},
			{"/leave", "* left blue: you are in no room"},
			{"/name zoe", "* you are now zoe (unless it is taken)"},
			{"/leave", "! you are in no room: *"},
			{"/join red", "* you are zoe in red"},
			{"/name bob", "* zoe (" + bob.over + ") is now bob"},
		} {
			answer, err := bob.asks(step.line)
			begins, open := strings.CutSuffix(step.answer, "*")
			if err != nil || answer != step.answer && !(open && strings.HasPrefix(answer, begins)) {
				return fmt.Errorf("%s: bob was shown %q, %v, want %q", step.line, answer, err, step.answer)
			}
		}
		return bob.shown("* you are now bob (unless it is taken)")
	})
}

// shownAs is how people see who m is.
func (m *member) shownAs() string { return m.name + " (" + m.over + ")" }

// raw receives a message as it came.
func (m *member) raw() (string, error) {
	n, err := m.conn.Recv(m.buf)
	return string(m.buf[:n]), err
}

// asks sends a line and receives one, for a person.
func (m *member) asks(line string) (answer string, err error) {
	if err := m.send(line); err != nil {
		return "", err
	}
	return m.line()
}

// line receives a line, in which everything must be visible.
func (m *member) line() (string, error) {
	raw, err := m.raw()
	if err != nil {
		return "", err
	}
	line := strings.TrimSuffix(raw, "\n") // the end of a line over TCP
	for _, r := range line {
		if !unicode.IsPrint(r) {
			return "", fmt.Errorf("%U came as it is to a person: %q", r, line)
		}
	}
	return line, nil
}

// shown receives a line, which must be this one.
func (m *member) shown(want string) error {
	line, err := m.line()
	if err == nil && line != want {
		err = fmt.Errorf("%s was shown %q, want %q", m.name, line, want)
	}
	return err
}
