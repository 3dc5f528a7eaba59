package wsdemo

import (
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"

	"wirelab/internal/network/netx"
	"wirelab/internal/network/netx/netxtest"
	"wirelab/wsdemo/frames"
)

// Many messages that come in together go back together. A pipe shows it: one Read brings what one
// Write wrote.
func TestEchoesLeaveTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := dial(t, &EchoServer{}, &netxtest.Pipes{})
		p.send(t, strings.Repeat(frame(fin|opText, "hi"), 100))
		buf := make([]byte, 16<<10)
		n, err := p.Read(buf)
		if want := strings.Repeat("\x81\x02hi", 100); string(buf[:n]) != want || err != nil {
			t.Errorf("the first Write brought %q, %v, want all hundred echoes", buf[:n], err)
		}
	})
}

func TestCloseGivesSlotBack(t *testing.T) {
	end, peer := net.Pipe()
	defer peer.Close()
	here := netip.MustParseAddr("127.0.0.1")
	c := &slotConn{Conn: end, slots: &netx.Shares{Places: 1}, from: here}
	c.slots.Take(here)
	c.Close()
	if !c.slots.Take(here) { // for another connection
		t.Error("the slot is still taken")
	}
	c.Close()
	if c.slots.Take(here) {
		t.Error("closing twice gave two slots back")
	}
}

func TestCloseWrite(t *testing.T) {
	nw := &netx.Host{}
	ln, err := nw.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	peer := open(t, nw, ln.Addr().String())
	accepted, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	slot := &slotConn{Conn: accepted, slots: &netx.Shares{Places: 1}}
	slot.slots.Take(slot.from)
	c := frames.NewFlushConn(slot)
	defer c.Close()

	write(t, c, "last words")
	if err := c.CloseWrite(); err != nil {
		t.Error(err)
	}
	if got, err := io.ReadAll(peer); string(got) != "last words" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := peer.Write([]byte("yes?")); err != nil {
		t.Error(err)
	}
	expectRead(t, c, "yes?")
}

func write(t *testing.T, conn net.Conn, what string) {
	t.Helper()
	if n, err := conn.Write([]byte(what)); n != len(what) || err != nil {
		t.Errorf("Write: %d, %v", n, err)
	}
}

func expectRead(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	buf := make([]byte, 100)
	if n, err := conn.Read(buf); string(buf[:n]) != want || err != nil {
		t.Errorf("Read: %q, %v, want %q", buf[:n], err, want)
	}
}
