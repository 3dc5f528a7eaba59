package udpdemo

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/net/ipv4"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// TestMulticast: an event goes to the group once, however many programs are in the room. Replies, what
// was missed, and what people see goes to each alone.
func TestMulticast(t *testing.T) {
	s := &BroadcastServer{Hub: fixed(), Multicast: udpAddr("239.255.71.2:7103").(*net.UDPAddr)}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, eve, person := connect().hello(), connect().hello(), connect().hello()
		group := &talker{t: t, server: ada.server, addr: s.Multicast.String()}
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		group.hearsNothing()
		eve.say(`{"type":"join","room":"blue","name":"eve"}`)
		eve.hears(`{"type":"joined",*}`)
		group.hears(`{"type":"event","room":"blue","offset":2,"from":"eve","event":"join","transport":"udp"}`)
		person.say("/join blue bob " + person.cookie)
		person.hears("* you are bob in blue\n")
		group.hears(`*"from":"bob","event":"join","transport":"udp"}`)

		ada.say(`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}`)
		ada.hears(`{"type":"ack","id":7,"room":"blue","offset":4}`)
		group.hears(`{"type":"event","room":"blue","offset":4,"from":"ada","event":"message","data":"hi"}`)
		person.hears("ada (udp): hi\n")
		ada.say(`{"type":"emit","id":8,"room":"blue","event":"message","data":"ho","self":false}`)
		ada.hears(`{"type":"ack",*}`)
		group.hears(`*"data":"ho"}`)
		person.hears("ada (udp): ho\n")

		eve.say(`{"type":"resume","room":"blue","epoch":"k3f9","offset":3}`)
		eve.hears(`*"data":"hi"}`, `*"data":"ho"}`)
		person.say("bye")
		person.hears("bob (udp): bye\n")
		group.hears(`*"from":"bob","event":"message","data":"bye"}`)
		for _, c := range []*talker{group, ada, eve, person} {
			c.hearsNothing()
		}
	})
}

// inRoom connects members to a room and has one speak, and returns what is last in their queues.
func inRoom(t *testing.T, rooms *hub.Hub, members int) []*hub.Message {
	t.Helper()
	all := make([]*hub.Member, members)
	for i := range all {
		all[i] = rooms.Connect(netip.Addr{}, "", nil)
		t.Cleanup(all[i].Close)
		all[i].Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
	}
	all[0].Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message"})
	last := make([]*hub.Message, members)
	for i, m := range all {
		queue, err := m.Take(nil)
		if err != nil {
			t.Fatal(err)
		}
		last[i] = queue[len(queue)-1]
	}
	return last
}

// What a member has asked for goes to it alone, and the event to the group when it is another's turn.
func TestGroupRoute(t *testing.T) {
	g := newGroup(&net.UDPAddr{IP: groupIP, Port: 7103})
	ada, eve := &lease{peer: udpAddr("10.0.0.2:5000"), speaks: inJSON{}}, &lease{peer: udpAddr("10.0.0.3:5000"), speaks: inJSON{}}
	bob := &lease{peer: udpAddr("10.0.0.4:5000"), speaks: &inPlain{}}
	m := inRoom(t, fixed(), 3)[0]
	for i, test := range []struct {
		l      *lease
		missed bool
		want   net.Addr
	}{
		{ada, true, ada.peer},
		{bob, false, bob.peer},
		{eve, false, g.addr},
		{ada, false, nil},
		{eve, false, nil},
		{bob, false, bob.peer},
		{ada, true, ada.peer},
	} {
		if got := g.route(m, test.l, test.missed); got != test.want {
			t.Errorf("turn %d: to %v, want %v", i+1, got, test.want)
		}
	}
}

// Each event goes to the group once, in whatever order; a room that has begun anew is another.
func TestGroupFirst(t *testing.T) {
	g := newGroup(&net.UDPAddr{})
	for i, test := range []struct {
		room, epoch string
		offset      uint64
		want        bool
	}{
		{"blue", "a", 2, true},
		{"blue", "a", 2, false},
		{"blue", "a", 1, true}, // left out of the queue that was first
		{"blue", "a", 1, false},
		{"blue", "a", 256, true},
		{"blue", "a", 257, true},
		{"blue", "a", 257, false},
		{"red", "a", 2, true},
		{"blue", "b", 2, true},
		{"blue", "b", 2, false},
	} {
		if got := g.first(test.room, test.epoch, test.offset); got != test.want {
			t.Errorf("%d: %t, want %t", i+1, got, test.want)
		}
	}
	for i := range 3 * maxGroupRooms {
		g.first(fmt.Sprint("room-", i), "a", 1)
		if len(g.rooms) > maxGroupRooms {
			t.Fatalf("%d rooms are kept", len(g.rooms))
		}
	}
}

// TestMulticastLoopback: the same on real sockets, as far as this machine has multicast.
func TestMulticastLoopback(t *testing.T) {
	loopback, group := joinGroup(t)
	pc := listen(t, "127.0.0.1:0")
	if err := ipv4.NewPacketConn(pc).SetMulticastInterface(loopback); err != nil {
		t.Skip(err)
	}
	addr := &net.UDPAddr{IP: groupIP, Port: group.LocalAddr().(*net.UDPAddr).Port}
	if _, err := pc.WriteTo([]byte("probe"), addr); err != nil {
		t.Skip(err)
	}
	group.SetReadDeadline(time.Now().Add(time.Second))
	buf := make([]byte, maxDatagram)
	if _, _, err := group.ReadFrom(buf); err != nil {
		t.Skipf("multicast on loopback does not arrive: %v", err)
	}
	group.SetReadDeadline(time.Now().Add(patience))

	stop, served := startRooms(t, &BroadcastServer{Hub: fixed(), Multicast: addr}, pc)
	conn := dial(t, pc.LocalAddr().String())
	cookie := helloOver(t, conn)
	for _, request := range []string{`{"type":"join","room":"blue","name":"ada"`, `{"type":"emit","room":"blue","event":"message"`} {
		fmt.Fprintf(conn, `%s,"cookie":%q}`, request, cookie)
		read(t, conn)
	}
	n, _, err := group.ReadFrom(buf)
	if got, want := string(buf[:n]), `{"type":"event","room":"blue","offset":2,"from":"ada","event":"message"}`; got != want {
		t.Errorf("the group got %s, %v, want %s", got, err, want)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

var groupIP = net.IPv4(239, 255, 71, 2)

// joinGroup returns a socket that is in that group on the loopback interface.
func joinGroup(t *testing.T) (*net.Interface, *net.UDPConn) {
	t.Helper()
	interfaces, err := net.Interfaces()
	if err != nil {
		t.Skip(err)
	}
	for _, i := range interfaces {
		if i.Flags&net.FlagLoopback == 0 {
			continue
		}
		group, err := net.ListenMulticastUDP("udp4", &i, &net.UDPAddr{IP: groupIP})
		if err != nil {
			t.Skip(err)
		}
		t.Cleanup(func() { group.Close() })
		return &i, group
	}
	t.Skip("there is no loopback interface")
	return nil, nil
}

// helloOver gets a cookie over a socket.
func helloOver(t *testing.T, conn net.Conn) (cookie string) {
	t.Helper()
	fmt.Fprint(conn, `{"type":"hello"}`)
	var answer struct{ Cookie string }
	if err := json.Unmarshal(read(t, conn), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Cookie
}
