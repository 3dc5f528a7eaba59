package layers

import (
	"fmt"

	"wirelab/internal/network/packet"
)

// A layer is where bytes of a packet belong.
type layer uint8

const (
	application layer = iota
	framing           // the application's, too, but not its message
	transport
	network
)

// osi is the layer in the OSI model (X.200). Real protocols follow it loosely: what marks messages in
// a stream has no layer of its own there.
func (l layer) osi() string {
	return [...]string{"7 application", "7 to 5, loosely", "4 transport", "3 network"}[l]
}

// tcpip is the layer in the TCP/IP model (RFC 1122 section 1.1.3).
func (l layer) tcpip() string {
	return [...]string{"application", "application", "transport", "internet"}[l]
}

// A part is bytes of a packet that belong to one layer.
type part struct {
	layer
	name  string
	note  string
	at    int // where in the packet they begin
	bytes []byte
}

// partsOf divides packets into parts.
func partsOf(s Sent) ([]part, error) {
	var all []part
	parser := packet.Parser{Protocol: s.Protocol, Upgraded: true}
	for i, r := range s.Packets {
		p, err := packet.Decode(r.Data)
		if err != nil {
			return nil, err
		}
		note := ""
		if len(s.Packets) > 1 {
			note = fmt.Sprintf(" (packet %d)", i+1)
		}
		header := p.IPv4.HeaderLength()
		all = append(all, part{network, "IP header", note, 0, p.Data[:header]})
		name := map[bool]string{p.TCP != nil: "TCP header", p.UDP != nil: "UDP header", p.ICMP != nil: "ICMP header"}[true]
		if name != "" {
			all = append(all, part{transport, name, "", header, p.Data[header:p.Headers()]})
		}
		if p.TCP == nil {
			all = append(all, part{application, "the message", "", p.Headers(), p.Payload})
			continue
		}
		all = append(all, split(&parser, p)...)
	}
	return all, nil
}

// split divides the payload of a segment into framing and messages, byte by byte.
func split(parser *packet.Parser, p packet.Packet) (parts []part) {
	for i := range p.Payload {
		before, _ := parser.Split()
		done := parser.Feed(packet.Chunk{Data: p.Payload[i : i+1]})
		after, _ := parser.Split()
		l, name := application, "the message"
		if parser.Protocol == packet.SocketIO {
			name = "an event's name and the message"
		}
		if after > before {
			l, name = framing, framingName(parser.Protocol)
		}
		if last := len(parts) - 1; last >= 0 && parts[last].layer == l {
			parts[last].bytes = p.Payload[parts[last].at-p.Headers() : i+1]
			continue
		}
		note := ""
		if frame := frameOf(parser, done); l == application && frame.Masked {
			note = fmt.Sprintf(", masked with % x", frame.MaskingKey)
		}
		parts = append(parts, part{l, name, note, p.Headers() + i, p.Payload[i : i+1]})
	}
	return parts
}

// frameOf is the frame that the parser's last byte belongs to: the one that it completed, or the open one.
func frameOf(parser *packet.Parser, done []packet.Unit) packet.Frame {
	if len(done) > 0 {
		return done[0].Frame
	}
	open, _ := parser.Open()
	return open.Frame
}

// framingName is what framing is in a protocol.
func framingName(p packet.Protocol) string {
	switch p {
	case packet.LengthPrefix:
		return "length prefix (framing)"
	case packet.Lines:
		return "newline (framing)"
	case packet.WebSocket:
		return "WebSocket frame header (framing)"
	case packet.SocketIO:
		return "frame and packet types (framing)"
	}
	return "framing"
}
