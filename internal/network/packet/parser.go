package packet

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"time"
)

// A Protocol is how an application divides a stream into messages.
type Protocol uint8

// The protocols.
const (
	Unframed     Protocol = iota // not at all
	LengthPrefix                 // 4 bytes of length, big-endian, before each message
	Lines                        // a newline after each
	WebSocket                    // HTTP's opening handshake, then frames
	SocketIO                     // HTTP requests and their answers, or WebSocket; what is in both are its packets (socketio.go)
)

// A Parser finds the units in one direction of a stream, and tells framing from payload byte for
// byte. It keeps no more than the head of HTTP or the beginning of one unit.
//
// From the first byte that does not follow the protocol on, everything counts as payload.
type Parser struct {
	Protocol Protocol
	Upgraded bool // WebSocket's opening handshake is over: frames begin with the first byte

	Framing, Payload int64 // bytes so far
	Err              error // why the rest was not understood

	counts  bool // keeps no units, and no beginnings of them
	state   state
	open    Unit   // being read
	header  []byte // what has come of its header
	left    int64  // bytes of its payload that are still to come
	packets packets
	at      int64 // offset of the next byte
	arrived time.Duration
}

// A state is what the next byte belongs to.
type state uint8

const (
	between state = iota
	inHeader
	inPayload
	inRaw
)

// Open is the unit that has begun and is not complete; ok is false between two units. Its Payload is
// what has come so far.
func (p *Parser) Open() (u Unit, ok bool) {
	u = p.open
	u.To = p.at
	return u, p.at > u.From && (p.state == inHeader || p.state == inPayload)
}

// Feed takes the next chunk of the stream and returns the units that it completes.
func (p *Parser) Feed(c Chunk) (done []Unit) {
	for data := c.Data; len(data) > 0; {
		if p.state == between {
			p.begin()
		}
		p.arrived = max(p.arrived, c.Arrived)
		n, complete := p.step(data)
		p.at += int64(n)
		data = data[n:]
		if complete || (p.state == inRaw && len(data) == 0) {
			p.open.To, p.open.Complete, p.open.Deliverable = p.at, p.arrived, c.Deliverable
			p.Framing += p.open.Framing
			p.Payload += p.open.Payload
			if !p.counts {
				done = append(done, p.open)
			}
			if p.arrived = 0; p.state == inRaw {
				p.open = Unit{From: p.at}
			} else {
				p.state = between
			}
		}
	}
	return done
}

// Split returns the framing and payload bytes so far, those of the open unit included.
func (p *Parser) Split() (framing, payload int64) {
	return p.Framing + p.open.Framing*p.isOpen(), p.Payload + p.open.Payload*p.isOpen()
}

func (p *Parser) isOpen() int64 {
	if p.state == between {
		return 0
	}
	return 1
}

// begin starts a unit.
func (p *Parser) begin() {
	p.open = Unit{From: p.at}
	p.header = p.header[:0]
	p.state = inHeader
	switch p.Protocol {
	case Unframed:
		p.state = inRaw
	case LengthPrefix:
		p.open.Kind = Message
	case Lines:
		p.open.Kind, p.state = Message, inPayload
	case WebSocket, SocketIO:
		p.open.Kind = WSFrame
		if !p.Upgraded && (p.at == 0 || p.Protocol == SocketIO) {
			p.open.Kind = HTTP
		}
		p.open.socketIO = p.Protocol == SocketIO
		if p.open.Kind == HTTP {
			p.packets = packets{}
		}
	}
}

// step reads one part of the open unit from data, and reports whether the unit is complete.
func (p *Parser) step(data []byte) (n int, complete bool) {
	switch p.state {
	case inHeader:
		p.header = append(p.header, data[0])
		p.open.Framing++
		return 1, p.readHeader()
	case inPayload:
		return p.readPayload(data)
	}
	p.keep(data)
	p.open.Payload += int64(len(data))
	return len(data), false
}

// readHeader looks whether the header is all there.
func (p *Parser) readHeader() (complete bool) {
	var err error
	switch p.open.Kind {
	case HTTP:
		if !bytes.HasSuffix(p.header, []byte("\r\n\r\n")) && len(p.header) < maxHead {
			return false
		}
		p.left = 0
		p.open.Head, err = DecodeHead(p.header)
		switch {
		case err != nil:
		case p.open.Head.Switches():
			p.Upgraded = true
		case p.Protocol == SocketIO:
			p.left = p.open.Head.Body
		default:
			p.Protocol = Unframed // a body, or more of HTTP
		}
	case WSFrame:
		p.open.Frame, err = DecodeFrame(p.header)
		p.left = p.open.Frame.PayloadLength
	case Message:
		if len(p.header) < lenPrefix {
			return false
		}
		p.left = int64(binary.BigEndian.Uint32(p.header))
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return false
	case err != nil:
		p.giveUp(err)
		return false
	}
	p.state = inPayload
	return p.left == 0
}

const lenPrefix = 4

// giveUp takes the rest of the stream for payload.
func (p *Parser) giveUp(err error) {
	p.Err, p.Protocol, p.state = err, Unframed, inRaw
	p.open.Kind = Raw
}

// readPayload reads as much of the payload as there is.
func (p *Parser) readPayload(data []byte) (n int, complete bool) {
	if p.Protocol == Lines {
		end := bytes.IndexByte(data, '\n')
		if end >= 0 {
			p.keep(data[:end])
			p.open.Payload += int64(end)
			p.open.Framing++
			return end + 1, true
		}
		p.left = int64(len(data)) + 1 // and the newline, at least
	}
	n = int(min(p.left, int64(len(data))))
	p.keep(data[:n])
	p.left -= int64(n)
	if p.Protocol == SocketIO {
		payload := p.readPackets(data[:n])
		p.open.Payload += payload
		p.open.Framing += int64(n) - payload
		return n, p.left == 0
	}
	if p.open.Carries() {
		p.open.Payload += int64(n)
	} else {
		p.open.Framing += int64(n) // a control frame is all framing
	}
	return n, p.left == 0
}

// keep adds to the preview of the open unit.
func (p *Parser) keep(data []byte) {
	if p.counts {
		return
	}
	have := len(p.open.Preview)
	data = data[:min(len(data), maxPreview-have)]
	p.open.Preview = append(p.open.Preview, data...)
	if p.open.Kind == WSFrame {
		p.open.Frame.Unmask(p.open.Preview[have:], int64(have))
	}
}
