package packet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"wirelab/internal/term/visible"
)

// A Kind is a kind of Unit.
type Kind uint8

// The kinds.
const (
	Raw     Kind = iota // bytes without boundaries
	Message             // a message with a length prefix, or a line
	HTTP                // the head of a request or a response
	WSFrame             // a WebSocket frame
)

// A Unit is one piece of a stream as the application's protocol divides it: a message or what stands
// for one. Framing + Payload == To - From, once it is complete.
type Unit struct {
	Kind     Kind
	From, To int64  // offsets in the stream
	Framing  int64  // bytes that are there to mark boundaries: prefix, newline, HTTP's head, frame header
	Payload  int64  // bytes of the application
	Head     Head   // of HTTP
	Frame    Frame  // of WSFrame
	Preview  []byte // of the payload; with Socket.IO of a body or a frame
	socketIO bool

	Complete    time.Duration // when the last of its bytes had arrived
	Deliverable time.Duration // when all bytes before them had arrived, too
}

// Stall is how long the unit lay complete at the receiving host and waited for bytes in front of it
// (head-of-line blocking).
func (u Unit) Stall() time.Duration { return u.Deliverable - u.Complete }

// Carries reports whether the unit is part of an application's message, and not of the protocol
// alone as HTTP heads and WebSocket's control frames are.
func (u Unit) Carries() bool {
	if u.socketIO { // else it is a ping, a probe, the beginning of a session
		return u.Payload > 0
	}
	return u.Kind != HTTP && (u.Kind != WSFrame || !u.Frame.Opcode.Control())
}

// String says what the unit is in short, such as `text frame 2 B "hi"`.
func (u Unit) String() string {
	switch u.Kind {
	case HTTP:
		switch text := u.Head.String(); {
		case u.Head.Body == 0:
			return text
		case u.Head.Status == 0: // what it brings, first: where it goes is long
			return "HTTP " + u.Head.Method + packetNames(u.Preview, u.Head.Body) + strings.TrimPrefix(text, "HTTP "+u.Head.Method)
		default:
			return text + ":" + packetNames(u.Preview, u.Head.Body)
		}
	case WSFrame:
		return u.frame()
	case Message:
		return fmt.Sprintf("message %d B%s", u.Payload, Quote(u.Preview, u.Payload))
	}
	return fmt.Sprintf("%d B%s", u.Payload, Quote(u.Preview, u.Payload))
}

func (u Unit) frame() string {
	name := u.Frame.Opcode.String() + " frame"
	switch {
	case u.socketIO && u.Frame.Opcode == Text && u.Frame.FIN:
		return fmt.Sprintf("%s %d B:%s", name, u.Frame.PayloadLength, packetNames(u.Preview, u.Frame.PayloadLength))
	case u.Frame.Opcode == Close && len(u.Preview) >= 2:
		return fmt.Sprintf("%s %d%s", name, binary.BigEndian.Uint16(u.Preview), Quote(u.Preview[2:], u.Frame.PayloadLength-2))
	case u.Frame.RSV1:
		return fmt.Sprintf("%s %d B, compressed", name, u.Frame.PayloadLength)
	case !u.Frame.FIN:
		name = "first " + name
		if u.Frame.Opcode == Continuation {
			name = "continuation frame"
		}
	}
	return fmt.Sprintf("%s %d B%s", name, u.Frame.PayloadLength, Quote(u.Preview, u.Frame.PayloadLength))
}

const (
	maxPreview = 128 // bytes kept of a unit
	maxQuoted  = 24  // columns shown of it
)

// Quote shows the beginning of a payload of size bytes, if it is text: a blank, and quotation marks around it.
// preview is the payload, or as much of it as there is.
func Quote(preview []byte, size int64) string {
	preview = preview[:min(len(preview), maxPreview)]
	text := preview
	for range utf8.UTFMax - 1 { // the cut may have gone through a character
		if r, n := utf8.DecodeLastRune(text); r == utf8.RuneError && n == 1 && size > int64(len(text)) {
			text = text[:len(text)-1]
		}
	}
	if len(text) == 0 || !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 {
		return ""
	}
	shown := strings.ReplaceAll(visible.Text(string(text)), `"`, `\"`)
	if short := visible.Cut(shown, maxQuoted); short != shown || size > int64(len(preview)) {
		shown = strings.TrimSuffix(short, "…") + "…"
	}
	return ` "` + shown + `"`
}
