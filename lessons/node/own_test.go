package node_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"wirelab/internal/room/hub"
	"wirelab/tcpdemo"
)

// TestOwnChat: what the lesson on a chat of one's own asks for does it with wirelab's server, too. Its connection is cut,
// and nothing is missed on either side.
func TestOwnChat(t *testing.T) {
	t.Parallel()
	needsNode(t)
	tcp := serve(t, (&tcpdemo.BroadcastServer{Hub: &hub.Hub{}}).Serve)
	eve := dial(t, tcp)
	eve.says("/join lobby eve")
	eve.hears("* you are eve in lobby")
	way := layCable(t, tcp)
	host, port, err := net.SplitHostPort(way.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	zoe := run(t, "../16-own-chat/make/talk.mjs", "zoe", "lobby", host, port)
	eve.hearsAbout("zoe", "joined lobby")
	zoe.says("hi")
	zoe.hears("zoe: hi")
	eve.hearsAbout("zoe", "hi")
	for range 2 {
		way.cut()
		eve.hearsAbout("zoe", "left lobby")
		eve.says("you miss this, zoe")
		zoe.says("and you?")
		zoe.hears("eve: you miss this, zoe", "zoe: and you?")
		eve.hearsAbout("zoe", "and you?")
	}
	zoe.says("/cut 1")
	zoe.hears("* cut for 1 s")
	eve.hearsAbout("zoe", "left lobby")
	eve.says("nor do you miss this")
	zoe.hears("eve: nor do you miss this")
	long := strings.Repeat("long", 500)
	zoe.says(long)
	zoe.hears("! not said: the event is larger than this server takes: " + long[:40])
	zoe.says("short")
	zoe.hears("zoe: short")
}

// A cable leads to a server, and can be cut.
type cable struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
}

// layCable lays a cable until the end of the test. Who connects to it is connected to addr.
func layCable(t *testing.T, addr string) *cable {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cable{Listener: ln}
	t.Cleanup(func() {
		ln.Close()
		c.cut()
	})
	go func() {
		for {
			near, err := ln.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", addr)
			if err != nil {
				near.Close()
				continue
			}
			c.mu.Lock()
			c.conns = append(c.conns, near, far)
			c.mu.Unlock()
			go io.Copy(far, near)
			go io.Copy(near, far)
		}
	}()
	return c
}

// cut ends all connections that there are.
func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.conns {
		conn.Close()
	}
	c.conns = nil
}
