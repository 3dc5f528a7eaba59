package socketio_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/wsdemo"
)

// TestHostilePayloads: what is made to cost much, or to be counted wrong, ends its session or gets an answer, and nobody else's.
func TestHostilePayloads(t *testing.T) {
	h := fixed()
	inWorld(t, &wsdemo.BroadcastServer{Hub: h}, func(w *world) {
		eve := w.polling().in("eve", "blue")
		for _, test := range []struct {
			name, body string
			status     int
			hears      string // what a poll is answered with then; "": the session has ended
		}{
			{"nothing but separators", strings.Repeat("\x1e", 60_000), 400, ""},
			{"nothing but pongs", strings.Repeat("3\x1e", 30_000) + "3" + "\x1e" + `421["rooms"]`, 200, `431[{"type":"rooms"*`},
			{"a list that does not end", `42["a",` + strings.Repeat("[", 60_000), 400, ""},
			{"a deep list", `421["a",` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `,{"room":"blue"}]`, 200, `431[{"type":"error","code":"malformed"*`},
			{"a list that is too deep", `421["a",` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `]`, 400, ""},
			{"the largest ack id", `429007199254740991["rooms"]`, 200, `439007199254740991[{"type":"rooms"*`},
			{"one more", `429007199254740992["rooms"]`, 400, ""},
			{"an ack id of 60,000 digits", "42" + strings.Repeat("9", 60_000) + `["rooms"]`, 400, ""},
			{"an ack that nobody asked for", `437["x"]` + "\x1e" + `421["rooms"]`, 200, `431[*`},
			{"a namespace", "40/a", 200, `44/a,{"message":"Invalid namespace"}`},
			{"a namespace of 60,000 letters", "40/" + strings.Repeat("a", 60_000), 400, ""},
			{"1,000 namespaces", strings.Repeat("40/a\x1e", 999) + "40/a", 200, ""},
			{"attachments without end", `4599999999999999999999-["a"]`, 400, ""},
			{"fewer than none", `45-1-["a"]`, 400, ""},
			{"an attachment in many places", `451-["a"` + strings.Repeat(`,{"_placeholder":true,"num":0}`, 1000) + "]\x1ebAQID", 400, ""},
			{"base64 that is none", `451-["a",{"_placeholder":true,"num":0}]` + "\x1eb****", 400, ""},
		} {
			c := w.polling().connect("")
			begun := time.Now()
			if status, body := c.ask("POST", c.url, test.body); status != test.status {
				t.Errorf("%s: %d %.100s, want %d", test.name, status, body, test.status)
			}
			if test.hears != "" {
				c.hears(test.hears)
			} else if status, body := c.ask("GET", c.url, ""); status != 400 {
				t.Errorf("after %s: %d %.100s, want 400", test.name, status, body)
			}
			if took := time.Since(begun); took > time.Second {
				t.Errorf("%s: it took %v", test.name, took)
			}
		}
		eve.says(`421["who",{"room":"blue"}]`)
		eve.hears(`431[{"type":"who","room":"blue","members":["eve"],"transports":["socketio"]}]`)
	})
}

// TestHostileBodies: a body that does not end, or hardly comes, is answered in time.
func TestHostileBodies(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		for _, test := range []struct {
			name, header, body string
			status             int
			after              time.Duration // at most
		}{
			{"a length that is never reached", "Content-Length: 60000", "42[", 400, 11 * time.Second},
			{"a length that nobody has", "Content-Length: 9000000000000000000", strings.Repeat("x", 70_000), 413, time.Second},
			{"chunks without end", "Transfer-Encoding: chunked", strings.Repeat("1000\r\n"+strings.Repeat("x", 4096)+"\r\n", 20), 413, time.Second},
			{"a chunk that does not come", "Transfer-Encoding: chunked", "FFFFFF\r\n", 400, 11 * time.Second},
		} {
			c := w.polling().connect("")
			conn, err := w.pipes.DialContext(w.Context(), "tcp", w.addr)
			if err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			go fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n%s", strings.TrimPrefix(c.url, "http://localhost"), test.header, test.body)
			answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil || answer.StatusCode != test.status || time.Since(begun) > test.after {
				t.Errorf("%s: %v, %v after %v, want %d", test.name, answer, err, time.Since(begun), test.status)
			}
			if err == nil {
				io.Copy(io.Discard, answer.Body)
			}
			conn.Close()
			synctest.Wait()
			if status, _ := c.ask("GET", c.url, ""); status != 400 {
				t.Errorf("after %s the session goes on", test.name)
			}
		}
	})
}
