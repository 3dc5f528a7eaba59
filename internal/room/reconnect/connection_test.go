package reconnect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
)

// lossy is a Conn whose system says of the first datagrams that nobody is there.
type lossy struct {
	*peer
	refused int
}

func (l *lossy) Send(msg []byte) error {
	if l.refused > 0 {
		l.refused--
		return errors.New("connection refused")
	}
	return l.peer.Send(msg)
}

// TestCookie: over UDP a client asks for a cookie until it has one, and every request then has it.
func TestCookie(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		heard := 0
		p := newPeer(func(r event.Request) event.Reply {
			if r.Type != event.TypeHello {
				return head(r)
			}
			if heard++; heard < 3 { // the answers get lost
				return nil
			}
			return event.Cookie{Cookie: fmt.Sprint("c", heard)}
		})
		began := time.Now()
		k := Keeper{Datagrams: true, Dial: func(context.Context) (Conn, error) { return &lossy{p, 2}, nil }}
		c, err := k.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if took := time.Since(began); took != 4*RepeatEvery {
			t.Errorf("it has the cookie after %v", took)
		}
		c.Send(event.Request{Type: event.TypeRooms})
		time.Sleep(pingEvery)
		synctest.Wait()
		for _, r := range p.asked[3:] {
			if r.Cookie != "c3" {
				t.Errorf("%s has the cookie %q", r.Type, r.Cookie)
			}
		}
		if last := p.asked[len(p.asked)-1].Type; last != event.TypePing {
			t.Errorf("the last request is a %s", last)
		}
	})
}

// TestNoCookie: without an answer to hello, without a server that is ours, or when ctx ends, there is no connection.
func TestNoCookie(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		full := &event.Error{Code: event.TooManyMembers, Reason: event.Full}
		for _, test := range []struct {
			ctx    context.Context
			answer func(event.Request) event.Reply
			want   error
		}{
			{t.Context(), silence, ErrSilent},
			{ctx, silence, context.DeadlineExceeded},
			{t.Context(), func(event.Request) event.Reply { return full }, full},
			{t.Context(), func(r event.Request) event.Reply { return echoed{r} }, ErrEcho},
		} {
			k := Keeper{Datagrams: true, Dial: func(context.Context) (Conn, error) { return newPeer(test.answer), nil }}
			if _, err := k.Connect(test.ctx); err == nil || !errors.Is(err, test.want) && err.Error() != test.want.Error() {
				t.Errorf("it failed with %v, want %v", err, test.want)
			}
		}
	})
}

// echoed is a request as a reply.
type echoed struct{ event.Request }

func (e echoed) Line() []byte { return e.JSON() }

// TestPings: every five seconds there is a ping, whether or not the client does anything.
func TestPings(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(silence)
		c := connect(t, p, false)
		time.Sleep(time.Minute)
		c.Close()
		for i, at := range p.at {
			if want := time.Duration(i+1) * pingEvery; at != want || p.asked[i].Type != event.TypePing {
				t.Errorf("%s at %v, want a ping at %v", p.asked[i].Type, at, want)
			}
		}
		if len(p.at) < 11 {
			t.Errorf("%d pings", len(p.at))
		}
	})
}

// TestSilence: a server that owes an answer for 16 seconds is given up; one that owes none, or that speaks, is not; and nobody
// takes a server for silent whom he does not listen to.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, newPeer(silence), false)
		time.Sleep(time.Hour)
		if err := c.Err(); err != nil {
			t.Errorf("with nothing to answer: %v", err)
		}
		c.Expect(true)
		asked := time.Now()
		select {
		case _, open := <-c.Replies():
			if open || !errors.Is(c.Err(), ErrSilent) {
				t.Errorf("open: %v, %v", open, c.Err())
			}
		case <-time.After(time.Hour):
		}
		if took := time.Since(asked); took != Silence {
			t.Errorf("it was given up after %v", took)
		}
		c.Close()

		c = connect(t, newPeer(head), false)
		c.Expect(true)
		time.Sleep(time.Hour) // the first answer waits to be read all the time
		for range 3 {
			if _, open := <-c.Replies(); !open {
				t.Errorf("it was given up: %v", c.Err())
			}
		}
		c.Close()
	})
}

// TestForgotten: a server that was started again answers nobody whose cookie is from before, but a hello. That ends the
// connection. Where it answers at times, or has nothing to answer, a cookie ends nothing.
func TestForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var again, deaf atomic.Bool
		p := newPeer(func(r event.Request) event.Reply {
			switch {
			case deaf.Load():
				return nil
			case r.Type == event.TypeHello:
				return event.Cookie{Cookie: "c"}
			case again.Load():
				return nil
			}
			return head(r)
		})
		c := connect(t, p, true)
		defer c.Close()
		go func() {
			for range c.Replies() {
			}
		}()
		time.Sleep(time.Minute)
		c.Expect(true)
		time.Sleep(time.Minute)
		for range 100 { // a ping or two are lost each time, and that is doubted
			deaf.Store(true)
			time.Sleep(pingEvery + doubtAfter)
			deaf.Store(false)
			time.Sleep(time.Minute + time.Second/7)
		}
		if err := c.Err(); err != nil {
			t.Fatalf("while the server answers: %v", err)
		}
		again.Store(true)
		began := time.Now()
		for c.Err() == nil && time.Since(began) < time.Minute {
			time.Sleep(time.Second / 2)
		}
		if took := time.Since(began); !errors.Is(c.Err(), ErrForgotten) || took > pingEvery+doubtAfter+2*time.Second {
			t.Errorf("%v after %v", c.Err(), took)
		}
	})
}

// TestWants: what a client does not want to read need not be read.
func TestWants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(head)
		k := Keeper{
			Dial:  func(context.Context) (Conn, error) { return p, nil },
			Wants: func(r event.Reply) bool { _, is := r.(event.Head); return !is },
		}
		c, err := k.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		c.Expect(true)
		time.Sleep(time.Hour)
		p.out <- event.Cookie{Cookie: "late"}.Line()
		p.out <- []byte(`{"type":"news"}`) // of a newer server
		p.out <- event.Ack{Room: "blue"}.Line()
		for _, want := range []string{"event.Cookie", "event.Ack"} {
			if got := fmt.Sprintf("%T", <-c.Replies()); got != want {
				t.Errorf("it read an %s, want an %s", got, want)
			}
		}
	})
}

// deaf is a Conn whose peer takes nothing: a Send ends with the connection.
type deaf struct{ *peer }

func (d deaf) Send([]byte) error {
	<-d.over
	return io.ErrClosedPipe
}

// TestGoodbye: a goodbye is sent, and whoever does not take it is not waited for.
func TestGoodbye(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leave := event.Request{Type: event.TypeLeave, Room: "blue"}
		p := newPeer(silence)
		c := connect(t, p, false)
		c.Goodbye(leave, leave)
		c.Close()
		if len(p.asked) != 2 || p.asked[1].Type != event.TypeLeave {
			t.Errorf("it said %v", p.asked)
		}
		k := Keeper{Dial: func(context.Context) (Conn, error) { return deaf{newPeer(silence)}, nil }}
		c, err := k.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		c.Goodbye(leave)
		c.Close()
		if took := time.Since(began); took != patience {
			t.Errorf("it waited %v for a peer that takes nothing", took)
		}
	})
}

// TestWhyNotSent: when a connection has failed while somebody sends, Send says why, and not that it is closed.
func TestWhyNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPeer(silence)
		k := Keeper{Dial: func(context.Context) (Conn, error) { return deaf{p}, nil }}
		c, err := k.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		p.out <- []byte("welcome")
		if err := c.Send(event.Request{Type: event.TypeRooms}); !errors.Is(err, ErrForeign) {
			t.Errorf("%v, want %v", err, ErrForeign)
		}
	})
}
