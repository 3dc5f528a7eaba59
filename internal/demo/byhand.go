package demo

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"wirelab/internal/network/packet"
)

// byHand is a WebSocket client that writes each byte itself, and shows it. Its key and its mask are RFC
// 6455's examples (sections 1.3 and 5.7); a real client draws both at random.
type byHand struct {
	net.Conn
	in    *bufio.Reader
	out   io.Writer
	began time.Time

	total                  int // bytes that went over the connection
	http, framing, payload int // those that were understood
	frames                 int
}

func newByHand(conn net.Conn, began time.Time, out io.Writer) *byHand {
	c := &byHand{Conn: conn, out: out, began: began}
	c.in = bufio.NewReader(c)
	return c
}

// Read and Write count.
func (c *byHand) Read(b []byte) (n int, err error) {
	n, err = c.Conn.Read(b)
	c.total += n
	return n, err
}

func (c *byHand) Write(b []byte) (n int, err error) {
	n, err = c.Conn.Write(b)
	c.total += n
	return n, err
}

// open is the opening handshake: one request and its response (RFC 6455 section 4).
func (c *byHand) open() error {
	request := "GET /ws HTTP/1.1\r\n" +
		"Host: " + c.RemoteAddr().String() + "\r\n" +
		"Upgrade: websocket\r\n" +
		"Connection: Upgrade\r\n" +
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
		"Sec-WebSocket-Version: 13\r\n\r\n"
	c.showHead('>', request)
	if _, err := io.WriteString(c, request); err != nil {
		return err
	}
	response := ""
	for !strings.HasSuffix(response, "\r\n\r\n") {
		line, err := c.in.ReadString('\n')
		if err != nil {
			return err
		}
		response += line
	}
	c.showHead('<', response)
	return nil
}

// say sends a frame: opcode, length, mask, and the payload under the mask (RFC 6455 section 5.2).
func (c *byHand) say(opcode packet.Opcode, payload string) error {
	const fin, masked = 0x80, 0x80
	frame := []byte{fin | byte(opcode), masked | byte(len(payload)), 0x37, 0xfa, 0x21, 0x3d}
	mask := frame[2:6]
	for i := range len(payload) { // at most 125 bytes
		frame = append(frame, payload[i]^mask[i%4])
	}
	if err := c.showFrame('>', frame); err != nil {
		return err
	}
	_, err := c.Write(frame)
	return err
}

// hear receives n frames of a server: they have no mask, and here less than 126 bytes of payload.
func (c *byHand) hear(n int) error {
	for range n {
		head, err := c.in.Peek(2)
		if err != nil {
			return err
		}
		frame := make([]byte, 2+head[1])
		if _, err := io.ReadFull(c.in, frame); err != nil {
			return err
		}
		if err := c.showFrame('<', frame); err != nil {
			return err
		}
	}
	return nil
}

func (c *byHand) showHead(way rune, head string) {
	c.http += len(head)
	text := strings.ReplaceAll(strings.TrimSuffix(head, "\r\n"), "\r\n", "\n            ")
	fmt.Fprintf(c.out, "%6.1f ms %c %s(an empty line)    %d B of HTTP\n", c.clock(), way, text, len(head))
}

func (c *byHand) showFrame(way rune, frame []byte) error {
	f, err := packet.DecodeFrame(frame)
	if err != nil {
		return err
	}
	payload := bytes.Clone(frame[f.HeaderLength:])
	c.frames, c.framing, c.payload = c.frames+1, c.framing+f.HeaderLength, c.payload+len(payload)
	fmt.Fprintf(c.out, "%6.1f ms %c % x\n", c.clock(), way, frame)
	mask := "no mask"
	if f.Masked {
		mask = fmt.Sprintf("mask % x", f.MaskingKey)
	}
	f.Unmask(payload, 0)
	what := fmt.Sprintf("%q", payload)
	if f.Opcode == packet.Close && len(payload) >= 2 {
		what = fmt.Sprint("code ", int(payload[0])<<8|int(payload[1]))
	}
	_, err = fmt.Fprintf(c.out, "            %d B: %v, last frame, %s, payload %d B: %s\n",
		len(frame), f.Opcode, mask, f.PayloadLength, what)
	return err
}

func (c *byHand) clock() float64 { return float64(time.Since(c.began).Microseconds()) / 1000 }
