package siege

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
)

// These attacks are made of what TCP is: a stream of bytes, in which a line is a message.

// lines says 300 lines at once as nc does, and reads all that comes: it is to be shown all 300.
func lines(ctx context.Context, a *attacker) error {
	p, err := a.dial(ctx)
	if err != nil {
		return err
	}
	room := a.room()
	said := fmt.Sprintf("/join %s %s\n%s", room, a.label(), strings.Repeat("hello\n", 300))
	if _, err := io.WriteString(p.conn, said); err != nil {
		return err
	}
	own := []byte(a.label() + ": hello")
	for shown := 0; shown < 300; {
		line, err := p.read()
		switch {
		case err != nil:
			a.told(fmt.Sprintf("shown %d of 300 lines", shown))
			return err
		case bytes.HasPrefix(line, []byte("! ")):
			a.told(string(line))
			shown++ // it was told of it
		case bytes.Equal(bytes.TrimSpace(line), own):
			shown++
		}
	}
	a.told("shown all 300 lines")
	return nil
}

// halfLine begins 50 lines, on as many connections, and finishes none; it goes on with one of them byte
// by byte.
func halfLine(ctx context.Context, a *attacker) error {
	var last *peer
	for range 50 {
		p, err := a.dial(ctx)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(p.conn, `{"type":"join","room":"`+strings.Repeat("x", 60_000)); err != nil {
			return err
		}
		last = p
		a.beside.Go(func() { p.listen(ctx) })
	}
	for ctx.Err() == nil {
		if _, err := io.WriteString(last.conn, "x"); err != nil {
			return err
		}
		sleep(ctx, tenth/10)
	}
	return nil
}

// longLine enters a room and sends a line of 1 MB. It is to be told what was wrong, and not reset.
func longLine(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	a.beside.Go(func() { io.WriteString(p.conn, strings.Repeat("x", 1<<20)) })
	p.listen(ctx)
	return nil
}

// halfClose says two lines, the last without its end, and that it will say no more (FIN). It is to be
// answered.
func halfClose(ctx context.Context, a *attacker) error {
	p, err := a.dial(ctx)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(p.conn, "/join %s %s\nhi", a.name, a.label()); err != nil {
		return err
	}
	if err := p.conn.(*net.TCPConn).CloseWrite(); err != nil {
		return err
	}
	answer, err := io.ReadAll(p.in)
	switch {
	case ctx.Err() != nil:
	case bytes.Contains(answer, []byte(": hi")):
		a.told("answered whole")
	case len(answer) > 0:
		a.told("answered in part")
	default:
		a.told("not answered")
	}
	return err
}

// garbage sends what is no request, each on a connection of its own.
func garbage(ctx context.Context, a *attacker) error {
	for _, text := range []string{
		"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n/join " + a.name,
		strings.Repeat("\x00", 10_000) + "\n",
		"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", // TLS
		strings.Repeat("[", 60_000) + "\n",
		strings.Repeat(`{"type":`, 7_000) + "\n",
		`{"type":"join","type":"emit","room":"x"}` + "\n",
		strings.Repeat("{}\n", 50),
		strings.Repeat(`{"type":"emit","room":"x","event":"join"}`+"\n", 50),
		strings.Repeat("/no such command\n", 50),
	} {
		p, err := a.dial(ctx)
		if err != nil {
			return err
		}
		io.WriteString(p.conn, text) // an error is read below
		a.beside.Go(func() { p.listen(ctx) })
	}
	sleep(ctx, second)
	return nil
}
