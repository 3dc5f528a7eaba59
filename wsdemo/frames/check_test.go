package frames

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"wirelab/wsdemo/frames/frametest"
)

// What comes before a frame that is at fault is passed on, and nothing of it or after it.
func TestCheckerRefuses(t *testing.T) {
	good := frametest.Frame(frametest.Fin|frametest.Text, "hi") + frametest.Frame(frametest.Binary, "") + frametest.Frame(frametest.Fin|frametest.Ping, "there?") + frametest.Frame(frametest.Fin|frametest.Continuation, "x") +
		frametest.Frame(frametest.Fin|frametest.Close, "") + frametest.Frame(frametest.Fin|frametest.Close, frametest.ClosePayload(1000, "bye"))
	for _, test := range frametest.Wrong {
		t.Run(test.Name, func(t *testing.T) {
			c := &checker{limit: 65536}
			n, err := c.check([]byte(good + test.Bytes + "more"))
			if err == nil || err.Error() != test.Reason {
				t.Errorf("got %v, want %q", err, test.Reason)
			}
			if n < len(good) || n >= len(good+test.Bytes) {
				t.Errorf("%d bytes are good, want %d", n, len(good))
			}
		})
	}
}

func TestCheckerAccepts(t *testing.T) {
	for _, good := range []string{
		frametest.Frame(frametest.Fin|frametest.Binary, strings.Repeat("x", 125)), frametest.Frame(frametest.Fin|frametest.Binary, strings.Repeat("x", 126)),
		frametest.Frame(frametest.Fin|frametest.Binary, strings.Repeat("x", 65535)), frametest.Frame(frametest.Fin|frametest.Binary, strings.Repeat("x", 65536)),
		frametest.Frame(frametest.Fin|frametest.Rsv1|frametest.Binary, strings.Repeat("x", 65537)), // which may come to less
		frametest.Frame(frametest.Text, strings.Repeat("x", 65536)) + frametest.Frame(frametest.Fin|frametest.Continuation, ""),
		frametest.Frame(frametest.Fin|frametest.Close, "xx"),
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
	for _, test := range frametest.Wrong {
		f.Add([]byte(frametest.Frame(frametest.Fin|frametest.Text, "hi")+test.Bytes), uint8(3))
	}
	f.Add([]byte(frametest.Frame(frametest.Text, "frag")+frametest.Frame(frametest.Fin|frametest.Ping, "")+frametest.Frame(frametest.Fin|frametest.Continuation, "ments")), uint8(1))
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
		if h[0]&0xf == frametest.Close && length == 1 {
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
