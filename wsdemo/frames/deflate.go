package frames

import (
	"bytes"
	"compress/flate"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
)

// Compression of messages (permessage-deflate, RFC 7692) is gorilla/websocket's, except for two things
// that it leaves out: to look at what the client asks of it, and not to hold a compressor for as long
// as a client takes to read.

// A Deal is what a client and this server have agreed upon.
type Deal struct {
	Compress bool   // messages are compressed
	bits     string // the client's bound of the server's window, as it was written; empty: none
}

// Extensions is the header with a client's offers, and with the server's answer.
const Extensions = "Sec-Websocket-Extensions"

// Agree accepts the first of the client's offers that this server can meet.
func Agree(header http.Header) Deal {
	for offer := range strings.SplitSeq(strings.Join(header[Extensions], ","), ",") {
		if d := consider(offer); d.Compress {
			return d
		}
	}
	return Deal{}
}

// consider reads one offer (RFC 7692 section 7.1). One with anything in it that this server does not
// know must be declined, and so must one with a mistake.
func consider(offer string) Deal {
	name, rest, more := strings.Cut(offer, ";")
	if strings.TrimSpace(name) != "permessage-deflate" {
		return Deal{}
	}
	d := Deal{Compress: true}
	seen := make(map[string]bool)
	for more {
		var parameter string
		parameter, rest, more = strings.Cut(rest, ";")
		name, value, given := strings.Cut(strings.TrimSpace(parameter), "=")
		name, value = strings.TrimSpace(name), unquoted(strings.TrimSpace(value))
		known := false
		switch name {
		case "server_no_context_takeover", "client_no_context_takeover":
			known = !given // both are so in any case
		case "server_max_window_bits":
			known, d.bits = isWindow(value), value
		case "client_max_window_bits": // it could be told a number; ours reads any window
			known = !given || isWindow(value)
		}
		if !known || seen[name] {
			return Deal{}
		}
		seen[name] = true
	}
	return d
}

func unquoted(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		return s[1 : len(s)-1]
	}
	return s
}

// isWindow says whether s is the binary logarithm of a window's size in bytes, from 256 B to 32 KiB.
func isWindow(s string) bool {
	switch s {
	case "8", "9", "10", "11", "12", "13", "14", "15":
		return true
	}
	return false
}

// Offer is what is left of the client's offers for gorilla/websocket to accept.
func (d Deal) Offer() []string {
	if !d.Compress {
		return nil
	}
	return []string{"permessage-deflate"}
}

// Level is how to compress. Go's compressor looks back 32 KiB. With Huffman's code alone it does not
// look back at all, which is right for any window.
func (d Deal) Level() int {
	if d.bits != "" && d.bits != "15" {
		return flate.HuffmanOnly
	}
	return flate.BestSpeed
}

// A DeflateConn is the connection under a WebSocket whose messages are compressed.
type DeflateConn struct {
	net.Conn
	deal Deal

	writing  Lock // guards the rest
	answered bool // the handshake is
	holding  bool
	held     []byte
}

// NewDeflateConn returns a DeflateConn on conn, for what deal says.
func NewDeflateConn(conn net.Conn, deal Deal) *DeflateConn {
	return &DeflateConn{Conn: conn, deal: deal, writing: NewLock()}
}

// Write completes the answer to the handshake, which is the first thing to be written: gorilla/websocket
// does not say there what the client was promised about the window.
func (c *DeflateConn) Write(b []byte) (int, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	switch {
	case c.holding:
		c.held = append(c.held, b...)
		return len(b), nil
	case !c.answered && c.deal.bits != "":
		const end = "; client_no_context_takeover"
		all := bytes.Replace(b, []byte(end), fmt.Appendf(nil, "%s; server_max_window_bits=%s", end, c.deal.bits), 1)
		if _, err := c.Conn.Write(all); err != nil {
			return 0, err
		}
		c.answered = true
		return len(b), nil
	}
	return c.Conn.Write(b)
}

// WriteMessage writes a message of conn's, compressed as a whole before the first byte of it goes out.
// A compressor is about a megabyte, and a client that does not read could hold it for long.
func (c *DeflateConn) WriteMessage(conn *websocket.Conn, kind int, msg []byte) error {
	c.writing.Lock()
	c.holding = true
	c.writing.Unlock()
	err := conn.WriteMessage(kind, msg)
	c.writing.Lock()
	defer c.writing.Unlock()
	if err == nil {
		_, err = c.Conn.Write(c.held)
	}
	c.holding, c.held = false, nil
	return err
}

// decompressor is about what one holds, in bytes.
const decompressor = 44 << 10

// CloseWrite sends FIN; reading goes on.
func (c *DeflateConn) CloseWrite() error { return netx.CloseWrite(c.Conn) }
