package conform

import (
	"context"
	"fmt"
	"strings"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// typist connects a person who joins the room with nothing but the cookie.
func (s *session) typist(ctx context.Context, room string) (*member, error) {
	m := &member{name: "guest", over: s.Transport.Name, buf: make([]byte, 64<<10)}
	var err error
	if m.conn, err = s.dial(ctx); err != nil {
		return nil, err
	}
	join := "/join " + room
	if !s.Transport.Reliable {
		if m.cookie, err = m.asks("/hello"); err != nil {
			return nil, err
		}
		join += " " + m.cookie
	}
	answer, err := m.asks(join)
	if want := "* you are guest in " + room; err == nil && answer != want {
		err = fmt.Errorf("%q is answered by %q, want %q", join, answer, want)
	}
	return m, err
}

// forgedLines has somebody who can forge a person's address, but has not the cookie, say all kinds of things.
func forgedLines(ctx context.Context, w World) error {
	if w.Transport.Reliable {
		return noAddresses
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		var names []string
		for i := range 12 {
			names = append(names, fmt.Sprint(strings.Repeat("n", 60), i))
		}
		all, err := s.enter(ctx, "blue", names...)
		if err != nil {
			return err
		}
		ada := all[0]
		bob, err := s.typist(ctx, "blue")
		if err != nil {
			return err
		}
		came := len("/join blue ") + len(bob.cookie)
		for range 20 {
			for _, line := range []string{"/who", "/who blue", "/rooms", "/", "/dance", "/name !", "\xff\xfe", "/join !"} {
				for range 2 {
					if err := bob.send(line); err != nil {
						return err
					}
					came += len(line)
				}
			}
			if err := ada.ask(event.Request{Type: event.TypePing}); err != nil { // not all at once
				return err
			}
			if _, err := after[event.Head](ada); err != nil {
				return err
			}
		}
		if err := bob.send("still a member " + bob.cookie); err != nil {
			return err
		}
		answers, size := -1, 0
		for raw := ""; raw != "guest (udp): still a member\n"; answers++ {
			size += len(raw)
			if raw, err = bob.raw(); err != nil {
				return fmt.Errorf("a person after lines with a forged address: %w", err)
			}
		}
		if size > 3*came {
			return fmt.Errorf("%d answers of %d bytes to lines of %d bytes, want at most three times as many", answers, size, came)
		}
		return nil
	})
}

// longLine says a lot of what cannot be seen, and has to be written out for a person.
func longLine(ctx context.Context, w World) error {
	if w.onPage() {
		return Skip("a person has a page there")
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		bob, err := s.typist(ctx, "blue")
		if err != nil {
			return err
		}
		for i, hidden := range []string{"\x7f", "\u0085", "\u202e", "\U000e0041"} {
			text := strings.Repeat(hidden, 1000/len(hidden))
			if _, err := all[0].say(uint64(i), text); err != nil {
				return err
			}
			line, err := bob.line()
			if err != nil {
				return err
			}
			whole, cut := strings.CutSuffix(line, "…")
			escape := event.Plain(&event.Error{Reason: hidden})[len("! "):]
			switch {
			case len(line) > 1200-len("\n") && !w.Transport.Reliable:
				return fmt.Errorf("a line of %d bytes in one datagram: %.30q", len(line), line)
			case cut == w.Transport.Reliable:
				return fmt.Errorf("a line of %d bytes, and that it is cut is said: %t", len(line), cut)
			case strings.ReplaceAll(whole, escape, "") != all[0].shownAs()+": ":
				return fmt.Errorf("%.30q… is cut within what stands for %q: %q", line, hidden, whole[len(whole)-20:])
			}
		}
		return nil
	})
}
