package tcpdemo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// A talker is a client of the broadcast server that speaks in lines.
type talker struct {
	t *testing.T
	net.Conn
	in *bufio.Reader
}

// inRooms runs f in virtual time with a server that speaks to those whom join connects.
func inRooms(t *testing.T, s *BroadcastServer, f func(t *testing.T, connect func() *talker, stop context.CancelFunc)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		nw := &netxtest.Pipes{}
		ln, err := nw.Listen(ctx, "tcp", "10.0.0.1:7101")
		if err != nil {
			t.Fatal(err)
		}
		served := make(chan error, 1)
		go func() { served <- s.Serve(ctx, ln) }()
		f(t, func() *talker {
			conn, err := nw.DialContext(ctx, "tcp", ln.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close() })
			return &talker{t, conn, bufio.NewReader(conn)}
		}, stop)
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

func (c *talker) say(lines ...string) {
	c.t.Helper()
	c.SetWriteDeadline(time.Now().Add(time.Minute))
	if _, err := c.Write([]byte(strings.Join(lines, "\n") + "\n")); err != nil {
		c.t.Fatal(err)
	}
}

// hear waits for a line.
func (c *talker) hear() string {
	c.t.Helper()
	c.SetReadDeadline(time.Now().Add(time.Minute))
	got, err := c.in.ReadString('\n')
	if err != nil {
		c.t.Fatalf("%v instead of a line", err)
	}
	return strings.TrimSuffix(got, "\n")
}

// hears waits for lines, in this order. A * in want stands for anything.
func (c *talker) hears(want ...string) {
	c.t.Helper()
	for _, w := range want {
		got := c.hear()
		start, end, wild := strings.Cut(w, "*")
		if !wild && got != w || wild && !(strings.HasPrefix(got, start) && strings.HasSuffix(got, end)) {
			c.t.Fatalf("heard %s, not %s", got, w)
		}
	}
}

// ended waits for the end of the connection, and returns what still came.
func (c *talker) ended() (rest string) {
	c.SetReadDeadline(time.Now().Add(time.Minute))
	var b strings.Builder
	_, err := c.in.WriteTo(&b)
	if errors.Is(err, context.DeadlineExceeded) || err != nil && strings.Contains(err.Error(), "timeout") {
		c.t.Error("the connection does not end")
	}
	return b.String()
}

func fixed() *hub.Hub { return &hub.Hub{NewEpoch: func() string { return "k3f9" }} }

// TestBroadcastJSON is the conversation of the format's description: join, emit, acknowledgement, event.
func TestBroadcastJSON(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, eve := connect(), connect()
		ada.say(`{"type":"join","room":"blue","name":"ada","session":"f3"}`)
		ada.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":1,"member":"ada"}`)
		eve.say("", `{"type":"join","room":"blue","name":"eve"}`)
		eve.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":2,"member":"eve"}`)
		ada.hears(`{"type":"event","room":"blue","offset":2,"from":"eve","event":"join","transport":"tcp"}`)
		ada.say(`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}`)
		said := `{"type":"event","room":"blue","offset":3,"from":"ada","event":"message","data":"hi"}`
		ada.hears(`{"type":"ack","id":7,"room":"blue","offset":3}`, said)
		eve.hears(said)
		ada.Close()
		eve.hears(`{"type":"event","room":"blue","offset":4,"from":"ada","event":"leave"}`)
	})
}

// TestBroadcastPlain: a person on nc and a program are in the same room.
func TestBroadcastPlain(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		person, program := connect(), connect()
		person.say("hello?")
		person.hears("! you are in no room: /join ROOM [NAME]")
		person.say("/join blue ada")
		person.hears("* you are ada in blue")
		program.say(`{"type":"join","room":"blue","name":"bot"}`)
		program.hears(`{"type":"joined",*}`)
		person.hears("* bot (tcp) joined blue")
		person.say("hi {there}")
		person.hears("ada (tcp): hi {there}")
		program.hears(`{"type":"event","room":"blue","offset":3,"from":"ada","event":"message","data":"hi {there}"}`)
		program.say(`{"type":"emit","room":"blue","event":"message","data":"\u001b[2J\u202e"}`)
		person.hears(`bot (tcp): \u001b[2J\u202e`) // and no escape that clears a screen
		person.say("/dance")
		person.hears("! commands are /join ROOM *")
		person.say("/leave", "anyone?")
		person.hears("* left blue: you are in no room", "! you are in no room: *")
	})
}

// TestBroadcastIsNotForHTTP: a web page that posts to this port is not heard.
func TestBroadcastIsNotForHTTP(t *testing.T) {
	var refused error
	s := &BroadcastServer{Hub: fixed(), OnError: func(_ net.Addr, err error) { refused = err }}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		member, page := connect(), connect()
		member.say("/join blue ada")
		member.hears("* you are ada in blue")
		page.say("POST / HTTP/1.1\r", "Host: localhost:7101\r", "\r", `{"type":"join","room":"blue","name":"page"}`)
		if rest := page.ended(); rest != "" {
			t.Errorf("the page was answered %q", rest)
		}
		member.say("/who")
		member.hears("* in blue: ada (tcp)")
	})
	if !errors.Is(refused, ErrHTTP) {
		t.Error(refused)
	}
}

// TestBroadcastBadInput: mistakes are answered, ten in a row end the connection, as does a line
// without end; what the peer is told last reaches it.
func TestBroadcastBadInput(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		c := connect()
		c.say(`{"type":"join","room":"no such name!"}`, `{"type":`, `{"type":"sing"}`)
		c.hears(`{"type":"error","code":"bad-room",*}`, `{"type":"error","code":"malformed",*}`, `{"type":"error","code":"unknown-type",*}`)
		c.say(`{"type":"join","room":"blue","name":"ada"}`)
		c.hears(`{"type":"joined",*}`)
		go c.Write([]byte(strings.Repeat("nonsense\n", 20)))
		if n := strings.Count(c.ended(), `"malformed"`); n != 10 {
			t.Errorf("%d answers to nonsense", n)
		}

		endless := connect()
		endless.say("{}")
		endless.hears(`{"type":"error",*}`)
		go endless.Write([]byte(strings.Repeat("a", 3*event.MaxMessage)))
		if rest := endless.ended(); !strings.Contains(rest, event.TooLarge) {
			t.Errorf("a line without end is answered %q", rest)
		}
	})
}

// TestBroadcastSlowMember: who does not read is cut off, told why, and holds up nobody.
func TestBroadcastSlowMember(t *testing.T) {
	s := &BroadcastServer{Hub: fixed(), WriteTimeout: time.Hour}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		slow, ada := connect(), connect()
		slow.say(`{"type":"join","room":"blue","name":"slow"}`)
		slow.hears(`{"type":"joined",*}`)
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		for i := range 1000 {
			ada.say(fmt.Sprintf(`{"type":"emit","id":%d,"room":"blue","event":"message","self":false}`, i))
			if s.Hub.Stats().Evicted > 0 {
				break
			}
			ada.hears(`{"type":"ack",*}`)
		}
		for heard := ""; !strings.Contains(heard, `"from":"slow","event":"leave"`); {
			heard = ada.hear()
		}
	})
}

// TestBroadcastStops: when ctx ends, so do its connections, and members that wait in a Write.
func TestBroadcastStops(t *testing.T) {
	inRooms(t, &BroadcastServer{}, func(t *testing.T, connect func() *talker, stop context.CancelFunc) {
		c := connect()
		c.say(`{"type":"join","room":"blue"}`)
		stop()
		c.ended()
	})
}
