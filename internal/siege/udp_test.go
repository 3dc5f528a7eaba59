package siege

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"
)

// These attacks are made of what UDP lacks: nobody knows where a datagram really came from.

// typed enters a room as a person does on nc -u, and then sends 300 times /who in a row, as whoever can
// forge the person's address could. What comes back would go to that person: it is to be at most three
// times as much, and the person is to stay a member.
func typed(ctx context.Context, a *attacker) error {
	p, err := a.dial(ctx)
	if err != nil {
		return err
	}
	if err := p.ask("/hello"); err != nil {
		return err
	}
	room := a.room()
	sent, err := fmt.Fprintf(p.conn, "/join %s %s %s", room, a.label(), p.cookie)
	if err != nil {
		return err
	}
	sent += len("/hello")
	if _, err := p.read(); err != nil { // "* you are ..."
		return err
	}
	var back atomic.Int64
	done := make(chan error, 1)
	a.beside.Go(func() {
		for {
			p.conn.SetReadDeadline(time.Now().Add(second / 2))
			msg, err := p.read()
			if err != nil {
				done <- err
				return
			}
			switch line := string(msg); {
			case strings.HasPrefix(line, "* in "), strings.HasPrefix(line, "* rooms"), strings.HasPrefix(line, "! "):
				back.Add(int64(len(msg))) // the rest is what others say
			}
			if strings.HasPrefix(string(msg), "! ") {
				a.told(strings.TrimSpace(string(msg)))
			}
		}
	})
	const there = "/who"
	for range 300 {
		if _, err := io.WriteString(p.conn, there); err != nil {
			return err
		}
		sent += len(there)
	}
	err = <-done
	a.most("bytes back for each sent", float64(back.Load())/float64(sent))
	if _, wrong := io.WriteString(p.conn, "/leave"); wrong != nil {
		return wrong
	}
	if reasonIs(err, "silence") {
		return nil
	}
	return err
}

// malformed sends datagrams that are no requests, or have no cookie, 10,000 a second. All are to meet
// with silence.
func malformed(ctx context.Context, a *attacker) error {
	p, err := a.dial(ctx)
	if err != nil {
		return err
	}
	a.beside.Go(func() {
		for {
			if _, err := p.read(); err != nil {
				return
			}
			a.told("answered")
		}
	})
	room := a.room()
	datagrams := []string{
		"", "\x00", "{", "}", "\xff\xfe", `{"type":"join"`, strings.Repeat("{", 1200), strings.Repeat("x", 60_000),
		`{"type":"join","room":"` + room + `","name":"ghost"}`,
		`{"type":"join","room":"` + room + `","name":"ghost","cookie":"AAAAAAAAAAAAAAAA"}`,
		`{"type":"emit","room":"` + room + `","event":"message","data":"boo","cookie":"AAAAAAAAAAAAAAAA"}`,
		`{"type":"who","room":"` + room + `"}`, "/join " + room + " ghost AAAAAAAAAAAAAAAA", "/who " + room, "boo",
	}
	for i := 0; ctx.Err() == nil; i++ {
		if _, err := io.WriteString(p.conn, datagrams[i%len(datagrams)]); err != nil {
			return err
		}
		if i%50 == 0 {
			sleep(ctx, 5*time.Millisecond)
		}
	}
	return nil
}
