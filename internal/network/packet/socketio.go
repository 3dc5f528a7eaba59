package packet

import (
	"bytes"
	"strings"

	"wirelab/internal/term/visible"
)

// Socket.IO's packets are in WebSocket frames, or several in the body of an HTTP message with a 0x1e between them:
//
//	42["message","hi"]
//
// 4 is Engine.IO's type, which says that the packet is a message, 2 is Socket.IO's, which says that this is an event,
// and 3 an acknowledgement. An id may follow. The payload is the JSON of those two, and the bytes that belong to them;
// all else is framing. So are the other packets: pings, probes, and what opens and closes a session.

// packets are read byte by byte.
type packets struct {
	at      int  // bytes of the packet so far
	message bool // it is one of Engine.IO that is an event or an acknowledgement of Socket.IO
	data    bool // its JSON has begun
	bytes   bool // it is a binary message
}

const packetSeparator = 0x1e

// payload takes the next byte of text, and says whether it is payload.
func (s *packets) payload(b byte) bool {
	if b == packetSeparator {
		*s = packets{}
		return false
	}
	switch {
	case s.at == 0 && b == 'b': // bytes, as base64: what follows
		s.message, s.data, s.at = true, true, 2
		return false
	case s.at == 0:
		s.message = b == '4'
	case s.at == 1:
		s.message = s.message && (b == '2' || b == '3' || b == '5' || b == '6')
	case s.message && b == '[':
		s.data = true
	}
	s.at++
	return s.message && s.data
}

// readPackets takes bytes of a frame or a body, and returns how many of them are payload.
func (p *Parser) readPackets(data []byte) (payload int64) {
	if p.open.Kind == HTTP {
		for _, b := range data {
			if p.packets.payload(b) {
				payload++
			}
		}
		return payload
	}
	frame := p.open.Frame
	at := frame.PayloadLength - p.left - int64(len(data))
	switch {
	case frame.Opcode.Control():
		return 0
	case at == 0 && frame.Opcode == Text:
		p.packets = packets{}
	case at == 0 && frame.Opcode == Binary:
		p.packets = packets{bytes: true}
	}
	if p.packets.bytes {
		return int64(len(data))
	}
	for i, b := range data {
		if frame.Masked {
			b ^= frame.MaskingKey[(at+int64(i))%4]
		}
		if p.packets.payload(b) {
			payload++
		}
	}
	return payload
}

// These are the names of packets by their types: of Engine.IO, and of Socket.IO in Engine.IO's messages.
var (
	engineNames = map[byte]string{'0': "open", '1': "close", '2': "ping", '3': "pong", '5': "upgrade", '6': "noop"}
	socketNames = map[byte]string{
		'0': "CONNECT", '1': "DISCONNECT", '2': "EVENT", '3': "ACK", '4': "CONNECT_ERROR", '5': "BINARY_EVENT", '6': "BINARY_ACK",
	}
)

// packetNames says which packets are in a body or a frame of size bytes, of which there is a preview. There is a blank
// before it.
func packetNames(preview []byte, size int64) string {
	var names []string
	for one := range bytes.SplitSeq(preview, []byte{packetSeparator}) {
		names = append(names, packetName(one))
	}
	if names[0] == "" {
		return Quote(preview, size)
	}
	return " " + strings.Join(names, ", ")
}

// packetName is a packet in short, such as "EVENT [\"message\",\"hi\"]"; "" if it is none.
func packetName(b []byte) string {
	switch {
	case len(b) == 0:
		return ""
	case b[0] == 'b':
		return "bytes"
	case b[0] != '4' && string(b[1:]) == "probe":
		return engineNames[b[0]] + " probe"
	case b[0] != '4' || len(b) == 1:
		return engineNames[b[0]]
	}
	name := socketNames[b[1]]
	if start := bytes.IndexByte(b, '['); start > 0 && bytes.IndexByte([]byte("2356"), b[1]) >= 0 {
		name += " " + visible.Cut(visible.Text(string(b[start:])), maxQuoted)
	}
	return name
}
