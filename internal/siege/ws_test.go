package siege

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"wirelab/internal/room/event"
)

// These attacks are made of WebSocket's handshake and its frames.

// unfinished begins 50 messages of 64 KB, on as many connections, and finishes none. Ten of them stop
// within a frame.
func unfinished(ctx context.Context, a *attacker) error {
	for i := range 50 {
		p, err := a.open(ctx)
		if err != nil {
			return err
		}
		message := appendFrame(nil, textFrame, bytes.Repeat([]byte("x"), 65_000))
		if i%5 == 0 {
			message = message[:len(message)/2]
		}
		if _, err := p.conn.Write(message); err != nil {
			return err
		}
		a.beside.Go(func() { p.listen(ctx) })
	}
	sleep(ctx, a.lasts)
	return nil
}

// fragments sends a message that does not end: a first fragment, and then empty ones as fast as the
// connection takes them.
func fragments(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	a.beside.Go(func() { p.listen(ctx) })
	if _, err := p.conn.Write(appendFrame(nil, textFrame, []byte("x"))); err != nil {
		return err
	}
	many := bytes.Repeat(appendFrame(nil, continuation, nil), 1000)
	for ctx.Err() == nil {
		if _, err := p.conn.Write(many); err != nil {
			return nil // listen says why
		}
	}
	return nil
}

// topBit enters a room and sends a frame whose length has its top bit set. It is to be told so (code
// 1002) within a second, and to be a member no more.
func topBit(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	frame := binary.BigEndian.AppendUint64([]byte{fin | textFrame, masked | 127}, 1<<63)
	if _, err := p.conn.Write(append(frame, 0, 0, 0, 0)); err != nil {
		return err
	}
	begin := time.Now()
	p.conn.SetReadDeadline(begin.Add(second))
	err = p.until(func(event.Reply) bool { return false })
	a.most("ms until told", float64(time.Since(begin).Milliseconds()))
	return err
}

// violations sends frames that RFC 6455 forbids, each on a connection of its own: it is to be told so
// each time.
func violations(ctx context.Context, a *attacker) error {
	padded := make([]byte, 8)
	padded[7] = 5
	for name, frame := range map[string][]byte{
		"length of 5 in 16 bits": {fin | textFrame, masked | 126, 0, 5, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'},
		"length of 5 in 64 bits": append(append([]byte{fin | textFrame, masked | 127}, padded...), "\x00\x00\x00\x00hello"...),
		"no mask":                append([]byte{fin | textFrame, 5}, "hello"...),
		"reserved bit":           appendFrame(nil, fin|textFrame|1<<6, []byte("hello")),
		"reserved opcode":        appendFrame(nil, fin|3, []byte("hello")),
		"close of one byte":      appendFrame(nil, fin|closeFrame, []byte{3}),
		"close code 999":         appendFrame(nil, fin|closeFrame, []byte{3, 231}),
		"ping of 126 bytes":      appendFrame(nil, fin|pingFrame, make([]byte, 126)),
		"ping in fragments":      appendFrame(nil, pingFrame, []byte("x")),
		"continuation of none":   appendFrame(nil, fin|continuation, []byte("x")),
		"not UTF-8":              appendFrame(nil, fin|textFrame, []byte{0xc3, 0x28}),
	} {
		p, err := a.open(ctx)
		if err != nil {
			return err
		}
		if _, err := p.conn.Write(frame); err != nil {
			return err
		}
		p.conn.SetReadDeadline(time.Now().Add(second / 2))
		err = p.until(func(event.Reply) bool { return true }) // an error reply is a wrong answer too
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			a.told(name + ": taken")
		case !strings.HasPrefix(err.Error(), "close 100"):
			a.told(name + ": " + reason(err))
		default:
			a.told("closes as they should be")
		}
	}
	return nil
}

// slowHeaders asks for 50 upgrades, a byte each tenth of a second.
func slowHeaders(ctx context.Context, a *attacker) error {
	var all []*peer
	for range 50 {
		p, err := a.dial(ctx)
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	for _, c := range []byte(upgradeRequest(a.plan.Addr["ws"])) {
		for _, p := range all {
			if _, err := p.conn.Write([]byte{c}); err != nil {
				return err
			}
		}
		sleep(ctx, tenth)
	}
	return nil
}

// pings sends pings as fast as the connection takes them, and does not read the pongs.
func pings(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	many := bytes.Repeat(appendFrame(nil, fin|pingFrame, make([]byte, 125)), 200)
	for ctx.Err() == nil {
		if _, err := p.conn.Write(many); err != nil {
			return err
		}
	}
	return nil
}

// halfOpen enters a room, says that it will send no more (FIN), and neither reads nor closes.
func halfOpen(ctx context.Context, a *attacker) error {
	for i := range 10 {
		p, err := a.join(ctx, a.room(), fmt.Sprintf("%s-%d", a.label(), i))
		if err != nil {
			return err
		}
		p.conn.(*net.TCPConn).CloseWrite()
	}
	foreign, err := a.dial(ctx) // and a page from elsewhere asks for a WebSocket
	if err != nil {
		return err
	}
	request := strings.Replace(upgradeRequest(a.plan.Addr["ws"]), "\r\n\r\n", "\r\nOrigin: http://evil.example\r\n\r\n", 1)
	if _, err := io.WriteString(foreign.conn, request); err != nil {
		return err
	}
	answer, err := foreign.in.ReadString('\n')
	if err == nil {
		a.told("foreign origin: " + strings.TrimSpace(answer))
	}
	sleep(ctx, a.lasts)
	return err
}
