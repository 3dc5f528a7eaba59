package wsdemo

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/wsdemo/frames"
)

// A server can make a client read no more of its answer to the handshake than there is in any good one.
func TestDialEndlessAnswer(t *testing.T) {
	const ok = "HTTP/1.1 101 Switching Protocols\r\n"
	for name, begin := range map[string]string{
		"nothing first":  "",
		"a status line":  "HTTP/1.1 101 Switching",
		"a refusal":      "HTTP/1.1 404 ",
		"a header line":  ok + "X: ",
		"headers":        ok + "X: y\r\n",
		"a body":         "HTTP/1.1 200 OK\r\n\r\n",
		"a chunked body": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;",
	} {
		for _, more := range []string{"x", "x: y\r\n", "\r\n x", "1\r\nx\r\n"} {
			t.Run(name+"/"+more, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					nw := &netxtest.Pipes{}
					ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
					if err != nil {
						t.Fatal(err)
					}
					read := make(chan int, 1)
					go func() {
						conn, err := ln.Accept()
						if err != nil {
							return
						}
						http.ReadRequest(bufio.NewReader(conn))
						n, _ := io.WriteString(conn, begin)
						read <- n + flood(conn, more)
					}()
					_, err = Dial(t.Context(), nw, ln.Addr().String(), Text)
					if err == nil || len(err.Error()) > 400 {
						t.Errorf("got %v, want a short error", err)
					}
					if n := <-read; n > 20<<10 {
						t.Errorf("%d bytes were read", n)
					}
				})
			})
		}
	}
}

// flood writes the same without end, and returns how much of it was read. After 64 MiB it is enough.
func flood(w io.Writer, what string) (read int) {
	what = strings.Repeat(what, 1+1000/len(what))
	for read < 64<<20 {
		n, err := io.WriteString(w, what)
		read += n
		if err != nil {
			break
		}
	}
	return read
}

// Nor can it later make a client read more than the largest message, whatever the frames say. It is told
// what was wrong.
func TestRecvEndlessMessage(t *testing.T) {
	for name, test := range map[string]struct {
		begin, more string
		err         error
	}{
		"a frame of 2^62 bytes": {"\x82\x7f\x40\x00\x00\x00\x00\x00\x00\x00", "x", ErrTooLarge},
		"fragments":             {"\x02\x01x", "\x00\x01x", ErrTooLarge},
		"long fragments":        {"\x02\x00", "\x00\x7f\x00\x00\x00\x00\x00\x10\x00\x00" + strings.Repeat("x", 1<<20), ErrTooLarge},
		"text that is none":     {"\x01\x02x\xff", "\x00\x01x", frames.ErrNotUTF8},
		"half a character":      {"\x81\x01\xc3", "\x81\x01x", frames.ErrNotUTF8},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				read, told := make(chan int, 1), make(chan error, 1)
				c := connect(t, Binary, func(conn *websocket.Conn) {
					conn.SetCloseHandler(func(int, string) error { return nil }) // it is busy writing
					go func() {
						_, _, err := conn.NextReader()
						told <- err
					}()
					n, _ := io.WriteString(conn.NetConn(), test.begin)
					read <- n + flood(conn.NetConn(), test.more)
				})
				_, err := c.Recv(make([]byte, 100))
				if !errors.Is(err, test.err) {
					t.Errorf("got %v, want %v", err, test.err)
				}
				var want *frames.Violation
				errors.As(test.err, &want)
				if err := <-told; !websocket.IsCloseError(err, want.Code) {
					t.Errorf("the server was told %v, want code %d", err, want.Code)
				}
				begin := time.Now()
				c.Close()
				if took := time.Since(begin); took > closeTimeout {
					t.Errorf("Close took %v", took)
				}
				if n := <-read; n > 8<<20 {
					t.Errorf("%d bytes were read", n)
				}
			})
		})
	}
}
