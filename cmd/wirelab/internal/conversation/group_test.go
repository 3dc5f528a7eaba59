package conversation

import (
	"net"
	"strings"
	"testing"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/event"
)

// TestGroupIsNotTrusted: what comes to a group from elsewhere than the server's port, or is no event, is
// not heard.
func TestGroupIsNotTrusted(t *testing.T) {
	const group = "239.77.1.3:7104"
	netxtest.NeedsMulticast(t, group)
	to, err := net.ResolveUDPAddr("udp", group)
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

// plainConn makes a reconnect.Conn of a UDP socket.
type plainConn struct{ net.Conn }

func (c plainConn) Send(msg []byte) error        { _, err := c.Write(msg); return err }
func (c plainConn) Recv(buf []byte) (int, error) { return c.Read(buf) }
