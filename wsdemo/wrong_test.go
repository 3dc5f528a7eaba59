package wsdemo

import (
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"wirelab/wsdemo/frames/frametest"
)

// Every protocol error is told with a Close frame of code 1002 (1009 for a message that is too large),
// by the echo server as by the broadcast server, and then the connection ends.
func TestWrongFrames(t *testing.T) {
	more := []struct{ Name, Bytes, Reason string }{
		{"RSV2", frame(fin|0x20|opText, "hi"), "RSV2 set"},
		{"RSV3", frame(fin|0x10|opPing, ""), "RSV3 set"},
		{"a reserved opcode", frame(fin|7, ""), "bad opcode 7"},
		{"a reserved control opcode", frame(fin|15, ""), "bad opcode 15"},
		{"a long ping", frame(fin|opPing, strings.Repeat("x", 126)), "len > 125 for control"},
		{"a message within another", frame(opText, "x") + frame(fin|opText, "x"), "data before FIN"},
		{"a code of 1004", frame(fin|opClose, closePayload(1004, "")), "bad close code 1004"},
		{"a code of 0", frame(fin|opClose, closePayload(0, "")), "bad close code 0"},
		{"a code of 999", frame(fin|opClose, closePayload(999, "")), "bad close code 999"},
		{"a code of 2999", frame(fin|opClose, closePayload(2999, "")), "bad close code 2999"},
		{"a code of 5000", frame(fin|opClose, closePayload(5000, "")), "bad close code 5000"},
		{"a reason that is not UTF-8", frame(fin|opClose, closePayload(1000, "\xff")), "invalid utf8 payload in close frame"},
	}
	for _, test := range append(more, frametest.Wrong...) {
		if strings.Contains(test.Name, "compressed") {
			continue // without an agreement it is another mistake
		}
		code := uint16(websocket.CloseProtocolError)
		if test.Reason == ErrTooLarge.Error() {
			code = websocket.CloseMessageTooBig
		}
		for server, s := range map[string]serving{"echo": &EchoServer{MaxMessage: 65536}, "broadcast": &BroadcastServer{}} {
			t.Run(test.Name+"/"+server, func(t *testing.T) {
				inTime(t, s, func(t *testing.T, p *peer) {
					go p.Write([]byte(test.Bytes))
					p.expect(t, fin|opClose, closePayload(code, test.Reason))
					p.expectEnd(t)
				})
			})
		}
	}
}
