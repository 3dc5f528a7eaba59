package wsdemo

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"wirelab/internal/network/netx"
	"wirelab/wsdemo/frames/frametest"
)

// The frames of package frametest, by shorter names.
const (
	fin  = frametest.Fin
	rsv1 = frametest.Rsv1

	opContinuation = frametest.Continuation
	opText         = frametest.Text
	opBinary       = frametest.Binary
	opClose        = frametest.Close
	opPing         = frametest.Ping
	opPong         = frametest.Pong
)

var frame, closePayload = frametest.Frame, frametest.ClosePayload

// peer is the bare client's end of a WebSocket.
type peer struct {
	net.Conn
	in *bufio.Reader
}

// upgrade connects to a server and performs the opening handshake, with further header lines.
func upgrade(t testing.TB, nw netx.Network, addr string, header ...string) *peer {
	t.Helper()
	p := &peer{Conn: open(t, nw, addr)}
	p.in = bufio.NewReader(p.Conn)
	response := p.request(t, "GET /ws HTTP/1.1", append(header,
		"Host: "+addr, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")...)
	if response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("the server answered %s", response.Status)
	}
	// The key and its answer are the example of RFC 6455 section 1.3.
	if got := response.Header.Get("Sec-WebSocket-Accept"); got != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Errorf("Sec-WebSocket-Accept: %s", got)
	}
	return p
}

// request sends an HTTP request and reads the answer's head.
func (p *peer) request(t testing.TB, line string, header ...string) *http.Response {
	t.Helper()
	p.send(t, line+"\r\n"+strings.Join(header, "\r\n")+"\r\n\r\n")
	response, err := http.ReadResponse(p.in, nil)
	if err != nil {
		t.Fatal(err)
	}
	return response
}

func (p *peer) send(t testing.TB, bytes string) {
	t.Helper()
	if _, err := io.WriteString(p.Conn, bytes); err != nil {
		t.Fatal(err)
	}
}

// expect reads a frame, which must be the given one.
func (p *peer) expect(t *testing.T, first byte, payload string) {
	t.Helper()
	got, err := p.readFrame()
	if want := fmt.Sprintf("%#x %q", first, payload); err != nil || got != want {
		t.Fatalf("got frame %.100s, %v, want %.100s", got, err, want)
	}
}

// expectEnd reads on, and the connection must have ended.
func (p *peer) expectEnd(t *testing.T) {
	t.Helper()
	if got, err := p.readFrame(); err != io.EOF {
		t.Fatalf("got frame %.100s, %v, want %v", got, err, io.EOF)
	}
}

// readFrame reads a frame as a server sends it, and returns its first byte and its payload.
func (p *peer) readFrame() (string, error) {
	first, payload, err := p.nextFrame()
	if first == 0 && err != nil {
		return "", err
	}
	return fmt.Sprintf("%#x %q", first, payload), err
}

func (p *peer) nextFrame() (first byte, payload []byte, err error) {
	var head [2]byte
	if _, err := io.ReadFull(p.in, head[:]); err != nil {
		return 0, nil, err
	}
	n := uint64(head[1])
	if extra := map[byte]int{126: 2, 127: 8}[head[1]]; extra > 0 {
		var length [8]byte
		if _, err := io.ReadFull(p.in, length[8-extra:]); err != nil {
			return 0, nil, err
		}
		n = binary.BigEndian.Uint64(length[:])
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(p.in, payload)
	return head[0], payload, err
}
