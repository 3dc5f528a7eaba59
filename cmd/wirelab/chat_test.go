package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"wirelab/internal/room/event"
)

// A chatter is wirelab chat at work, with somebody to type and to read.
type chatter struct {
	t     *testing.T
	types io.WriteCloser
	lines chan string // of stdout and stderr together, as on a terminal
	ended chan int    // the exit status
}

func startChat(t *testing.T, args ...string) *chatter {
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
		for s := bufio.NewScanner(read); s.Scan(); {
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
	late := time.After(30 * time.Second)
	for _, w := range want {
		for got := ""; got != w; {
			select {
			case line, ok := <-c.lines:
				if !ok {
					c.t.Fatalf("it ended before it said %q", w)
				}
				got = line
			case <-late:
				c.t.Fatalf("it did not say %q", w)
			}
		}
	}
}

func portOf(addr string) string {
	_, port, _ := net.SplitHostPort(addr)
	return port
}

// TestChat: members on three transports see one another, and what they should see when the server goes
// and comes back.
func TestChat(t *testing.T) {
	tcp, udp, ws := portOf(freePort(t)), portOf(freePort(t)), portOf(freePort(t))
	serve := func() (stop func()) {
		ctx, cancel := context.WithCancel(t.Context())
		out, status := running(ctx, "serve", "broadcast", "--tcp", tcp, "--udp", udp, "--ws", ws)
		addresses(out)
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
	ada.reads("* eve joined lobby", "* bob joined lobby")

	io.WriteString(eve.types, "hi from UDP\n")
	ada.reads("eve: hi from UDP")
	bob.reads("eve: hi from UDP")
	io.WriteString(bob.types, "\x1b[2J and //\n//slash\n/join red\nin red\n")
	ada.reads(`bob: \u001b[2J and //`, "bob: /slash")
	bob.reads("* you are bob in red")
	io.WriteString(ada.types, "hi lobby\n")
	bob.reads("[lobby] ada: hi lobby") // who is in several rooms sees which
	io.WriteString(ada.types, "/who red\n/name ann\n")
	ada.reads("* in red: bob")
	eve.reads("* ada is now ann")

	stop()
	ada.reads("! the connection is lost (EOF); trying again")
	stop = serve()
	defer stop()
	bob.reads("* connected again", "* you are bob in lobby", "* you are bob in red")
	eve.reads("* connected again", "* you are eve in lobby")
	ada.reads("* connected again", "* you are ann in lobby", "! lobby has begun anew: what you did not see of it before is lost")
	io.WriteString(ada.types, "back\n")
	eve.reads("ann: back")

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
	group := "239.77.1.2:" + portOf(freePort(t))
	if !multicastWorks(group) {
		t.Skip("skipped: multicast does not come back on this machine")
	}
	ctx, cancel := context.WithCancel(t.Context())
	out, status := running(ctx, "serve", "broadcast", "--tcp", "0", "--udp", "0", "--ws", "0", "--multicast", group)
	at := addresses(out)
	defer func() {
		cancel()
		<-status
	}()
	ada := startChat(t, "udp", at["udp"], "--name", "ada", "--multicast", group)
	ada.reads("* you are ada in lobby")
	eve := startChat(t, "udp", at["udp"], "--name", "eve", "--multicast", group)
	eve.reads("* you are eve in lobby")
	io.WriteString(eve.types, "to the group\n")
	ada.reads("eve: to the group")
	deaf := startChat(t, "udp", at["udp"], "--name", "deaf") // does not listen to it
	deaf.reads("* you are deaf in lobby")
	io.WriteString(eve.types, "and to the deaf\n")
	deaf.reads("eve: and to the deaf   (recovered)") // once the server's head tells that something is missing
}

// TestGroupIsNotTrusted: what comes to a group from elsewhere than the server's port, or is no event, is
// not heard.
func TestGroupIsNotTrusted(t *testing.T) {
	group := "239.77.1.3:" + portOf(freePort(t))
	if !multicastWorks(group) {
		t.Skip("skipped: multicast does not come back on this machine")
	}
	to, err := multicastGroup(group)
	if err != nil {
		t.Fatal(err)
	}
	listen := func() net.PacketConn {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { pc.Close() })
		return pc
	}
	server, stranger := listen(), listen()
	conn, err := net.Dial("udp", server.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	heard, err := hearGroup(plainConn{conn}, to, server.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer heard.Close()
	say := func(offset uint64) []byte {
		return event.Event{Room: "blue", Offset: offset, From: "ada", Event: "message"}.Line()
	}
	stranger.WriteTo(say(1), to)
	server.WriteTo(event.Cookie{Cookie: "evil"}.Line(), to)
	server.WriteTo((&event.Error{Code: event.Replaced}).Line(), to)
	server.WriteTo(say(2), to)
	buf := make([]byte, 2000)
	if n, err := heard.Recv(buf); err != nil || string(buf[:n]) != string(say(2)) {
		t.Errorf("%q, %v", buf[:n], err)
	}
	server.WriteTo(event.Cookie{Cookie: "good"}.Line(), conn.LocalAddr())
	if n, err := heard.Recv(buf); err != nil || !strings.Contains(string(buf[:n]), "good") {
		t.Errorf("from the server itself: %q, %v", buf[:n], err)
	}
}

// plainConn makes a chat.Conn of a UDP socket.
type plainConn struct{ net.Conn }

func (c plainConn) Send(msg []byte) error        { _, err := c.Write(msg); return err }
func (c plainConn) Recv(buf []byte) (int, error) { return c.Read(buf) }

// multicastWorks says whether what is sent to a group from loopback is heard there.
func multicastWorks(group string) bool {
	addr, err := multicastGroup(group)
	if err != nil {
		return false
	}
	pc, err := net.ListenMulticastUDP("udp", nil, addr)
	if err != nil {
		return false
	}
	defer pc.Close()
	joinEverywhere(pc, addr)
	from, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return false
	}
	defer from.Close()
	if _, err := from.WriteTo([]byte("hi"), addr); err != nil {
		return false
	}
	pc.SetReadDeadline(time.Now().Add(time.Second))
	buf := make([]byte, 10)
	n, err := pc.Read(buf)
	return err == nil && strings.HasPrefix(string(buf[:n]), "hi")
}
