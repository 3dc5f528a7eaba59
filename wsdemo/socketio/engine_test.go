package socketio

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestPayload(t *testing.T) {
	for _, test := range []struct {
		body string
		want string // packets, binary ones in brackets
		err  error
	}{
		{"4hello", "4hello", nil},
		{"4hello\x1e2", "4hello 2", nil},
		{"4\x1e4", "4 4", nil},
		{"4h\xc3\xa9\x1ebAQID", "4h\xc3\xa9 [\x01\x02\x03]", nil},
		{"b", "[]", nil},
		{"", "", errPacket},
		{"4a\x1e", "4a", errPacket},
		{"4a\x1e\x1e4b", "4a", errPacket},
		{"7", "", errPacket},
		{"hello", "", errPacket},
		{"4a\x1ebAQI", "4a", errPacket}, // half of base64
		{"4\xff", "", errUTF8},
	} {
		var got []string
		var failed error
		for p, err := range payload([]byte(test.body)) {
			if failed = err; err != nil {
				break
			}
			if p.Binary {
				got = append(got, "["+string(p.Data)+"]")
			} else {
				got = append(got, string(p.Data))
			}
		}
		if strings.Join(got, " ") != test.want || failed != test.err {
			t.Errorf("%q has packets %q, %v; want %q, %v", test.body, got, failed, test.want, test.err)
		}
	}
}

func TestAppendPayload(t *testing.T) {
	got := appendPayload(nil, []Packet{{Data: []byte("4a")}, {Binary: true, Data: []byte{1, 2, 3}}, noop})
	if string(got) != "4a\x1ebAQID\x1e6" {
		t.Errorf("got %q", got)
	}
}

// FuzzPayload: whatever a client sends is refused, or is packets that can be sent again.
func FuzzPayload(f *testing.F) {
	for _, seed := range []string{"4hello\x1e2", "bAQID\x1e4", "", "4\x1e", "0{}", "b\r\nAA==", "\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		packets := packetsOf(body)
		if len(packets) == 0 {
			return
		}
		for _, p := range packets {
			p.kind()
			p.body()
		}
		again := packetsOf(appendPayload(nil, packets))
		if !slices.EqualFunc(packets, again, func(a, b Packet) bool { return a.Binary == b.Binary && bytes.Equal(a.Data, b.Data) }) {
			t.Errorf("%q is %v, and then %v", body, packets, again)
		}
	})
}

// packetsOf returns the packets of a body, or none if one of them is none.
func packetsOf(body []byte) (packets []Packet) {
	for p, err := range payload(body) {
		if err != nil {
			return nil
		}
		packets = append(packets, p)
	}
	return packets
}
