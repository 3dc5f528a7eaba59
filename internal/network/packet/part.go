package packet

import "fmt"

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
	parser := Parser{Protocol: s.Protocol, at: 1} // after WebSocket's opening handshake
	for i, r := range s.Packets {
		p, err := Decode(r.Data)
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
func split(parser *Parser, p Packet) (parts []part) {
	for i := range p.Payload {
		before, _ := parser.Split()
		parser.Feed(Chunk{Data: p.Payload[i : i+1]})
		after, _ := parser.Split()
		l, name := application, "the message"
		if after > before {
			l, name = framing, framingName(parser.Protocol)
		}
		if last := len(parts) - 1; last >= 0 && parts[last].layer == l {
			parts[last].bytes = p.Payload[parts[last].at-p.Headers() : i+1]
			continue
		}
		note := ""
		if l == application && parser.open.Frame.Masked {
			note = fmt.Sprintf(", masked with % x", parser.open.Frame.MaskingKey)
		}
		parts = append(parts, part{l, name, note, p.Headers() + i, p.Payload[i : i+1]})
	}
	return parts
}

// framingName is what framing is in a protocol.
func framingName(p Protocol) string {
	switch p {
	case LengthPrefix:
		return "length prefix (framing)"
	case Lines:
		return "newline (framing)"
	case WebSocket:
		return "WebSocket frame header (framing)"
	}
	return "framing"
}
