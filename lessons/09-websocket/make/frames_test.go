//go:build make || solution

package handmade

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/gorilla/websocket"
)

func TestAccept(t *testing.T) {
	// The example of RFC 6455 section 1.3; wirelab demo upgrade shows it, too.
	const key, want = "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
	if got := Accept(key); got != want {
		t.Errorf("the key %s is to be answered by %q; Accept says %q", key, want, got)
	}
}

func TestAppendFrame(t *testing.T) {
	for _, test := range []struct {
		payload, header string
	}{
		{"Hello", "\x81\x05"},
		{"", "\x81\x00"},
		{strings.Repeat("x", 125), "\x81\x7d"},
		{strings.Repeat("x", 126), "\x81\x7e\x00\x7e"},
		{strings.Repeat("x", 1000), "\x81\x7e\x03\xe8"},
	} {
		got := AppendFrame([]byte("before"), Text, []byte(test.payload))
		got, ok := bytes.CutPrefix(got, []byte("before"))
		switch {
		case !ok:
			t.Errorf("AppendFrame is to leave what is in dst, and to append to it")
		case len(got) != len(test.header)+len(test.payload):
			t.Errorf("a payload of %d B makes a frame of %d B: a header of %d and the payload; yours has %d B",
				len(test.payload), len(test.header)+len(test.payload), len(test.header), len(got))
		case !bytes.HasPrefix(got, []byte(test.header)):
			t.Errorf("with a payload of %d B the frame begins % x; yours begins % x",
				len(test.payload), test.header, got[:len(test.header)])
		case !bytes.HasSuffix(got, []byte(test.payload)):
			t.Errorf("what follows the header is to be the payload as it is: a server does not mask")
		}
	}
}

func TestReadFrame(t *testing.T) {
	hello := "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58" // RFC 6455 section 5.7
	long := "\x81\xfe\x00\x80\x00\x00\x00\x00" + strings.Repeat("x", 128)
	r := iotest.OneByteReader(strings.NewReader(hello + long + hello)) // a byte to a read
	for _, want := range []string{"Hello", strings.Repeat("x", 128), "Hello"} {
		opcode, payload, err := ReadFrame(r)
		switch {
		case err != nil:
			t.Fatalf("a frame of %d B of payload, which comes one byte at a time: %v", len(want), err)
		case opcode != Text || string(payload) != want:
			t.Fatalf("the frame holds a text (opcode 1), %q; ReadFrame says opcode %d, %q", want, opcode, payload)
		}
	}
	if _, _, err := ReadFrame(strings.NewReader("\x81\x05Hello")); !errors.Is(err, ErrNoMask) {
		t.Errorf("a frame without a mask is to be ErrNoMask; ReadFrame says %v", err)
	}
	if _, _, err := ReadFrame(strings.NewReader(hello[:8])); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a stream that ends within a frame is to be io.ErrUnexpectedEOF; ReadFrame says %v", err)
	}
}

// A client that somebody else wrote has the last word.
func TestClient(t *testing.T) {
	here, there := net.Pipe()
	for _, end := range []net.Conn{here, there} {
		end.SetDeadline(time.Now().Add(time.Second)) // an error, and not a hang
	}
	served := make(chan error, 1)
	go func() { served <- Serve(there) }()
	defer func() {
		here.Close()
		<-served
	}()
	dialer := websocket.Dialer{
		NetDialContext: func(context.Context, string, string) (net.Conn, error) { return here, nil },
	}
	conn, _, err := dialer.Dial("ws://example/ws", nil)
	if err != nil {
		t.Fatalf("the client does not take the answer to its handshake for one (is Accept right?): %v", err)
	}
	hears := func(want string) {
		t.Helper()
		_, got, err := conn.ReadMessage()
		if err != nil || string(got) != want {
			t.Fatalf("the client is to hear %q; it heard %q, %v", want, got, err)
		}
	}
	hears("welcome") // and has said nothing yet
	for _, text := range []string{"Hello", "", strings.Repeat("long ", 200)} {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
		hears(text)
	}
	conn.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""))
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
		t.Errorf("the client's Close frame is to be answered by one; the client says %v", err)
	}
}
