package wsdemo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"

	"wirelab/internal/network/netx"
)

// A talker is a client of the broadcast server that speaks in frames.
type talker struct {
	t *testing.T
	*peer
}

// inRooms runs f in virtual time with a server that speaks to those whom connect connects.
func inRooms(t *testing.T, s *BroadcastServer, f func(t *testing.T, connect func() *talker, stop func())) {
	synctest.Test(t, func(t *testing.T) {
		nw := &netxtest.Pipes{}
		addr, stop := start(t, s, nw)
		f(t, func() *talker { return &talker{t, upgrade(t, nw, addr)} }, stop)
	})
}

func (c *talker) say(messages ...string) {
	c.t.Helper()
	for _, msg := range messages {
		c.send(c.t, frame(fin|opText, msg))
	}
}

// hears waits for messages, in this order. A * in want stands for anything.
func (c *talker) hears(want ...string) {
	c.t.Helper()
	for _, w := range want {
		got, err := c.hear()
		if err != nil {
			c.t.Fatalf("%v instead of %s", err, w)
		}
		start, end, wild := strings.Cut(w, "*")
		if !wild && got != w || wild && !(strings.HasPrefix(got, start) && strings.HasSuffix(got, end)) {
			c.t.Fatalf("heard %s, not %s", got, w)
		}
	}
}

func (c *talker) hear() (string, error) {
	got, err := c.readFrame()
	if err != nil {
		return "", err
	}
	var first byte
	var text string
	if _, err := fmt.Sscanf(got, "%v %q", &first, &text); err != nil || first != fin|opText {
		return "", fmt.Errorf("got frame %s", got)
	}
	return text, nil
}

// hearsNothing waits until the server has nothing more to do. (One that writes to a pipe waits.)
func (c *talker) hearsNothing() {
	c.t.Helper()
	c.SetReadDeadline(time.Now().Add(time.Second))
	if got, err := c.readFrame(); !errors.Is(err, context.DeadlineExceeded) && !netx.IsTimeout(err) {
		c.t.Fatalf("heard %s, %v", got, err)
	}
	c.SetReadDeadline(time.Time{})
}

func fixed() *hub.Hub { return &hub.Hub{NewEpoch: func() string { return "k3f9" }} }

// TestBroadcastJSON is the conversation of the format's description: join, emit, acknowledgement, event.
func TestBroadcastJSON(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ func()) {
		ada, eve := connect(), connect()
		ada.say(`{"type":"join","room":"blue","name":"ada","session":"f3"}`)
		ada.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":1,"member":"ada"}`)
		eve.say(`{"type":"join","room":"blue","name":"eve"}`)
		eve.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":2,"member":"eve"}`)
		ada.hears(`{"type":"event","room":"blue","offset":2,"from":"eve","event":"join","transport":"ws"}`)
		ada.say(`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}`)
		said := `{"type":"event","room":"blue","offset":3,"from":"ada","event":"message","data":"hi"}`
		ada.hears(`{"type":"ack","id":7,"room":"blue","offset":3}`, said)
		eve.hears(said)
		ada.say(`{"type":"emit","id":8,"room":"blue","event":"message","data":"not to me","self":false}`)
		ada.hears(`{"type":"ack","id":8,"room":"blue","offset":4}`)
		eve.hears(`{"type":"event","room":"blue","offset":4,*}`)
		ada.hearsNothing()
		ada.send(ada.t, frame(fin|opClose, closePayload(1000, "")))
		ada.expect(ada.t, fin|opClose, closePayload(1000, ""))
		ada.expectEnd(ada.t)
		eve.hears(`{"type":"event","room":"blue","offset":5,"from":"ada","event":"leave"}`)
	})
}

// TestBroadcastRetry: an emit whose acknowledgement was lost with the connection is made again, and
// delivered once.
func TestBroadcastRetry(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ func()) {
		eve, ada := connect(), connect()
		eve.say(`{"type":"join","room":"blue","name":"eve"}`)
		eve.hears(`{"type":"joined",*}`)
		const join = `{"type":"join","room":"blue","name":"ada","session":"f3"}`
		const emit = `{"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}`
		ada.say(join, emit)
		eve.hears(`*"event":"join","transport":"ws"}`, `*"offset":3,"from":"ada","event":"message","data":"hi"}`)
		ada.Close() // before it has read anything

		ada = connect()
		ada.say(join, emit)
		ada.hears(`{"type":"joined",*}`, `{"type":"ack","id":7,"room":"blue","offset":3,"duplicate":true}`)
		eve.hears(`*"offset":4,"from":"ada","event":"leave"}`, `*"offset":5,"from":"ada","event":"join","transport":"ws"}`)
		eve.hearsNothing()
	})
}

// TestBroadcastResume: a client that comes back gets what it has missed, as far as history goes; what
// is gone is told as a gap, and so is that the room has begun anew.
func TestBroadcastResume(t *testing.T) {
	rooms := fixed()
	rooms.History = 4
	inRooms(t, &BroadcastServer{Hub: rooms}, func(t *testing.T, connect func() *talker, _ func()) {
		ada := connect()
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		for i := range 6 { // offsets 2 to 7; 8 is eve's join, and the last four of these are held
			ada.say(fmt.Sprintf(`{"type":"emit","room":"blue","event":"message","data":%d}`, i+2))
			ada.hears(`{"type":"ack",*}`, `{"type":"event",*}`)
		}
		eve := connect()
		eve.say(`{"type":"join","room":"blue","name":"eve","epoch":"k3f9","offset":5}`)
		eve.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":8,"member":"eve"}`, `*"data":6}`, `*"data":7}`)
		eve.say(`{"type":"resume","room":"blue","epoch":"k3f9","offset":3}`)
		eve.hears(`{"type":"gap","room":"blue","from":4,"to":4,"epoch":"k3f9"}`, `*"data":5}`, `*"data":6}`, `*"data":7}`)
		eve.say(`{"type":"resume","room":"blue","epoch":"another","offset":811}`)
		eve.hears(`{"type":"gap","room":"blue","from":1,"to":4,"epoch":"k3f9"}`, `*"data":5}`, `*"data":6}`, `*"data":7}`)
		eve.say(`{"type":"ping"}`)
		eve.hears(`{"type":"head","room":"blue","epoch":"k3f9","offset":8}`)
	})
}

// TestBroadcastBadInput: mistakes are answered, and ten in a row end the connection.
func TestBroadcastBadInput(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ func()) {
		c := connect()
		c.say(`{"type":"join","room":"no such name!"}`)
		c.hears(`{"type":"error","code":"bad-room",*}`)
		c.say("")
		c.hears(`{"type":"error","code":"malformed",*}`)
		c.say(`{"type":"sing"}`)
		c.hears(`{"type":"error","code":"unknown-type",*}`)
		c.send(t, frame(fin|opBinary, `{"type":"join","room":"blue"}`))
		c.hears(`{"type":"error","code":"malformed","reason":"a binary message; requests are text"}`)
		c.say(`{"type":"join","room":"blue","name":"ada"}`)
		c.hears(`{"type":"joined",*}`)
		go c.say(strings.Split(strings.Repeat("nonsense\n", 19)+"nonsense", "\n")...)
		for range 10 {
			c.hears(`{"type":"error","code":"malformed",*}`)
		}
		c.expect(t, fin|opClose, closePayload(1008, hub.ErrMistakes.Error()))
		c.expectEnd(t)
	})
}

// TestBroadcastClose: messages that nobody can make sense of end the connection, and the Close frame
// says why.
func TestBroadcastClose(t *testing.T) {
	for _, test := range []struct {
		name, send, answer string
	}{
		{"too large", frame(fin|opText, strings.Repeat("a", event.MaxMessage+1)), closePayload(1009, "message too large")},
		{
			"too large in sum", frame(opText, strings.Repeat("a", event.MaxMessage)) + frame(fin|opContinuation, "a"),
			closePayload(1009, "message too large"),
		},
		{"not UTF-8", frame(fin|opText, "\xff"), closePayload(1007, "text message is not UTF-8")},
		{"no mask", "\x81\x02{}", closePayload(1002, "bad MASK")},
		{"done", frame(fin|opClose, closePayload(1000, "bye")), closePayload(1000, "")},
	} {
		t.Run(test.name, func(t *testing.T) {
			inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ func()) {
				c, ada := connect(), connect()
				c.say(`{"type":"join","room":"blue"}`)
				c.hears(`{"type":"joined",*}`)
				ada.say(`{"type":"join","room":"blue"}`)
				ada.hears(`{"type":"joined",*}`)
				c.hears(`{"type":"event",*}`)
				go io.WriteString(c.Conn, test.send)
				c.expect(t, fin|opClose, test.answer)
				go io.WriteString(ada.Conn, frame(fin|opText, `{"type":"emit","room":"blue","event":"message"}`))
				c.expectEnd(t) // and no event after the Close frame
			})
		})
	}
}

// TestBroadcastSlowMember: who does not read is cut off, told why, and holds up nobody.
func TestBroadcastSlowMember(t *testing.T) {
	s := &BroadcastServer{Hub: fixed(), WriteTimeout: time.Hour, IdleTimeout: time.Hour}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ func()) {
		slow, ada := connect(), connect()
		slow.say(`{"type":"join","room":"blue","name":"slow"}`)
		slow.hears(`{"type":"joined",*}`)
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		synctest.Wait() // ada's join is on its way to slow, alone: it is not to go out together with what she says
		left := false
		for i := 0; i < 1000 && !left; i++ {
			ada.say(fmt.Sprintf(`{"type":"emit","id":%d,"room":"blue","event":"message","self":false}`, i))
			ada.hears(`{"type":"ack",*}`)
			left = s.Hub.Stats().Evicted > 0
		}
		ada.hears(`{"type":"event",*"from":"slow","event":"leave"}`)
		slow.hears(`*"from":"ada","event":"join","transport":"ws"}`) // which was on its way all the time
		slow.hears(`{"type":"error","code":"too-slow",*}`)
		slow.expect(t, fin|opClose, closePayload(1013, hub.ErrTooSlow.Error()))
		slow.send(t, frame(fin|opClose, closePayload(1013, "")))
		slow.expectEnd(t)
	})
}

// TestBroadcastWriteTimeout: a peer that reads nothing at all is given up.
func TestBroadcastWriteTimeout(t *testing.T) {
	failed := make(chan error, 1)
	s := &BroadcastServer{OnError: func(_ net.Addr, err error) { failed <- err }}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ func()) {
		c := connect()
		c.say(`{"type":"join","room":"blue"}`)
		time.Sleep(10*time.Second - 1)
		synctest.Wait()
		if n := len(failed); n != 0 {
			t.Error("the connection ended before 10s were over")
		}
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		if n := len(failed); n != 1 {
			t.Errorf("%d failures after 10s, want 1", n)
		}
	})
}

// TestBroadcastPings: a silent peer is asked whether it is there. Its answer counts; without one the
// connection ends.
func TestBroadcastPings(t *testing.T) {
	inRooms(t, &BroadcastServer{}, func(t *testing.T, connect func() *talker, _ func()) {
		c := connect()
		begin := time.Now()
		for range 100 {
			c.expect(t, fin|opPing, "")
			c.send(t, frame(fin|opPong, ""))
		}
		if waited := time.Since(begin); waited != 100*30*time.Second {
			t.Errorf("100 pings came in %v, want one each 30s", waited)
		}
		begin = time.Now()
		c.expect(t, fin|opPing, "")
		c.expect(t, fin|opPing, "")
		c.expect(t, fin|opClose, closePayload(1001, "idle"))
		if waited := time.Since(begin); waited != 90*time.Second {
			t.Errorf("the connection ended after %v idle, want 90s", waited)
		}
		c.expectEnd(t)
	})
}

// TestBroadcastStops: when ctx ends, members are served for a while yet; then comes a Close frame.
func TestBroadcastStops(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, stop func()) {
		ada, eve := connect(), connect()
		ada.say(`{"type":"join","room":"blue"}`)
		ada.hears(`{"type":"joined",*}`)
		stopped := time.Now()
		stop()
		time.Sleep(90 * time.Millisecond)
		eve.say(`{"type":"join","room":"red"}`)
		eve.hears(`{"type":"joined",*}`)
		ada.expect(t, fin|opClose, closePayload(1001, "stopping"))
		eve.expect(t, fin|opClose, closePayload(1001, "stopping"))
		if drained := time.Since(stopped); drained != 100*time.Millisecond {
			t.Errorf("Close came after %v, want 100ms", drained)
		}
		ada.send(t, frame(fin|opClose, closePayload(1001, "")))
		ada.expectEnd(t)
		eve.expectEnd(t) // without an answer, after closeTimeout
		if ended := time.Since(stopped); ended != 100*time.Millisecond+closeTimeout {
			t.Errorf("the connection ended after %v, want 1.1s", ended)
		}
	})
}

// TestBroadcastStopsInWrite: also when members wait in a write that nobody takes.
func TestBroadcastStopsInWrite(t *testing.T) {
	inRooms(t, &BroadcastServer{}, func(t *testing.T, connect func() *talker, stop func()) {
		c := connect()
		c.say(`{"type":"join","room":"blue"}`)
		synctest.Wait()
		stop()
	})
}

// TestBroadcastRequests: who may talk is as in TestRequests; the page is another.
func TestBroadcastRequests(t *testing.T) {
	const handshake = "Connection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
	for _, test := range []struct {
		line, header string
		status       int
		body         string // part of it
	}{
		{"GET / HTTP/1.1", "Host: localhost", 200, "chat"},
		{"GET /ws HTTP/1.1", "Host: lab.example\r\nOrigin: http://lab.example\r\n" + handshake, 101, ""},
		{"GET /ws HTTP/1.1", "Host: localhost\r\nOrigin: http://evil.example\r\n" + handshake, 403, "evil.example"},
		{"GET /ws HTTP/1.1", "Host: evil.example\r\nOrigin: http://evil.example\r\n" + handshake, 403, "evil.example"},
		{"GET / HTTP/1.1", "Host: evil.example", 403, "evil.example"},
	} {
		synctest.Test(t, func(t *testing.T) {
			nw := &netxtest.Pipes{}
			addr, _ := start(t, &BroadcastServer{Hosts: []string{"lab.example"}}, nw)
			p := &peer{Conn: open(t, nw, addr)}
			p.in = bufio.NewReader(p.Conn)
			response := p.request(t, test.line, test.header)
			if response.StatusCode != test.status {
				t.Errorf("%s with %s: %s, want %d", test.line, test.header, response.Status, test.status)
			}
			if test.body != "" {
				body, err := io.ReadAll(response.Body)
				if err != nil || !strings.Contains(string(body), test.body) {
					t.Errorf("%s: %q, %v, want %q in it", test.line, body, err, test.body)
				}
			}
		})
	}
}

// Whatever a client sends after the handshake, the server gets to the end of it, and its member has
// left the hub.
func FuzzBroadcast(f *testing.F) {
	join := frame(fin|opText, `{"type":"join","room":"blue","name":"ada","session":"f3","epoch":"a","offset":7}`)
	f.Add([]byte(join + frame(opText, `{"type":"emit","id":7,"room":"blue",`) + frame(fin|opPing, "there?") +
		frame(fin|opContinuation, `"event":"message","data":"hi"}`)))
	f.Add([]byte(join + frame(fin|opBinary, `{"type":"ping"}`) + frame(fin|opClose, closePayload(1000, "bye"))))
	f.Add([]byte(strings.Repeat(frame(fin|opText, `{"type":`), 12)))
	f.Fuzz(func(t *testing.T, data []byte) {
		synctest.Test(t, func(t *testing.T) {
			s := &BroadcastServer{Hub: fixed()}
			p := dial(t, s, &netxtest.Pipes{})
			go p.Write(data)
			begin := time.Now()
			if _, err := io.Copy(io.Discard, p.in); err != nil {
				t.Error(err)
			}
			if waited := time.Since(begin); waited > 2*time.Minute {
				t.Errorf("the connection ended after %v", waited)
			}
			synctest.Wait()
			if stats := s.Hub.Stats(); stats.Members != 0 {
				t.Errorf("%d members are left", stats.Members)
			}
		})
	})
}
