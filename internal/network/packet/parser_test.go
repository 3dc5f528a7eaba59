package packet_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/packet/packettest"
)

// parse feeds data to a Parser in pieces of n bytes, of which piece i arrives at i milliseconds.
func parse(protocol packet.Protocol, data string, n int) (units []packet.Unit, p *packet.Parser) {
	p = &packet.Parser{Protocol: protocol}
	offset := int64(0)
	for i := 0; len(data) > 0; i++ {
		piece := data[:min(n, len(data))]
		at := time.Duration(i) * ms
		units = append(units, p.Feed(packet.Chunk{Offset: offset, Data: []byte(piece), Arrived: at, Deliverable: at})...)
		offset += int64(len(piece))
		data = data[len(piece):]
	}
	return units, p
}

func TestParser(t *testing.T) {
	tests := []struct {
		name             string
		protocol         packet.Protocol
		data             string
		want             []string
		framing, payload int64
	}{
		{"prefix", packet.LengthPrefix, packettest.Prefixed("hi") + packettest.Prefixed("") + packettest.Prefixed(`"é"`), []string{
			`message 2 B "hi"`, "message 0 B", `message 4 B "\"é\""`,
		}, 12, 6},
		{"lines", packet.Lines, "hi\n\nyou\t\n", []string{`message 2 B "hi"`, "message 0 B", `message 4 B "you\t"`}, 3, 6},
		{"request", packet.WebSocket, packettest.Request + packettest.Frame(true, packet.Text, "hi") + packettest.Frame(true, packet.Ping, "?"), []string{
			"HTTP GET /ws", `text frame 2 B "hi"`, `ping frame 1 B "?"`,
		}, int64(len(packettest.Request)) + 6 + 7, 2},
		{"response", packet.WebSocket, packettest.Response + packettest.Frame(false, packet.Binary, "\x00\xff") + packettest.Frame(false, packet.Close, "\x03\xe8bye"), []string{
			"HTTP 101 Switching Protocols", "binary frame 2 B", `close frame 1000 "bye"`,
		}, int64(len(packettest.Response)) + 2 + 7, 2},
		{"long", packet.WebSocket, packettest.Request + packettest.Frame(true, packet.Text, strings.Repeat("x", 300)), []string{
			"HTTP GET /ws", `text frame 300 B "xxxxxxxxxxxxxxxxxxxxxxx…"`,
		}, int64(len(packettest.Request)) + 8, 300},
		{
			"polling", packet.SocketIO, "GET /socket.io/?EIO=4&sid=XYZ HTTP/1.1\r\nHost: a\r\n\r\n" +
				"POST /socket.io/ HTTP/1.1\r\nContent-Length: 22\r\n\r\n" + "42[\"hi\"]\x1e2\x1e431[]\x1ebAQI=",
			[]string{
				"HTTP GET /socket.io/?EIO=4&sid=…", `HTTP POST EVENT ["hi"], ping, ACK [], bytes /socket.io/`,
			},
			100 + 22 - 12, 12,
		},
		{"upgraded", packet.SocketIO, packettest.Request + packettest.Frame(true, packet.Text, "2probe") +
			packettest.Frame(true, packet.Text, `42["hi"]`) + packettest.Frame(true, packet.Text, `40{"a":[]}`) +
			packettest.Frame(true, packet.Binary, "\x1e2"), []string{
			"HTTP GET /ws", "text frame 6 B: ping probe", `text frame 8 B: EVENT ["hi"]`, "text frame 10 B: CONNECT", `binary frame 2 B "\u001e2"`,
		}, int64(len(packettest.Request)) + 4*6 + 6 + 2 + 10, 6 + 2},
		{"parts of a packet", packet.SocketIO, packettest.Response + "\x01\x0342[\x80\x04\"a\"]", []string{
			"HTTP 101 Switching Protocols", `first text frame 3 B "42["`, `continuation frame 4 B "\"a\"]"`,
		}, int64(len(packettest.Response)) + 4 + 2, 1 + 4},
		{"parts", packet.WebSocket, packettest.Response + "\x01\x01a\x80\x01b\xc1\x01?", []string{
			"HTTP 101 Switching Protocols", `first text frame 1 B "a"`, `continuation frame 1 B "b"`,
			"text frame 1 B, compressed",
		}, int64(len(packettest.Response)) + 6, 3},
	}
	for _, test := range tests {
		for _, n := range []int{1, 2, 7, 1000} {
			units, p := parse(test.protocol, test.data, n)
			var got []string
			for i, u := range units {
				got = append(got, u.String())
				if u.Framing+u.Payload != u.To-u.From {
					t.Errorf("%s: %d + %d of %d..%d", test.name, u.Framing, u.Payload, u.From, u.To)
				}
				last := time.Duration((int(u.To)-1)/n) * ms
				if u.Complete != last || u.Stall() != 0 || (i > 0 && units[i-1].To != u.From) {
					t.Errorf("%s: %+v", test.name, u)
				}
			}
			if !slices.Equal(got, test.want) || p.Framing != test.framing || p.Payload != test.payload {
				t.Errorf("%s in pieces of %d: %q, %d + %d", test.name, n, got, p.Framing, p.Payload)
			}
			if _, open := p.Open(); open || p.Err != nil {
				t.Errorf("%s: open %v, %v", test.name, open, p.Err)
			}
		}
	}
}

// What does not follow the protocol is payload, and nothing is lost of it.
func TestParserGivesUp(t *testing.T) {
	for name, data := range map[string]string{
		"no HTTP":         "\x16\x03\x01 hello\r\n\r\nmore",
		"endless head":    "GET /" + strings.Repeat("x", 32<<10),
		"reserved opcode": packettest.Request + "\x83\x01a",
		"long ping":       packettest.Request + "\x89\x7e\x00\x80" + strings.Repeat("x", 128),
	} {
		units, p := parse(packet.WebSocket, data, 9)
		framing, payload := p.Split()
		if p.Err == nil || framing+payload != int64(len(data)) || units[len(units)-1].Kind != packet.Raw {
			t.Errorf("%s: %v, %d + %d of %d", name, p.Err, framing, payload, len(data))
		}
	}
	_, p := parse(packet.WebSocket, "HTTP/1.1 403 Forbidden\r\n\r\nno such thing", 5)
	if p.Err != nil || p.Payload != 13 {
		t.Errorf("a refusal: %v, %d bytes", p.Err, p.Payload)
	}
}

// A message that lay complete waits for the bytes before it, not for its own.
func TestStall(t *testing.T) {
	p := packet.Parser{Protocol: packet.LengthPrefix}
	p.Feed(packet.Chunk{Offset: 0, Data: []byte(packettest.Prefixed("one")), Arrived: 50 * ms, Deliverable: 50 * ms})
	msg := packettest.Prefixed("two")
	if u, open := p.Open(); open {
		t.Errorf("open: %+v", u)
	}
	p.Feed(packet.Chunk{Offset: 7, Data: []byte(msg[:5]), Arrived: 10 * ms, Deliverable: 50 * ms})
	if u, open := p.Open(); !open || u.To != 12 || u.Payload != 1 {
		t.Errorf("open: %v %+v", open, u)
	}
	done := p.Feed(packet.Chunk{Offset: 12, Data: []byte(msg[5:]), Arrived: 20 * ms, Deliverable: 50 * ms})
	if len(done) != 1 || done[0].Stall() != 30*ms || done[0].Complete != 20*ms {
		t.Errorf("%+v", done)
	}
}

func TestDecodeFrame(t *testing.T) {
	// RFC 6455 section 5.7: "Hello", masked.
	b := []byte{0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}
	f, err := packet.DecodeFrame(b)
	if err != nil || f.Opcode != packet.Text || !f.FIN || !f.Masked || f.PayloadLength != 5 || f.HeaderLength != 6 {
		t.Fatalf("%+v, %v", f, err)
	}
	f.Unmask(b[6:8], 0)
	f.Unmask(b[8:], 2)
	if string(b[6:]) != "Hello" {
		t.Errorf("%q", b[6:])
	}
	for n := range 6 {
		if _, err := packet.DecodeFrame(b[:n]); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	long, err := packet.DecodeFrame([]byte{0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0})
	if err != nil || long.PayloadLength != 65536 || long.HeaderLength != 10 {
		t.Errorf("%+v, %v", long, err)
	}
	if _, err := packet.DecodeFrame([]byte{0x82, 127, 0x80, 0, 0, 0, 0, 1, 0, 0}); err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a negative length: %v", err)
	}
}

func FuzzFrame(f *testing.F) {
	f.Add([]byte(packettest.Frame(true, packet.Text, "hi")))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := packet.DecodeFrame(b)
		if err == nil && (h.HeaderLength > len(b) || h.PayloadLength < 0) {
			t.Errorf("%+v of %d bytes", h, len(b))
		}
	})
}

func FuzzHead(f *testing.F) {
	f.Add([]byte(packettest.Request))
	f.Add([]byte(packettest.Response))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := packet.DecodeHead(b)
		if err == nil && (h.Length > len(b) || !bytes.HasSuffix(b[:h.Length], []byte("\r\n\r\n"))) {
			t.Errorf("%+v of %q", h, b)
		}
		_ = h.String()
	})
}

// However a stream is cut into chunks, its units are the same, and every byte is counted once.
func FuzzParser(f *testing.F) {
	f.Add(uint8(packet.LengthPrefix), []byte(packettest.Prefixed("hi")+packettest.Prefixed("you")), 3)
	f.Add(uint8(packet.WebSocket), []byte(packettest.Request+packettest.Frame(true, packet.Text, "hi")+packettest.Frame(true, packet.Close, "")), 50)
	f.Add(uint8(packet.Lines), []byte("hi\nyou\n"), 2)
	f.Add(uint8(packet.SocketIO), []byte("POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n42[\"hi\"]\x1e2!"), 3)
	f.Fuzz(func(t *testing.T, protocol uint8, data []byte, n int) {
		whole, a := parse(packet.Protocol(protocol%5), string(data), max(1, len(data)))
		parts, b := parse(packet.Protocol(protocol%5), string(data), max(1, n))
		af, ap := a.Split()
		bf, bp := b.Split()
		if af != bf || ap != bp || af+ap != int64(len(data)) {
			t.Errorf("%d + %d and %d + %d of %d", af, ap, bf, bp, len(data))
		}
		for i, u := range whole {
			if u.Kind == packet.Raw {
				break
			}
			if u.String() != parts[i].String() || len(u.Preview) > 128 || u.Framing+u.Payload != u.To-u.From {
				t.Errorf("%v and %v", u, parts[i])
			}
		}
	})
}
