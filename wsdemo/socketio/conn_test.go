package socketio_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/wsdemo"
	"wirelab/wsdemo/socketio"
)

// allTransports are the ways in which a Conn carries its session.
var allTransports = []socketio.Transports{socketio.PollingThenWebSocket, socketio.WebSocketOnly, socketio.PollingOnly}

// inWays runs f with a server and in virtual time, once for each way.
func inWays(t *testing.T, s func() serving, f func(w *world, o socketio.Options)) {
	for _, by := range allTransports {
		t.Run(string(by), func(t *testing.T) {
			inWorld(t, s(), func(w *world) { f(w, socketio.Options{Transports: by}) })
		})
	}
}

func (w *world) conn(o socketio.Options) *socketio.Conn {
	w.Helper()
	c, err := socketio.Dial(w.Context(), &w.pipes, w.addr, o)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { c.Close() })
	return c
}

// receives waits for the next event or answer. A * in want stands for anything.
func receives(w *world, c *socketio.Conn, want string) socketio.Message {
	w.Helper()
	m, err := c.Recv()
	if got := fmt.Sprintf("%s %s", m.Name, m.Args); err != nil || !like(got, want) {
		w.Fatalf("received %s, %v; want %s", got, err, want)
	}
	return m
}

func TestConnEchoes(t *testing.T) {
	inWays(t, func() serving { return &wsdemo.EchoServer{} }, func(w *world, o socketio.Options) {
		c := w.conn(o)
		defer c.Close()
		c.Emit("hello", []byte(`1`), []byte(`{"a":[null]}`), []byte(`{"_binary":"AQID"}`))
		receives(w, c, `hello [1 {"a":[null]} {"_binary":"AQID"}]`)
		id, _ := c.Ask("hello", []byte(`"x"`))
		if m := receives(w, c, ` ["x"]`); m.ID != id {
			w.Errorf("the answer is to %d, not %d", m.ID, id)
		}
		id, _ = c.Ask("ask", []byte(`41`)) // and the server asks back
		asked := receives(w, c, `ask [41]`)
		if !asked.Wanted {
			w.Error("nobody wants an answer")
		}
		c.Answer(asked.ID, []byte(`42`))
		if m := receives(w, c, ` [42]`); m.ID != id {
			w.Errorf("the answer is to %d, not %d", m.ID, id)
		}
	})
}

// TestConnStays: a client that says nothing answers the server's pings, and one whose server says nothing gives up.
func TestConnStays(t *testing.T) {
	inWays(t, func() serving { return &wsdemo.EchoServer{} }, func(w *world, o socketio.Options) {
		c := w.conn(o)
		defer c.Close()
		time.Sleep(4 * time.Minute)
		c.Emit("hello")
		receives(w, c, `hello []`)
	})
}

func TestMessageConn(t *testing.T) {
	messages := [][]byte{[]byte("hi"), []byte(`"quoted" \ {"_binary":"AQID"}`), {0xff, 0, 'x'}, []byte(strings.Repeat("long ", 20_000)), {}}
	inWays(t, func() serving { return &wsdemo.EchoServer{} }, func(w *world, o socketio.Options) {
		c, err := socketio.DialMessages(w.Context(), &w.pipes, w.addr, o)
		if err != nil {
			w.Fatal(err)
		}
		defer c.Close()
		buf := make([]byte, socketio.MaxMessage)
		for _, m := range messages {
			if err := c.Send(m); err != nil {
				w.Fatal(err)
			}
			if n, err := c.Recv(buf); err != nil || string(buf[:n]) != string(m) {
				w.Errorf("%.40q came back as %.40q, %v", m, buf[:n], err)
			}
		}
		if err := c.Send(make([]byte, socketio.MaxMessage+1)); !errors.Is(err, socketio.ErrTooLarge) {
			w.Errorf("a message that is too large: %v", err)
		}
		c.Send([]byte("too long for the buffer"))
		if _, err := c.Recv(buf[:3]); !errors.Is(err, io.ErrShortBuffer) {
			w.Errorf("into a short buffer: %v", err)
		}
		c.Close()
		if _, err := c.Recv(buf); err == nil {
			w.Error("after Close something came")
		}
	})
}

func TestRoomConn(t *testing.T) {
	inWays(t, func() serving { return &wsdemo.BroadcastServer{Hub: fixed()} }, func(w *world, o socketio.Options) {
		c, err := socketio.DialRooms(w.Context(), &w.pipes, w.addr, "s1", o)
		if err != nil {
			w.Fatal(err)
		}
		defer c.Close()
		buf := make([]byte, event.MaxMessage)
		hears := func(want ...string) {
			w.Helper()
			for _, want := range want {
				n, err := c.Recv(buf)
				if got := string(buf[:n]); err != nil || !like(got, want) {
					w.Fatalf("heard %s, %v; want %s", got, err, want)
				}
			}
		}
		for _, say := range []struct{ request, answer string }{
			{
				`{"type":"join","room":"blue","name":"ada","session":"s1"}`,
				`{"type":"joined","room":"blue","epoch":"k3f9","offset":1,"member":"ada"}`,
			},
			{
				`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi","self":false}`,
				`{"type":"ack","id":7,"room":"blue","offset":2}`,
			},
			{
				`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi","self":false}`,
				`{"type":"ack","id":7,"room":"blue","offset":2,"duplicate":true}`,
			},
			{`{"type":"who","room":"blue"}`, `{"type":"who","room":"blue","members":["ada"],"transports":["socketio"]}`},
			{`{"type":"ping"}`, `{"type":"head","room":"blue","epoch":"k3f9","offset":2}`},
			{`{"type":"resume","room":"blue","epoch":"k3f9","offset":1}`, `{"type":"event",*"offset":2,"from":"ada","event":"message","data":"hi"}`},
			{`{"type":"emit","id":8,"room":"red","event":"x"}`, `{"type":"error","code":"not-joined",*"id":8}`},
			{`{"type":"name","id":9,"name":"zoe"}`, `{"type":"event",*"event":"name","data":"zoe"}`},
		} {
			if err := c.Send([]byte(say.request)); err != nil {
				w.Fatal(err)
			}
			hears(say.answer)
		}
		hears(`{"type":"ack","id":9*`)
		c.Send([]byte(`{"type":"leave","id":10,"room":"blue"}`))
		hears(`{"type":"ack","id":10*`)
	})
}

// TestConnComesBack: with its state a client gets what it has missed, and is who it was.
func TestConnComesBack(t *testing.T) {
	var h *hub.Hub
	start := func() serving {
		h = fixed()
		return &wsdemo.BroadcastServer{Hub: h}
	}
	inWays(t, start, func(w *world, o socketio.Options) {
		eve := w.person(h)
		eve.says(`{"type":"join","room":"blue","name":"eve"}`)
		defer eve.stop()
		o.Auth = map[string]any{"name": "ada"}
		c := w.conn(o)
		c.Ask("join", []byte(`"blue"`))
		receives(w, c, ` [{"type":"joined",*]`)
		eve.emits("blue", "one")
		receives(w, c, `message ["one" *`)
		state := c.State()
		if c.Recovered() || state.PID == "" || !strings.HasPrefix(state.Offset, "blue:") {
			w.Errorf("recovered %v, with %v", c.Recovered(), state)
		}
		c.Vanish()
		eve.emits("blue", "two", "three")

		o.Return = state
		c = w.conn(o)
		defer c.Close()
		if !c.Recovered() {
			w.Error("not recovered")
		}
		var heard []string
		for len(heard) < 2 {
			m, err := c.Recv()
			if err != nil {
				w.Fatal(err)
			}
			if m.Name == event.EventMessage { // and not that she left, and came
				heard = append(heard, string(m.Args[0]))
			}
		}
		if want := []string{`"two"`, `"three"`}; !slices.Equal(heard, want) {
			w.Errorf("what was missed is %s, not %s", heard, want)
		}
		o.Return.PID = "somebody"
		stranger := w.conn(o)
		defer stranger.Close()
		if stranger.Recovered() {
			w.Error("a stranger was recovered")
		}
	})
}

func TestConnIsRefused(t *testing.T) {
	inWays(t, func() serving { return &wsdemo.BroadcastServer{Hub: fixed()} }, func(w *world, o socketio.Options) {
		o.Auth = map[string]any{"name": "a b"}
		if _, err := socketio.Dial(w.Context(), &w.pipes, w.addr, o); !errors.Is(err, socketio.ErrRefused) {
			w.Errorf("with a bad name: %v", err)
		}
		ctx, cancel := context.WithCancel(w.Context())
		cancel()
		if _, err := socketio.Dial(ctx, &w.pipes, w.addr, o); !errors.Is(err, context.Canceled) {
			w.Errorf("when it is cancelled: %v", err)
		}
	})
}

// TestConnHearsOfTheEnd: whoever waits is woken when the server stops.
func TestConnHearsOfTheEnd(t *testing.T) {
	inWays(t, func() serving { return &wsdemo.EchoServer{} }, func(w *world, o socketio.Options) {
		c := w.conn(o)
		ended := make(chan error, 1)
		go func() {
			_, err := c.Recv()
			ended <- err
		}()
		synctest.Wait()
		w.stop()
		w.stop = func() {}
		if err := <-ended; err == nil {
			w.Error("no error")
		}
		if err := c.Emit("hello"); err == nil {
			w.Error("an event could be sent")
		}
		c.Close()
	})
}

// TestEchoesShareAPoll: what a POST has brought goes back with one poll, also with one that waits already.
func TestEchoesShareAPoll(t *testing.T) {
	inWorld(t, &wsdemo.EchoServer{}, func(w *world) {
		c := w.polling().connect("")
		var events []string
		for n := range 500 {
			events = append(events, fmt.Sprintf(`42["%d"]`, n))
		}
		polled := make(chan string)
		go func() {
			_, body := w.ask("GET", c.url, "")
			polled <- body
		}()
		synctest.Wait()
		c.says(events...)
		if body := <-polled; body != strings.Join(events, "\x1e") {
			t.Errorf("the poll brought %d of %d", strings.Count(body, "42"), len(events))
		}
	})
}
