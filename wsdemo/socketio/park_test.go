package socketio_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/wsdemo"
)

// A line is a connection on which requests are written by hand.
type line struct {
	*client
	net.Conn
	in *bufio.Reader
}

// on opens a connection for a session that polls.
func (c *client) on() *line {
	c.Helper()
	conn, err := c.pipes.DialContext(c.Context(), "tcp", c.addr)
	if err != nil {
		c.Fatal(err)
	}
	c.Cleanup(func() { conn.Close() })
	return &line{c, conn, bufio.NewReader(conn)}
}

// request returns a request, to which it adds the path and the Host.
func (l *line) request(r string) string {
	first, rest, _ := strings.Cut(r, "\r\n")
	method, version, _ := strings.Cut(first, " ")
	path := strings.TrimPrefix(l.url, "http://localhost")
	return fmt.Sprintf("%s %s HTTP/%s\r\nHost: localhost\r\n%s", method, path, version, rest)
}

func (l *line) asks(requests ...string) {
	l.Helper()
	all := ""
	for _, r := range requests {
		all += l.request(r)
	}
	if _, err := io.WriteString(l, all); err != nil {
		l.Fatal(err)
	}
}

// gets reads the next answer.
func (l *line) gets(want string) *http.Response {
	l.Helper()
	answer, err := http.ReadResponse(l.in, nil)
	if err != nil {
		l.Fatalf("%v instead of %s", err, want)
	}
	body, err := io.ReadAll(answer.Body)
	if string(body) != want || err != nil || answer.StatusCode != http.StatusOK {
		l.Fatalf("%d %s, %v; want %s", answer.StatusCode, body, err, want)
	}
	return answer
}

const poll = "GET 1.1\r\n\r\n"

// TestPollOnOneConnection: requests come one after the other on a connection whose polls wait, and one may come before
// the answer to the poll.
func TestPollOnOneConnection(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		c := w.polling().in("ada", "blue")
		l := c.on()
		l.asks(poll)
		first := l.gets("2")
		for _, name := range []string{"Content-Type", "Content-Length", "Cache-Control", "Date", "X-Content-Type-Options"} {
			if first.Header.Get(name) == "" {
				w.Errorf("the answer has no %s", name)
			}
		}
		l.asks("POST 1.1\r\nContent-Length: 1\r\n\r\n3")
		l.gets("ok")
		l.asks(poll, poll) // at once
		l.gets("2")
		c.says("3")
		l.gets("2")
		c.says("3")
		l.asks(poll)
		synctest.Wait()                       // until it waits
		go io.WriteString(l, l.request(poll)) // which is read when the one before is answered
		l.gets("2")
		c.says("3")
		l.gets("2")
	})
}

// TestPollIsLast: who wants the connection to end after a poll has it ended.
func TestPollIsLast(t *testing.T) {
	for _, request := range []string{"GET 1.0\r\n\r\n", "GET 1.1\r\nConnection: close\r\n\r\n"} {
		inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
			l := w.polling().on()
			l.asks(request)
			l.gets("2")
			if b, err := l.in.ReadByte(); err != io.EOF {
				w.Errorf("after %q: %q, %v", request, b, err)
			}
		})
	}
}

// TestPollVanishes: when the connection of a poll that waits ends, the session ends at once.
func TestPollVanishes(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{}, func(w *world) {
		l := w.polling().on()
		l.asks(poll)
		synctest.Wait()
		l.Close()
		synctest.Wait()
		if status, body := w.ask("GET", l.url, ""); status != 400 || !strings.Contains(body, "Session ID unknown") {
			w.Errorf("the session goes on: %d %s", status, body)
		}
	})
}

// TestAfterPoll: a connection whose poll is answered may be idle as long as any other, and is closed when the server
// stops.
func TestAfterPoll(t *testing.T) {
	inWorld(t, &wsdemo.BroadcastServer{IdleTimeout: time.Minute}, func(w *world) {
		l := w.polling().on()
		l.asks(poll)
		l.gets("2")
		begin := time.Now()
		if _, err := l.in.ReadByte(); err != io.EOF || time.Since(begin) != time.Minute {
			w.Errorf("%v after %v, want the end after a minute", err, time.Since(begin))
		}
		l = w.polling().in("ada", "blue").on()
		l.asks(poll)
		l.gets("2")
		go w.stop()
		begin = time.Now()
		if _, err := l.in.ReadByte(); err != io.EOF || time.Since(begin) > 0 {
			w.Errorf("%v, %v after the server was stopped", err, time.Since(begin))
		}
		w.stop = func() {}
	})
}
