package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// A chatter is wirelab chat at work, with somebody to type and to read.
type chatter struct {
	t     *testing.T
	types io.WriteCloser
	lines chan string // of stdout and stderr together, as on a terminal
	ended chan int    // the exit status
}

// startChat starts it. Its options have been read, and so others may start, when it has said something, or has ended.
func startChat(t *testing.T, args ...string) *chatter {
	starting.Lock()
	started := sync.OnceFunc(starting.Unlock)
	ctx, cancel := context.WithCancel(t.Context())
	in, types := io.Pipe()
	read, out := io.Pipe()
	c := &chatter{t, types, make(chan string, 100), make(chan int, 1)}
	go func() {
		c.ended <- run(ctx, append([]string{"wirelab", "chat"}, args...), in, out, out)
		out.Close()
	}()
	go func() {
		defer close(c.lines)
		defer started()
		for s := bufio.NewScanner(read); s.Scan(); {
			started()
			c.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		cancel()
		types.Close()
		for range c.lines {
		}
	})
	return c
}

// reads waits for lines, in this order; others may come in between.
func (c *chatter) reads(want ...string) {
	c.t.Helper()
	late := time.After(2 * time.Minute)
	var heard []string
	for _, w := range want {
		for got := ""; got != w; {
			select {
			case line, ok := <-c.lines:
				if !ok {
					c.t.Fatalf("it ended before it said %q, and said %q", w, heard)
				}
				got, heard = line, append(heard, line)
			case <-late:
				c.t.Fatalf("it did not say %q", w)
			}
		}
	}
}

func freePort(t *testing.T) string { return strconv.Itoa(netxtest.FreePort(t)) }

// TestChat: members on three transports see one another, and what they should see when the server goes
// and comes back.
func TestChat(t *testing.T) {
	t.Parallel() // it waits, most of the time
	tcp, udp, ws := freePort(t), freePort(t), freePort(t)
	serve := func() (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		_, status := served(ctx, "broadcast", "--tcp", tcp, "--udp", udp, "--ws", ws)
		return func() {
			cancel()
			if got := <-status; got != 0 {
				t.Errorf("serve ended with status %d", got)
			}
		}
	}
	stop := serve()
	ada := startChat(t, "tcp", "127.0.0.1:"+tcp, "--name", "ada")
	ada.reads("* you are ada in lobby")
	eve := startChat(t, "udp", "127.0.0.1:"+udp, "--name", "eve")
	eve.reads("* you are eve in lobby")
	bob := startChat(t, "ws", "127.0.0.1:"+ws, "--name", "bob")
	bob.reads("* you are bob in lobby")
	ada.reads("* eve (udp) joined lobby", "* bob (ws) joined lobby")

	io.WriteString(eve.types, "hi from UDP\n")
	ada.reads("eve (udp): hi from UDP")
	bob.reads("eve (udp): hi from UDP") // who was there before him
	io.WriteString(bob.types, "\x1b[2J and //\n//slash\n/join red\nin red\n")
	ada.reads(`bob (ws): \u001b[2J and //`, "bob (ws): /slash")
	bob.reads("* you are bob in red")
	io.WriteString(ada.types, "hi lobby\n")
	bob.reads("[lobby] ada (tcp): hi lobby") // who is in several rooms sees which
	io.WriteString(ada.types, "/who red\n/name ann\n")
	ada.reads("* in red: bob (ws)")
	eve.reads("* ada (tcp) is now ann")

	stop()
	ada.reads("! the connection was lost (EOF); trying again")
	stop = serve()
	defer stop()
	bob.reads("* connected again", "* you are bob in lobby", "* you are bob in red")
	eve.reads("* connected again", "* you are eve in lobby")
	ada.reads("* connected again", "* you are ann in lobby", "! The server restarted. Earlier messages are gone.")
	io.WriteString(ada.types, "back\n")
	eve.reads("ann (tcp): back")

	io.WriteString(bob.types, "/quit\n")
	for i, c := range []*chatter{bob, ada} {
		c.types.Close()
		if got := <-c.ended; got != 0 {
			t.Errorf("chat %d ended with status %d", i, got)
		}
	}
}

// TestChatMulticast: events over UDP go to the group once, and members who listen to it get them.
func TestChatMulticast(t *testing.T) {
	t.Parallel() // it waits, most of the time
	group := "239.77.1.2:" + freePort(t)
	netxtest.NeedsMulticast(t, group)
	ctx, cancel := context.WithCancel(t.Context())
	at, status := served(ctx, "broadcast", "--tcp", "0", "--udp", "0", "--ws", "0", "--multicast", group)
	defer func() {
		cancel()
		<-status
	}()
	ada := startChat(t, "udp", at["udp"], "--name", "ada", "--multicast", group)
	ada.reads("* you are ada in lobby")
	eve := startChat(t, "udp", at["udp"], "--name", "eve", "--multicast", group)
	eve.reads("* you are eve in lobby")
	io.WriteString(eve.types, "to the group\n")
	ada.reads("eve (udp): to the group")
	deaf := startChat(t, "udp", at["udp"], "--name", "deaf") // does not listen to it
	deaf.reads("* you are deaf in lobby")
	io.WriteString(eve.types, "and to the deaf\n")
	deaf.reads("eve (udp): and to the deaf   (recovered)") // once the server's head tells that something is missing
}

// TestChatFile: a file is said to its end, however long it is, and up to /quit. The one who hears it is in
// the room without a network, with a queue that holds all of it: behind a socket, on a machine with much
// else to do, it might be cut off as too slow.
func TestChatFile(t *testing.T) {
	const lines = 1000 // more than a client keeps for later
	var file strings.Builder
	want := []string{"* says (OVER) joined lobby\n"}
	for i := range lines {
		fmt.Fprintln(&file, i)
		want = append(want, fmt.Sprintf("says (OVER): %d\n", i))
	}
	file.WriteString("/quit\nis not said\n")
	want = append(want, "* says (OVER) left lobby\n")
	for _, tr := range transport.WithSocketIO() {
		t.Run(tr.Name, func(t *testing.T) {
			rooms := &hub.Hub{QueueMessages: 2 * lines, QueueBytes: 1 << 20}
			hears := rooms.Connect(netip.Addr{}, "", nil)
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
				if got, want := string(msg.Plain()), strings.ReplaceAll(want[i], "OVER", tr.Name); got != want {
					t.Fatalf("line %d is %q, want %q", i, got, want)
				}
			}
		})
	}
}
