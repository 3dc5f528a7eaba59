package wsdemo

import (
	"bufio"
	"bytes"
	"compress/flate"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"wirelab/internal/network/netx"
)

// What a client asks for is promised in full, or the offer is declined (RFC 7692 section 7.1).
func TestDeflateOffers(t *testing.T) {
	const (
		offer = "permessage-deflate"
		plain = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
		bits  = plain + "; server_max_window_bits="
	)
	tests := []struct{ offers, answer string }{
		{offer, plain},
		{offer + "; client_no_context_takeover", plain},
		{offer + "; server_no_context_takeover; client_no_context_takeover", plain},
		{offer + "; client_max_window_bits", plain},
		{offer + "; client_max_window_bits=10", plain},
		{offer + ";server_max_window_bits=9", bits + "9"},
		{offer + "; server_max_window_bits = 8", bits + "8"},
		{offer + `; server_max_window_bits="12"`, bits + "12"},
		{offer + "; server_max_window_bits=15; client_max_window_bits", bits + "15"},

		// Autobahn's 13.3 to 13.7
		{offer + "; client_no_context_takeover; client_max_window_bits; server_max_window_bits=9", bits + "9"},
		{offer + "; client_no_context_takeover; client_max_window_bits; server_max_window_bits=15", bits + "15"},
		{
			offer + "; client_no_context_takeover; client_max_window_bits; server_no_context_takeover; server_max_window_bits=9, " +
				offer + "; client_no_context_takeover; client_max_window_bits; server_no_context_takeover, " +
				offer + "; client_no_context_takeover; client_max_window_bits", bits + "9",
		},

		{"", ""},
		{"x-webkit-deflate-frame", ""},
		{"permessage-bzip2; client_max_compress_level=9", ""},
		{offer + "; server_max_window_bits", ""},
		{offer + "; server_max_window_bits=7", ""},
		{offer + "; server_max_window_bits=16", ""},
		{offer + "; server_max_window_bits=09", ""},
		{offer + "; server_max_window_bits=+9", ""},
		{offer + "; client_max_window_bits=0", ""},
		{offer + "; client_no_context_takeover=1", ""},
		{offer + "; server_no_context_takeover; server_no_context_takeover", ""},
		{offer + "; newer_parameter", ""},
		{offer + ";", ""},
		{offer + "; newer_parameter, " + offer + "; server_max_window_bits=11, " + offer, bits + "11"},
		{"permessage-bzip2, " + offer, plain},
		{offer + "; server_max_window_bits=99\r\nSec-WebSocket-Extensions: " + offer, plain},
	}
	for _, test := range tests {
		for _, compression := range []bool{true, false} {
			nw := &netx.Host{}
			addr, stop := start(t, &EchoServer{Compression: compression}, nw)
			p := &peer{Conn: open(t, nw, addr)}
			p.in = bufio.NewReader(p.Conn)
			response := p.request(t, "GET /ws HTTP/1.1", "Host: "+addr, "Connection: Upgrade", "Upgrade: websocket",
				"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Extensions: "+test.offers)
			want := test.answer
			if !compression {
				want = ""
			}
			if got := strings.Join(response.Header["Sec-Websocket-Extensions"], " and "); response.StatusCode != 101 || got != want {
				t.Errorf("%s with compression %v: %s, %q, want %q", test.offers, compression, response.Status, got, want)
			}
			p.Close()
			stop()
		}
	}
}

// compressed is a message as it goes into frames (RFC 7692 section 7.2.1).
func compressed(t testing.TB, msg string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, msg)
	w.Flush()
	return strings.TrimSuffix(b.String(), "\x00\x00\xff\xff")
}

// expectCompressed reads a message in frames, which must be this one. It returns its size on the wire.
func (p *peer) expectCompressed(t *testing.T, opcode byte, want string) int {
	t.Helper()
	var payload strings.Builder
	for first := opcode | rsv1; ; first = opContinuation {
		b, body, err := p.nextFrame()
		if err != nil {
			t.Fatal(err)
		}
		if b&^fin != first {
			t.Fatalf("got a frame that begins with %#x, want %#x: %.100q", b, first, body)
		}
		if payload.Write(body); b&fin != 0 {
			break
		}
	}
	r := flate.NewReader(strings.NewReader(payload.String() + "\x00\x00\xff\xff\x01\x00\x00\xff\xff"))
	got, err := io.ReadAll(r)
	if err != nil || string(got) != want {
		t.Fatalf("got a message of %d bytes, %v, want the one of %d", len(got), err, len(want))
	}
	return payload.Len()
}

// A client that has little memory is sent nothing that refers back further than its window.
func TestDeflateWindow(t *testing.T) {
	noise := make([]byte, 1000)
	for i := range noise {
		noise[i] = byte(rand.IntN(256))
	}
	twice := string(noise) + string(noise)
	for _, test := range []struct {
		bits     string
		from, to int
	}{
		{"8", 2000, 2100}, {"9", 2000, 2100}, {"15", 1000, 1200}, {"", 1000, 1200},
	} {
		offer := deflate
		if test.bits != "" {
			offer += "; server_max_window_bits=" + test.bits
		}
		p := dial(t, &EchoServer{Compression: true}, &netx.Host{}, offer)
		p.send(t, frame(fin|opBinary, twice))
		if n := p.expectCompressed(t, opBinary, twice); n < test.from || n > test.to {
			t.Errorf("window bits %q: %d bytes, want %d to %d", test.bits, n, test.from, test.to)
		}
	}
}

// The examples of RFC 7692 section 7.2.3, and others that a client may send.
func TestDeflateForms(t *testing.T) {
	long := strings.Repeat("the same again, ", 10_000)
	for name, test := range map[string]struct{ frames, msg string }{
		"a block":                {frame(fin|rsv1|opText, "\xf2\x48\xcd\xc9\xc9\x07\x00"), "Hello"},
		"in fragments":           {frame(rsv1|opText, "\xf2\x48\xcd") + frame(fin|opContinuation, "\xc9\xc9\x07\x00"), "Hello"},
		"a block not compressed": {frame(fin|rsv1|opText, "\x00\x05\x00\xfa\xff\x48\x65\x6c\x6c\x6f\x00"), "Hello"},
		"a last block":           {frame(fin|rsv1|opText, "\xf3\x48\xcd\xc9\xc9\x07\x00\x00"), "Hello"},
		"two blocks":             {frame(fin|rsv1|opText, "\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00"), "Hello"},
		"nothing":                {frame(fin|rsv1|opText, "\x00"), ""},
		"a message that is not":  {frame(fin|opText, "plain"), "plain"},
		"a long one":             {frame(fin|rsv1|opText, compressed(t, long)), long},
		"with a ping within": {
			frame(rsv1|opText, "\xf2\x48") + frame(fin|opPing, "") + frame(fin|opContinuation, "\xcd\xc9\xc9\x07\x00"), "Hello",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := dial(t, &EchoServer{Compression: true}, &netx.Host{}, deflate)
			for range 2 {
				p.send(t, test.frames)
				if strings.Contains(name, "ping") {
					p.expect(t, fin|opPong, "")
				}
				p.expectCompressed(t, opText, test.msg)
			}
		})
	}
}

// What cannot be decompressed ends the connection, and so does text that is none once it is decompressed.
func TestDeflateViolations(t *testing.T) {
	const notDeflate, notText = "compressed message is not DEFLATE", "text message is not UTF-8"
	for name, test := range map[string]struct{ frames, reason string }{
		"a bad block":      {frame(fin|rsv1|opBinary, "\xff\xff\xff\xff\xff"), notDeflate},
		"not even a block": {frame(fin|rsv1|opText, ""), notDeflate},
		"a block cut off":  {frame(fin|rsv1|opBinary, "\xf2\x48\xcd"), notDeflate},
		"a back reference to nothing": {
			frame(fin|rsv1|opBinary, "\x4a\x04\x13\x00"+"\x8a\xff"), notDeflate,
		},
		"not text":                    {frame(fin|rsv1|opText, compressed(t, "x\xff")), notText},
		"half a character":            {frame(fin|rsv1|opText, compressed(t, "x\xc3")), notText},
		"not text in a first block":   {frame(rsv1|opText, compressed(t, "x\xff")+"\x00\x00\xff\xff"), notText},
		"not text in half a message":  {frame(rsv1|opText, compressed(t, strings.Repeat("\xff", 100_000))), notText},
		"not text in half its frame":  {frame(fin|rsv1|opText, compressed(t, strings.Repeat("\xffab", 100_000)))[:200], notText},
		"characters cut by fragments": {frame(rsv1|opText, "") + frame(fin|opContinuation, compressed(t, "\xc3\xff")), notText},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, &EchoServer{Compression: true}, func(t *testing.T, p *peer) {
				go p.Write([]byte(test.frames))
				p.expect(t, fin|opClose, closePayload(1007, test.reason))
				p.expectEnd(t)
			}, deflate)
		})
	}
}
