//go:build unix

package netx

import (
	"bytes"
	"io"
	"net"
	"testing"
)

// WriteNow fills the socket and does not wait for more space; what it says that it has written arrives.
func TestWriteNow(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	peer, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer peer.Close()

	socket, piece := Socket(conn), bytes.Repeat([]byte("0123456789abcdef"), 4096)
	var sent []byte
	for {
		n, err := WriteNow(socket, piece)
		if err != nil {
			t.Fatal(err)
		}
		sent = append(sent, piece[:n]...)
		if n == 0 {
			break
		}
	}
	got := make([]byte, len(sent))
	if _, err := io.ReadFull(peer, got); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("of %d bytes other ones have arrived (%v)", len(sent), err)
	}
	conn.Close()
	if n, err := WriteNow(socket, piece); n > 0 || err == nil {
		t.Errorf("after Close: %d, %v", n, err)
	}
}

func TestNoSocket(t *testing.T) {
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	if Socket(a) != nil {
		t.Error("a pipe has a socket")
	}
}
