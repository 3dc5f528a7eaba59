package conversation

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
)

// shortConn is a connection on which the server answers a join, and goes.
type shortConn struct{ joined chan []byte }

func (c *shortConn) Send([]byte) error {
	select {
	case c.joined <- event.Joined{Room: "lobby", Epoch: "a", Offset: 1, Member: "ada"}.Line():
	default:
	}
	return nil
}

func (c *shortConn) Recv(b []byte) (int, error) {
	line, ok := <-c.joined
	if !ok {
		return 0, io.EOF
	}
	time.AfterFunc(time.Second, func() { close(c.joined) })
	return copy(b, line), nil
}

func (c *shortConn) Close() error { return nil }

// TestChatAway: without a person, a server that has gone for good is an error in the end.
func TestChatAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, types := io.Pipe() // which says nothing, and does not end
		defer types.Close()
		dialed := 0
		var notes strings.Builder
		talk := &Chat{
			Transport: transport.Transport{Reliable: true}, Addr: "here:1", Out: io.Discard, Notes: &notes,
			dial: func(context.Context) (reconnect.Conn, error) {
				if dialed++; dialed > 1 {
					return nil, errors.New("it is \x1b[2J gone")
				}
				return &shortConn{make(chan []byte, 1)}, nil
			},
		}
		began := time.Now()
		err := talk.Run(t.Context(), in, "lobby")
		if err == nil || err.Error() != "the server has been gone for 1m0s" {
			t.Errorf("it ended with %v", err)
		}
		if took := time.Since(began); took != time.Second+time.Minute {
			t.Errorf("it ended after %v", took)
		}
		if want := "* you are ada in lobby\n! the connection was lost (EOF); trying again\n"; notes.String() != want {
			t.Errorf("it noted %q", &notes)
		}
	})
}

// TestNotMet: what has never answered as a broadcast server does is wrong use, which is said in a line.
func TestNotMet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, types := io.Pipe()
		defer types.Close()
		silent := &shortConn{} // takes all, and answers nothing
		var notes strings.Builder
		over := make(chan struct{})
		talk := &Chat{
			Transport: transport.Transport{Title: "TCP", Reliable: true}, Addr: "here:1", Out: io.Discard, Notes: &notes,
			dial: func(context.Context) (reconnect.Conn, error) { return closing{silent, over}, nil },
		}
		err := talk.Run(t.Context(), in, "lobby")
		var wrong *usage.Error
		if !errors.As(err, &wrong) || err.Error() != "here:1 is no broadcast server over TCP: the server is silent" {
			t.Errorf("it ended with %v", err)
		}
		if notes.String() != "! here:1 has not answered yet\n" {
			t.Errorf("it noted %q", &notes)
		}
	})
}

// closing is a connection that receives nothing until it is closed.
type closing struct {
	reconnect.Conn
	over chan struct{}
}

func (c closing) Recv([]byte) (int, error) {
	<-c.over
	return 0, io.EOF
}

func (c closing) Close() error {
	close(c.over)
	return nil
}

// answering is a connection to a server that answers all that is asked, and numbers what is said.
type answering struct {
	answers chan []byte
	said    *[]string
	once    *sync.Once
	over    chan struct{}
}

func newAnswering(said *[]string) answering {
	return answering{make(chan []byte, 99), said, new(sync.Once), make(chan struct{})}
}

func (c answering) Send(msg []byte) error {
	r, err := event.DecodeRequest(msg)
	if err != nil {
		return err
	}
	switch r.Type {
	case event.TypeJoin:
		c.answers <- event.Joined{Room: r.Room, Epoch: "a", Offset: 1, Member: "ada"}.Line()
	case event.TypePing:
		c.answers <- event.Head{Room: "lobby", Epoch: "a", Offset: uint64(1 + len(*c.said))}.Line()
	case event.TypeEmit:
		*c.said = append(*c.said, string(r.Data))
		c.answers <- event.Ack{ID: r.ID, Room: r.Room, Offset: uint64(1 + len(*c.said))}.Line()
	}
	return nil
}

func (c answering) Recv(b []byte) (int, error) {
	select {
	case line := <-c.answers:
		return copy(b, line), nil
	case <-c.over:
		return 0, io.EOF
	}
}

func (c answering) Close() error {
	c.once.Do(func() { close(c.over) })
	return nil
}

// TestChatWaits: what is typed while there is no connection is said to wait, and is sent afterwards, once.
func TestChatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, types := io.Pipe()
		var said []string
		var notes strings.Builder
		var conns []answering
		talk := &Chat{
			Transport: transport.Transport{Reliable: true}, Addr: "here:1", Out: io.Discard, Notes: &notes,
			dial: func(context.Context) (reconnect.Conn, error) {
				if len(conns) == 1 && len(said) == 0 {
					time.Sleep(3 * time.Second)
				}
				c := newAnswering(&said)
				conns = append(conns, c)
				return c, nil
			},
		}
		ended := make(chan error)
		go func() { ended <- talk.Run(t.Context(), in, "lobby") }()
		synctest.Wait()
		conns[0].Close()
		time.Sleep(time.Second)
		io.WriteString(types, "one\ntwo\n")
		time.Sleep(time.Minute)
		types.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		want := "* you are ada in lobby\n! the connection was lost (EOF); trying again\n" +
			"* not sent yet: waiting for the connection\n* not sent yet: waiting for the connection\n" +
			"* connected again, sending 2 waiting lines\n* you are ada in lobby\n"
		if notes.String() != want {
			t.Errorf("it noted\n%s, want\n%s", &notes, want)
		}
		if strings.Join(said, " ") != `"one" "two"` {
			t.Errorf("said: %s", said)
		}
	})
}

// TestMissedLine: what is lost is said in whole sentences, with the room where there are several.
func TestMissedLine(t *testing.T) {
	for _, test := range []struct {
		missed chat.Missed
		rooms  int
		want   string
	}{
		{chat.Missed{Room: "blue", From: 1, Restarted: true}, 1, "! The server restarted. Earlier messages are gone."},
		{
			chat.Missed{Room: "blue", From: 1, To: 3, Restarted: true},
			2,
			"! The server restarted. Earlier messages in blue are gone, and 3 events since then.",
		},
		{chat.Missed{Room: "blue", From: 5, To: 5}, 1, "! 1 event lost: the server no longer has what you missed"},
		{chat.Missed{Room: "blue", From: 5, To: 7}, 2, "! 3 events in blue lost: the server no longer has what you missed"},
	} {
		if got, _ := noticeLine(test.missed, test.rooms); got != test.want {
			t.Errorf("%+v: %q, want %q", test.missed, got, test.want)
		}
	}
}

// TestChatFull: that there is no room for one more ends the conversation, with the reason.
func TestChatFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := newAnswering(new([]string))
		conn.answers <- (&event.Error{Code: event.TooManyMembers, Reason: "full\x1b[2J"}).Line()
		talk := &Chat{
			Transport: transport.Transport{Reliable: true}, Addr: "here:1", Out: io.Discard, Notes: io.Discard,
			dial: func(context.Context) (reconnect.Conn, error) { return conn, nil },
		}
		in, types := io.Pipe()
		defer types.Close()
		if err := talk.Run(t.Context(), in, "lobby"); err == nil || err.Error() != `here:1: full\u001b[2J` {
			t.Errorf("it ended with %v", err)
		}
	})
}
