package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
)

// TestChatFile: a file is said to its end, however long it is, and up to /quit. The one who hears it is in
// the room without a network, with a queue that holds all of it: behind a socket, on a machine with much
// else to do, it might be cut off as too slow.
func TestChatFile(t *testing.T) {
	const lines = 1000 // more than a client keeps for later
	var file strings.Builder
	want := []string{"* says joined lobby\n"}
	for i := range lines {
		fmt.Fprintln(&file, i)
		want = append(want, fmt.Sprintf("says: %d\n", i))
	}
	file.WriteString("/quit\nis not said\n")
	want = append(want, "* says left lobby\n")
	for _, tr := range transport.All() {
		t.Run(tr.Name, func(t *testing.T) {
			rooms := &hub.Hub{QueueMessages: 2 * lines, QueueBytes: 1 << 20}
			hears := rooms.Connect(netip.Addr{}, nil)
			defer hears.Close()
			hears.Handle(event.Request{Type: event.TypeJoin, Room: "lobby", Name: "hears"})
			hears.Take(nil)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			server, err := tr.ListenBroadcast(ctx, &netx.Host{}, "127.0.0.1:0", transport.Options{Hub: rooms})
			if err != nil {
				t.Fatal(err)
			}
			served := make(chan error, 1)
			go func() { served <- server.Serve(ctx) }()
			got, _, stderr := wirelab(ctx, file.String(), "chat", tr.Name, server.Addr.String(), "--name", "says")
			if got != 0 || stderr != "* you are says in lobby\n" {
				t.Errorf("status %d, %s", got, stderr)
			}
			stop()
			if err := <-served; err != nil {
				t.Error(err)
			}
			queued, err := hears.Take(nil)
			for n := 0; err == nil && len(queued) > n; { // they come in pieces
				n = len(queued)
				queued, err = hears.Take(queued)
			}
			if err != nil || len(queued) != len(want) {
				t.Fatalf("%d lines were heard, want %d (%v)", len(queued), len(want), err)
			}
			for i, msg := range queued {
				if got := string(msg.Plain()); got != want[i] {
					t.Fatalf("line %d is %q, want %q", i, got, want[i])
				}
			}
		})
	}
}

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
		talk := &talking{addr: "here:1", out: io.Discard, notes: &notes, notices: make(chan chat.Notice)}
		talk.client = chat.New(chat.Client{
			Dial: func(context.Context) (chat.Conn, error) {
				if dialed++; dialed > 1 {
					return nil, errors.New("it is \x1b[2J gone")
				}
				return &shortConn{make(chan []byte, 1)}, nil
			},
			Notify: talk.notify,
		})
		began := time.Now()
		err := talk.run(t.Context(), in, "lobby")
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
		talk := &talking{
			Transport: transport.Transport{Title: "TCP"}, addr: "here:1",
			out: io.Discard, notes: &notes, notices: make(chan chat.Notice),
		}
		over := make(chan struct{})
		talk.client = chat.New(chat.Client{
			Dial: func(context.Context) (chat.Conn, error) {
				return closing{silent, over}, nil
			},
			Notify: talk.notify,
		})
		err := talk.run(t.Context(), in, "lobby")
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
