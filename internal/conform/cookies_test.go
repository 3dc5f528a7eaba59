package conform

import (
	"context"
	"fmt"
	"strings"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

const noAddresses = Skip("a connection proves the address: TCP's handshake has been there and back")

func noCookie(ctx context.Context, w World) error {
	if w.Transport.Reliable {
		return noAddresses
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada")
		if err != nil {
			return err
		}
		ada := all[0]
		eve, err := s.connect(ctx, "eve")
		if err != nil {
			return err
		}
		requests := []event.Request{
			{Type: event.TypeJoin, Room: "blue", Name: "eve"},
			emit(1, "blue", "psst"),
			{Type: event.TypeLeave, Room: "blue"},
			{Type: event.TypeName, Name: "eve"},
			{Type: event.TypeResume, Room: "blue", Epoch: ada.joined.Epoch},
			{Type: event.TypeWho, Room: "blue"},
			{Type: event.TypeRooms},
			{Type: event.TypePing},
			{Type: event.TypeJoin, Room: "not a room"},
			{Type: "nothing"}, // what is wrong is not told either
		}
		for _, cookie := range []string{"", forged(eve.cookie), ada.cookie} {
			for _, r := range requests {
				r.Cookie = cookie
				if err := eve.send(string(r.Line())); err != nil {
					return err
				}
			}
			join := strings.TrimSpace("/join blue eve " + cookie)
			for _, line := range []string{join, "psst", "/who blue", "/rooms", "/nothing"} {
				if err := eve.send(line); err != nil {
					return err
				}
			}
			if err := eve.hello(); err != nil {
				return fmt.Errorf("after requests with the cookie %q: %w", cookie, err)
			}
		}
		// Within a lease, too, each datagram has to have the cookie.
		if err := eve.join(event.Request{Room: "blue"}); err != nil {
			return err
		}
		for _, cookie := range []string{"", forged(eve.cookie), ada.cookie} {
			for _, r := range requests[1:] {
				r.Cookie = cookie
				if err := eve.send(string(r.Line())); err != nil {
					return err
				}
			}
			if err := eve.silent(); err != nil {
				return fmt.Errorf("as a member, after requests with the cookie %q: %w", cookie, err)
			}
		}
		if err := ada.hears(did(eve, event.EventJoin)); err != nil {
			return err
		}
		return ada.silent()
	})
}

// forged is a cookie that differs from another in one character.
func forged(cookie string) string {
	first := "A"
	if cookie[0] == 'A' {
		first = "B"
	}
	return first + cookie[1:]
}

// hello asks for the cookie, which must be the next thing to come: so nothing that was sent before
// has been answered.
func (m *member) hello() error {
	if err := m.send(`{"type":"hello"}`); err != nil {
		return err
	}
	_, err := next[event.Cookie](m)
	return err
}

// nonsense tries datagrams without the cookie. With it they are a member's mistakes.
func nonsense(ctx context.Context, w World) error {
	if w.Transport.Reliable {
		return Skip("on a connection it is met with an error")
	}
	return w.serveRooms(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		ada, err := s.connect(ctx, "ada")
		if err != nil {
			return err
		}
		rubbish := append(malformed(forged(ada.cookie)), "", "\x00\xff", "/hello\xff", "/join")
		for _, datagram := range rubbish {
			if err := ada.send(datagram); err != nil {
				return err
			}
		}
		if err := ada.hello(); err != nil {
			return err
		}
		if err := ada.join(event.Request{Room: "blue"}); err != nil {
			return err
		}
		for range 3 { // that it is more than ten mistakes in a row does not matter either
			for _, datagram := range rubbish {
				if err := ada.send(datagram); err != nil {
					return err
				}
			}
		}
		return ada.silent()
	})
}

// malformed returns messages that begin like a request and are none. The cookie goes where one would.
func malformed(cookie string) []string {
	return []string{
		`{`, `{}}`, `{"type":"ping"`, `{"type":"ping"}{"type":"ping"}`,
		fmt.Sprintf(`{"type":"ping","cookie":%q`, cookie),
		fmt.Sprintf(`{"type":"ping","type":"ping","cookie":%q}`, cookie),
		fmt.Sprintf(`{"type":"join","room":7,"cookie":%q}`, cookie),
		fmt.Sprintf(`{"type":"resume","room":"blue","epoch":"e","offset":-1,"cookie":%q}`, cookie),
	}
}
