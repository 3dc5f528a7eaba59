// Package handmade is a WebSocket server without a library: the last task of the lesson on WebSocket.
package handmade

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
)

// Serve speaks WebSocket on one connection. It answers the handshake, speaks first, and sends back each
// text that comes. It is finished; what it calls is for you to write.
func Serve(conn net.Conn) error {
	defer conn.Close()
	in := bufio.NewReader(conn)
	request, err := http.ReadRequest(in)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(conn, "HTTP/1.1 101 Switching Protocols\r\n"+
		"Upgrade: websocket\r\n"+
		"Connection: Upgrade\r\n"+
		"Sec-WebSocket-Accept: %s\r\n\r\n", Accept(request.Header.Get("Sec-WebSocket-Key")))
	if err != nil {
		return err
	}
	if _, err := conn.Write(AppendFrame(nil, Text, []byte("welcome"))); err != nil {
		return err
	}
	for {
		opcode, payload, err := ReadFrame(in)
		if err != nil {
			return err
		}
		if _, err := conn.Write(AppendFrame(nil, opcode, payload)); err != nil {
			return err
		}
		if opcode == Close {
			return nil // each side has said it
		}
	}
}

// GUID is the text that only a WebSocket server puts behind a key (RFC 6455 section 1.3): a server that
// does not know the protocol cannot give the right answer by chance.
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// The opcodes that Serve knows (RFC 6455 section 5.2).
const (
	Text  = 0x1
	Close = 0x8
)
