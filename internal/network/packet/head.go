package packet

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"wirelab/internal/term/visible"
)

// A Head is the beginning of an HTTP/1.1 message: its start line and header fields (RFC 9112 section
// 2.1). WebSocket's opening handshake is one in each direction.
type Head struct {
	Method, Target string // of a request: GET and /ws
	Status         int    // of a response: 101; zero in a request
	Reason         string // of a response: Switching Protocols
	Upgrade        bool   // the field Upgrade names websocket
	Length         int    // bytes, with the empty line at the end
	Body           int64  // bytes of the body that the field Content-Length says; 0: none
}

const maxHead = 16 << 10 // wsdemo's server takes no more either

// DecodeHead reads the head that b begins with. One that is cut short is io.ErrUnexpectedEOF.
func DecodeHead(b []byte) (Head, error) {
	before, _, whole := bytes.Cut(b, []byte("\r\n\r\n"))
	switch {
	case !whole && len(b) < maxHead:
		return Head{}, fmt.Errorf("packet: HTTP: %w", io.ErrUnexpectedEOF)
	case !whole, len(before) > maxHead:
		return Head{}, fmt.Errorf("packet: HTTP: %w: a head of more than %d bytes", errMalformed, maxHead)
	}
	h := Head{Length: len(before) + 4}
	lines := strings.Split(string(before), "\r\n")
	if !h.start(lines[0]) {
		return Head{}, fmt.Errorf("packet: HTTP: %w: no start line", errMalformed)
	}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(name, "Upgrade") && strings.EqualFold(strings.TrimSpace(value), "websocket") {
			h.Upgrade = true
		}
		if strings.EqualFold(name, "Content-Length") {
			body, err := strconv.ParseUint(strings.TrimSpace(value), 10, 62)
			if err != nil {
				return Head{}, fmt.Errorf("packet: HTTP: %w: Content-Length", errMalformed)
			}
			h.Body = int64(body)
		}
	}
	return h, nil
}

// start reads the start line: "GET /ws HTTP/1.1" or "HTTP/1.1 101 Switching Protocols".
func (h *Head) start(line string) bool {
	a, rest, _ := strings.Cut(line, " ")
	b, c, more := strings.Cut(rest, " ")
	if !strings.HasPrefix(a, "HTTP/") {
		h.Method, h.Target = a, b
		return more && a != "" && strings.HasPrefix(c, "HTTP/")
	}
	status, err := strconv.ParseUint(b, 10, 16)
	h.Status, h.Reason = int(status), c
	return err == nil && len(b) == 3 && status >= 100
}

// Switches reports whether what follows the head is WebSocket frames: after a response with status
// 101, and after a request that asks for it, as clients wait for the answer.
func (h Head) Switches() bool { return h.Upgrade && (h.Status == 0 || h.Status == 101) }

// sid is the name of a session of Socket.IO, which is drawn at random and tells nothing.
var sid = regexp.MustCompile(`\bsid=[^&]+`)

// String is the head in short, such as "HTTP GET /ws".
func (h Head) String() string {
	if h.Status == 0 {
		return visible.Text("HTTP " + h.Method + " " + sid.ReplaceAllString(h.Target, "sid=…"))
	}
	return visible.Text(strings.TrimSpace(fmt.Sprintf("HTTP %d %s", h.Status, h.Reason)))
}
