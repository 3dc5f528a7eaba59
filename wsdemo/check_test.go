package wsdemo

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// head is a frame's head as a client sends it, with a length of any value in any number of bytes, and
// the masking key.
func head(first byte, length uint64, size int) string {
	var b []byte
	switch size {
	case 0:
		b = []byte{first, maskBit | byte(length)}
	case 2:
		b = binary.BigEndian.AppendUint16([]byte{first, maskBit | 126}, uint16(length))
	case 8:
		b = binary.BigEndian.AppendUint64([]byte{first, maskBit | 127}, length)
	}
	return string(b) + "\x00\x00\x00\x00"
}

var wrongFrames = []struct{ name, bytes, reason string }{
	{"125 in 2 bytes", head(fin|opBinary, 125, 2), "length in more bytes than it needs"},
	{"0 in 2 bytes", head(fin|opPing, 0, 2), "length in more bytes than it needs"},
	{"65535 in 8 bytes", head(fin|opBinary, 65535, 8), "length in more bytes than it needs"},
	{"0 in 8 bytes", head(fin|opText, 0, 8), "length in more bytes than it needs"},
	{"a length of 2^63", head(fin|opBinary, 1<<63, 8), "length of more than 63 bits"},
	{"a length of 2^64 - 1", head(opText, 1<<64-1, 8), "length of more than 63 bits"},
	{"a Close frame with one byte", frame(fin|opClose, "x"), "Close with half a code"},
	{"a compressed ping", frame(fin|rsv1|opPing, ""), "RSV1 set on a frame that begins no message"},
	{
		"a compressed fragment after the first", frame(rsv1|opText, "x") + frame(fin|rsv1|opContinuation, "x"),
		"RSV1 set on a frame that begins no message",
	},
	{"a length of more than the limit", head(fin|opBinary, 1<<20, 8), "message too large"},
	{"fragments of more than the limit", frame(opText, strings.Repeat("x", 60000)) + head(opContinuation, 5537, 2), "message too large"},
}

// What comes before a frame that is at fault is passed on, and nothing of it or after it.
func TestCheckerRefuses(t *testing.T) {
	good := frame(fin|opText, "hi") + frame(opBinary, "") + frame(fin|opPing, "there?") + frame(fin|opContinuation, "x") +
		frame(fin|opClose, "") + frame(fin|opClose, closePayload(1000, "bye"))
	for _, test := range wrongFrames {
		t.Run(test.name, func(t *testing.T) {
			c := &checker{limit: 65536}
			n, err := c.check([]byte(good + test.bytes + "more"))
			if err == nil || err.Error() != test.reason {
				t.Errorf("got %v, want %q", err, test.reason)
			}
			if n < len(good) || n >= len(good+test.bytes) {
				t.Errorf("%d bytes are good, want %d", n, len(good))
			}
		})
	}
}

func TestCheckerAccepts(t *testing.T) {
	for _, good := range []string{
		frame(fin|opBinary, strings.Repeat("x", 125)), frame(fin|opBinary, strings.Repeat("x", 126)),
		frame(fin|opBinary, strings.Repeat("x", 65535)), frame(fin|opBinary, strings.Repeat("x", 65536)),
		frame(fin|rsv1|opBinary, strings.Repeat("x", 65537)), // which may come to less
		frame(opText, strings.Repeat("x", 65536)) + frame(fin|opContinuation, ""),
		frame(fin|opClose, "xx"),
		"\x81\x02hi", "\x82\x00\x8a\x00", // not masked: that is left to others
	} {
		c := &checker{limit: 65536}
		if n, err := c.check([]byte(good)); n != len(good) || err != nil || c.underWay() {
			t.Errorf("%.10q and so on: %d, %v, under way: %v", good, n, err, c.underWay())
		}
		for i := 1; i < len(good); i += max(1, len(good)/20) {
			c := &checker{limit: 65536}
			if c.check([]byte(good[:i])); !c.underWay() && !strings.HasPrefix(good, "\x82\x00") {
				t.Errorf("%d bytes of %.10q and so on: nothing is under way", i, good)
			}
		}
	}
}

// However the bytes are cut into pieces, the checker finds the same as in one piece. What it passes,
// gorilla/websocket passes too or refuses; it finds nothing more to read into a length.
func FuzzChecker(f *testing.F) {
	for _, test := range wrongFrames {
		f.Add([]byte(frame(fin|opText, "hi")+test.bytes), uint8(3))
	}
	f.Add([]byte(frame(opText, "frag")+frame(fin|opPing, "")+frame(fin|opContinuation, "ments")), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, piece uint8) {
		whole := &checker{limit: 1000}
		want, wantErr := whole.check(data)
		cut := &checker{limit: 1000}
		got := 0
		var err error
		for rest := data; len(rest) > 0 && err == nil; {
			n := min(len(rest), int(piece)+1)
			var good int
			good, err = cut.check(rest[:n])
			got += good
			rest = rest[n:]
		}
		if err == nil && (wantErr != nil || got != want) || err != nil && (wantErr == nil || err.Error() != wantErr.Error()) {
			t.Fatalf("in pieces of %d: %d, %v; in one: %d, %v", int(piece)+1, got, err, want, wantErr)
		}
		// In pieces, the first bytes of the bad head may have passed already.
		if got < want || got >= want+len(cut.head) {
			t.Fatalf("in pieces of %d: %d bytes, in one: %d", int(piece)+1, got, want)
		}
		if wantErr == nil && whole.underWay() != cut.underWay() {
			t.Fatal("the two do not agree on whether something is under way")
		}
		if wantErr == nil {
			sameAsSimple(t, data)
		}
	})
}

// sameAsSimple reads frames the simple way, one after the other, and must find nothing at fault.
func sameAsSimple(t *testing.T, data []byte) {
	for r := bytes.NewReader(data); ; {
		var h [2]byte
		if _, err := r.Read(h[:1]); err != nil {
			return
		}
		if _, err := r.Read(h[1:]); err != nil {
			return
		}
		length := uint64(h[1] & 0x7f)
		switch length {
		case 126:
			var n uint16
			if binary.Read(r, binary.BigEndian, &n) != nil {
				return
			}
			if length = uint64(n); n < 126 {
				t.Fatalf("%d in 2 bytes passed", n)
			}
		case 127:
			if binary.Read(r, binary.BigEndian, &length) != nil {
				return
			}
			if length < 65536 || length > 1<<63-1 {
				t.Fatalf("%d in 8 bytes passed", length)
			}
		}
		if h[0]&0xf == opClose && length == 1 {
			t.Fatal("a Close frame with one byte passed")
		}
		if h[1]&maskBit != 0 {
			length += 4
		}
		if length > uint64(r.Len()) {
			return
		}
		r.Seek(int64(length), 1)
	}
}

// Every protocol error is told with a Close frame of code 1002 (1009 for a message that is too large),
// by the echo server as by the broadcast server, and then the connection ends.
func TestWrongFrames(t *testing.T) {
	more := []struct{ name, bytes, reason string }{
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
	for _, test := range append(more, wrongFrames...) {
		if strings.Contains(test.name, "compressed") {
			continue // without an agreement it is another mistake
		}
		code := uint16(websocket.CloseProtocolError)
		if test.reason == ErrTooLarge.Error() {
			code = websocket.CloseMessageTooBig
		}
		for server, s := range map[string]serving{"echo": &EchoServer{MaxMessage: 65536}, "broadcast": &BroadcastServer{}} {
			t.Run(test.name+"/"+server, func(t *testing.T) {
				inTime(t, s, func(t *testing.T, p *peer) {
					go p.Write([]byte(test.bytes))
					p.expect(t, fin|opClose, closePayload(code, test.reason))
					p.expectEnd(t)
				})
			})
		}
	}
}
