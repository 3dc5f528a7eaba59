package conversation

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
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
			dial: func(context.Context) (chat.Conn, error) {
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
		if want := "* you are ada in lobby\n! the connection is lost (EOF); trying again\n"; notes.String() != want {
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
			dial: func(context.Context) (chat.Conn, error) { return closing{silent, over}, nil },
		}
		err := talk.Run(t.Context(), in, "lobby")
		var wrong *usage.Error
		if !errors.As(err, &wrong) || err.Error() != "here:1 is no broadcast server over TCP: the server is silent" {
			t.Errorf("it ended with %v", err)
		}
		if notes.String() != "! here:1 has not answered so far\n" {
			t.Errorf("it noted %q", &notes)
		}
	})
}

// closing is a connection that receives nothing until it is closed.
type closing struct {
	chat.Conn
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
