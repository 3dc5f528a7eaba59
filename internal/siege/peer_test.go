package siege

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"wirelab/internal/room/event"
)

// A peer is an attacker's connection, or over UDP its socket. It is written by hand, since what it has to
// do no client does.
type peer struct {
	*attacker
	conn   net.Conn
	in     *bufio.Reader
	cookie string
	out    []byte // what is being written
	heard  []byte // over UDP, what was read
}

// dial connects, and no more. The connection is closed when ctx ends.
func (a *attacker) dial(ctx context.Context) (*peer, error) {
	var d net.Dialer
	network := "tcp"
	if ip := a.from(); a.over == "udp" {
		network = "udp"
		if ip != nil {
			d.LocalAddr = &net.UDPAddr{IP: ip}
		}
	} else if ip != nil {
		d.LocalAddr = &net.TCPAddr{IP: ip}
	}
	conn, err := d.DialContext(ctx, network, a.plan.Addr[a.over])
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	a.count(func(t *tally) { t.Conns++ })
	return &peer{attacker: a, conn: conn, in: bufio.NewReader(conn)}, nil
}

// open connects so that requests can be sent: over WebSocket it asks for the upgrade, over UDP for a
// cookie.
func (a *attacker) open(ctx context.Context) (*peer, error) {
	p, err := a.dial(ctx)
	if err != nil {
		return nil, err
	}
	switch a.over {
	case "ws":
		err = p.upgrade()
	case "udp":
		err = p.ask(`{"type":"hello"}`)
	}
	return p, err
}

// join opens a connection and enters a room. It returns when the server has said so.
func (a *attacker) join(ctx context.Context, room, name string) (*peer, error) {
	p, err := a.open(ctx)
	if err != nil {
		return nil, err
	}
	if err := p.write(event.Request{Type: event.TypeJoin, Room: room, Name: name}); err != nil {
		return nil, err
	}
	return p, p.until(func(r event.Reply) bool { _, joined := r.(event.Joined); return joined })
}

// upgrade makes a WebSocket of the connection (RFC 6455 section 4.1).
func (p *peer) upgrade() error {
	if _, err := io.WriteString(p.conn, upgradeRequest(p.plan.Addr["ws"])); err != nil {
		return err
	}
	response, err := http.ReadResponse(p.in, nil)
	if err == nil && response.StatusCode != http.StatusSwitchingProtocols {
		err = errors.New(response.Status)
	}
	return err
}

func upgradeRequest(host string) string {
	return "GET /ws HTTP/1.1\r\nHost: " + host + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
}

// ask sends a hello and takes the cookie. The question is asked again if nothing comes.
func (p *peer) ask(hello string) error {
	for range 3 {
		if _, err := io.WriteString(p.conn, hello); err != nil {
			return err
		}
		p.conn.SetReadDeadline(time.Now().Add(time.Second))
		msg, err := p.read()
		p.conn.SetReadDeadline(time.Time{})
		switch {
		case reasonIs(err, "silence"):
			continue
		case err != nil:
			return err
		}
		if reply, err := event.DecodeReply(msg); err == nil {
			if cookie, ok := reply.(event.Cookie); ok {
				p.cookie = cookie.Cookie
				return nil
			}
		}
		p.cookie = strings.TrimSpace(string(msg)) // in the plain form it is alone
		return nil
	}
	p.told("no cookie")
	return errors.New("silence")
}

func reasonIs(err error, what string) bool { return err != nil && reason(err) == what }

// write sends requests: in one write, or over UDP each in a datagram of its own.
func (p *peer) write(requests ...event.Request) error {
	p.out = p.out[:0]
	for _, r := range requests {
		r.Cookie = p.cookie
		switch p.over {
		case "udp":
			if _, err := p.conn.Write(r.JSON()); err != nil {
				return err
			}
		case "ws":
			p.out = appendFrame(p.out, fin|textFrame, r.JSON())
		default:
			p.out = append(p.out, r.Line()...)
		}
	}
	if len(p.out) == 0 {
		return nil
	}
	_, err := p.conn.Write(p.out)
	return err
}

// What a frame begins with (RFC 6455 section 5.2).
const (
	fin          = 1 << 7
	masked       = 1 << 7
	continuation = 0
	textFrame    = 1
	closeFrame   = 8
	pingFrame    = 9
)

// appendFrame adds a frame as a client sends it: masked, but with a mask of zeros, so that the bytes
// stay as they are.
func appendFrame(buf []byte, first byte, payload []byte) []byte {
	switch n := len(payload); {
	case n <= 125:
		buf = append(buf, first, masked|byte(n))
	case n <= 0xffff:
		buf = binary.BigEndian.AppendUint16(append(buf, first, masked|126), uint16(n))
	default:
		buf = binary.BigEndian.AppendUint64(append(buf, first, masked|127), uint64(n))
	}
	buf = append(buf, 0, 0, 0, 0)
	return append(buf, payload...)
}

// read returns the next message, which is good until the next call. A Close frame is an error that says
// its code.
func (p *peer) read() ([]byte, error) {
	switch p.over {
	case "udp":
		if p.heard == nil {
			p.heard = make([]byte, 64<<10)
		}
		n, err := p.conn.Read(p.heard)
		return p.heard[:n], err
	case "ws":
		return p.readFrame()
	}
	line, err := p.in.ReadSlice('\n')
	return bytes.TrimSuffix(line, []byte("\n")), err
}

func (p *peer) readFrame() ([]byte, error) {
	for {
		var head [10]byte
		if _, err := io.ReadFull(p.in, head[:2]); err != nil {
			return nil, err
		}
		n := uint64(head[1])
		var err error
		switch n {
		case 126:
			_, err = io.ReadFull(p.in, head[2:4])
			n = uint64(binary.BigEndian.Uint16(head[2:4]))
		case 127:
			_, err = io.ReadFull(p.in, head[2:10])
			n = binary.BigEndian.Uint64(head[2:10])
		}
		if err != nil || n > 1<<20 {
			return nil, errors.Join(err, errors.New("connection ended in a frame"))
		}
		payload := make([]byte, n)
		if _, err := io.ReadFull(p.in, payload); err != nil {
			return nil, err
		}
		switch head[0] {
		case fin | textFrame:
			return payload, nil
		case fin | closeFrame:
			if len(payload) < 2 {
				return nil, errors.New("close without a code")
			}
			return nil, fmt.Errorf("close %d", binary.BigEndian.Uint16(payload))
		}
	}
}

// until reads messages, and counts what they say, until one is the last that is wanted. That the
// connection ends is an error.
func (p *peer) until(last func(event.Reply) bool) error {
	for {
		msg, err := p.read()
		if err != nil {
			return err
		}
		reply, err := event.DecodeReply(msg)
		if err != nil {
			continue // plain text
		}
		switch r := reply.(type) {
		case *event.Error:
			p.told("error " + r.Code)
		case event.Ack:
			p.told("ack")
		}
		if last(reply) {
			return nil
		}
	}
}

// listen reads until the connection ends, and then counts how.
func (p *peer) listen(ctx context.Context) {
	err := p.until(func(event.Reply) bool { return false })
	if ctx.Err() == nil {
		p.told(reason(err))
	}
}

// text is an emit of a text of that size in a room, with a number for its acknowledgement.
func text(room string, id, size int) event.Request {
	n := uint64(id)
	return event.Request{
		Type: event.TypeEmit, ID: &n, Room: room, Event: event.EventMessage,
		Data: event.Quote(strings.Repeat("x", size)),
	}
}
