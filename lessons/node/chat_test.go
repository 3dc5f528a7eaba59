// Package node_test runs the scripts beside it, where there are node and the packages.
package node_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/tcpdemo"
	"wirelab/wsdemo"
)

// TestChats: those who use the official client, nothing but TCP, and nc are in one room. Two of them are away for two
// seconds, and get what they have missed.
func TestChats(t *testing.T) {
	t.Parallel()
	needs(t, "socket.io-client")
	h := &hub.Hub{}
	ws := serve(t, (&wsdemo.BroadcastServer{Hub: h}).Serve)
	tcp := serve(t, (&tcpdemo.BroadcastServer{Hub: h}).Serve)
	eve := dial(t, tcp)
	eve.says("/join lobby eve")
	eve.hears("* you are eve in lobby")

	zoe := run(t, "chat.mjs", "zoe", "lobby", "http://"+ws)
	zoe.hears("* connected, socket.recovered is false", "* you are zoe in lobby")
	eve.hears("* zoe (socketio) joined lobby")
	host, port, err := net.SplitHostPort(tcp)
	if err != nil {
		t.Fatal(err)
	}
	bob := run(t, "chat-net.mjs", "bob", "lobby", host, port)
	bob.hears("* you are bob in lobby")
	everybody := []*person{eve, zoe, bob}
	for _, p := range everybody[:2] {
		p.hearsAbout("bob", "joined lobby")
	}
	for _, p := range everybody {
		p.says("hi from " + p.name)
		for _, q := range everybody {
			q.hearsAbout(p.name, "hi from "+p.name)
		}
	}
	zoe.says("\x1b[2J\u202e")
	bob.hears("zoe: \ufffd[2J\ufffd")

	for _, away := range []*person{zoe, bob} {
		away.says("/away 2")
		eve.hearsAbout(away.name, "left lobby")
		eve.says("you miss this, " + away.name)
		eve.hearsAbout(away.name, "joined lobby") // two seconds later
		eve.says("welcome back")
		if away == zoe {
			away.hears("* connected, socket.recovered is true")
		}
		away.hears("eve: you miss this, "+away.name, "eve: welcome back")
	}
}

// TestServer: a server of one's own carries the same chat.
func TestServer(t *testing.T) {
	t.Parallel()
	needs(t, "socket.io-client")
	needs(t, "socket.io")
	server := run(t, "server.mjs", "0")
	url := server.line()
	zoe := run(t, "chat.mjs", "zoe", "lobby", url)
	zoe.hears("* you are zoe in lobby")
	tim := run(t, "chat.mjs", "tim", "lobby", url)
	zoe.hears("* tim joined lobby")
	tim.says("hi")
	zoe.hears("tim: hi")
	zoe.says("hi tim")
	tim.hears("tim: hi", "zoe: hi tim")

	zoe.says("/away 2")
	tim.hears("* zoe left lobby")
	tim.says("you miss this")
	tim.hears("* zoe joined lobby")
	zoe.hears("tim: you miss this", "* connected, socket.recovered is true") // this server sends what was missed first

	refused := run(t, "chat.mjs", "tim", "two words", url)
	refused.hears("! a room and a name are 1 to 64 of A-Z a-z 0-9 . _ -")
	refused.says("is anybody here?") // the server goes on
	tim.says("yes")
	zoe.hears("tim: yes")
}

// TestServerComesLater: a client that finds nobody tries again.
func TestServerComesLater(t *testing.T) {
	t.Parallel()
	needsNode(t)
	port := strconv.Itoa(netxtest.FreePort(t))
	addr := net.JoinHostPort("127.0.0.1", port)
	bob := run(t, "chat-net.mjs", "bob", "lobby", "127.0.0.1", port)
	bob.hears("! connect ECONNREFUSED "+addr, "* disconnected")
	serveAt(t, addr, (&tcpdemo.BroadcastServer{Hub: &hub.Hub{}}).Serve)
	bob.hears("* you are bob in lobby")
}

// TestTooFast: who may not come in yet, as one of many, comes in as soon as the server allows it.
func TestTooFast(t *testing.T) {
	t.Parallel()
	needs(t, "socket.io-client")
	h := &hub.Hub{Rate: 1}
	ws := serve(t, (&wsdemo.BroadcastServer{Hub: h}).Serve)
	tcp := serve(t, (&tcpdemo.BroadcastServer{Hub: h}).Serve)
	host, port, err := net.SplitHostPort(tcp)
	if err != nil {
		t.Fatal(err)
	}
	for range 120 { // so that it takes 12 s at once to let one more in
		h.Connect(netip.Addr{}, "", nil).Handle(event.Request{Type: event.TypeJoin, Room: "lobby"})
	}
	zoe := run(t, "chat.mjs", "zoe", "lobby", "http://"+ws)
	bob := run(t, "chat-net.mjs", "bob", "lobby", host, port)
	before := h.Connect(netip.MustParseAddr(host), "", nil)
	for i := range 5 {
		before.Handle(event.Request{Type: event.TypeJoin, Room: strconv.Itoa(i)})
	}
	before.Close() // what it owes is its host's
	zoe.hears("* you are zoe in lobby")
	bob.hears("* you are bob in lobby")
	t.Logf("%d times somebody had to wait", h.Stats().Refused) // none where the scripts take so long to start
}

// TestMain has more tests run at once than there are processors: they wait, most of the time.
func TestMain(m *testing.M) {
	flag.Set("test.parallel", "6") // unless the command line says otherwise
	os.Exit(m.Run())
}

func needsNode(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no node: its scripts are not tried")
	}
}

// needs skips a test where node or a package is missing.
func needs(t *testing.T, pkg string) {
	t.Helper()
	needsNode(t)
	if _, err := os.Stat("node_modules/" + pkg); err != nil {
		t.Skipf("there is no package %s: run npm ci in lessons/node", pkg)
	}
}

// serve starts a server until the end of the test.
func serve(t *testing.T, serve func(context.Context, net.Listener) error) (addr string) {
	return serveAt(t, "127.0.0.1:0", serve)
}

func serveAt(t *testing.T, addr string, serve func(context.Context, net.Listener) error) string {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

// A person is a program to which one types, and which prints.
type person struct {
	*testing.T
	name  string
	in    io.Writer
	lines chan string // what it prints
}

// run runs a script until the end of the test.
func run(t *testing.T, script string, args ...string) *person {
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "node", append([]string{script}, args...)...)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), "SOLUTION=./chat.solution.mjs") // of the lesson on a chat of one's own
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := reads(t, args[0], in, out)
	t.Cleanup(func() {
		cancel()
		for range p.lines { // to the end, as Wait wants it
		}
		cmd.Wait() // was killed
	})
	return p
}

// dial is somebody who has nc.
func dial(t *testing.T, addr string) *person {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return reads(t, "eve", conn, conn)
}

func reads(t *testing.T, name string, in io.Writer, out io.Reader) *person {
	p := &person{t, name, in, make(chan string, 64)}
	go func() {
		defer close(p.lines)
		for said := bufio.NewScanner(out); said.Scan(); {
			p.lines <- said.Text()
		}
	}()
	return p
}

func (p *person) says(line string) {
	p.Helper()
	if _, err := fmt.Fprintln(p.in, line); err != nil {
		p.Fatal(err)
	}
}

func (p *person) line() string {
	p.Helper()
	select {
	case line, ok := <-p.lines:
		if ok {
			return line
		}
		p.Fatalf("%s has ended", p.name)
	case <-time.After(30 * time.Second):
		p.Fatalf("%s says nothing", p.name)
	}
	return ""
}

// hears waits for lines, in this order, and passes over others.
func (p *person) hears(want ...string) {
	p.Helper()
	for _, want := range want {
		for got := ""; got != want; {
			p.Logf("%s waits for %q", p.name, want)
			got = p.line()
		}
	}
}

// hearsAbout waits for a line in which somebody says or does something, whether or not it shows a transport.
func (p *person) hearsAbout(who, what string) {
	p.Helper()
	for {
		line := strings.TrimPrefix(p.line(), "* ")
		for _, transport := range []string{"", " (tcp)", " (socketio)"} {
			if line == who+transport+": "+what || line == who+transport+" "+what {
				return
			}
		}
	}
}
