package frames

import (
	"encoding/binary"
	"math"

	"github.com/gorilla/websocket"

	"wirelab/internal/room/hub"
)

// frameOf returns a message of the hub as a WebSocket frame (RFC 6455 section 5.2): a byte with the FIN
// bit and the opcode, the length, the text. What a server sends is not masked, so that the frame is
// the same for all receivers. It is written once, by whoever needs it first.
func frameOf(m *hub.Message) []byte { return m.Form(hub.Frame, writeFrame) }

func writeFrame(m *hub.Message) []byte {
	text := m.JSON()
	return appendFrame(make([]byte, 0, maxHead+len(text)), websocket.TextMessage, text)
}

// appendFrame appends a message as one frame.
func appendFrame(b []byte, kind byte, payload []byte) []byte {
	b = append(b, finBit|kind)
	switch n := len(payload); {
	case n <= 125:
		b = append(b, byte(n))
	case n <= math.MaxUint16:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	return append(b, payload...)
}

const (
	finBit  = 1 << 7 // this frame is the last of its message
	maxHead = 10     // bytes before the payload of a frame that is not masked
)
