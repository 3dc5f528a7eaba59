package udpdemo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
)

// TestBroadcastJSON is the conversation of the format's description: hello, join, emit,
// acknowledgement, event.
func TestBroadcastJSON(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, eve := connect(), connect().hello()
		ada.say(`{"type":"hello"}`)
		n, err := fmt.Sscanf(ada.hear(), `{"type":"cookie","cookie":%q}`, &ada.cookie)
		if n != 1 || err != nil {
			t.Fatal(err)
		}
		ada.say(`{"type":"join","room":"blue","name":"ada","session":"f3"}`)
		ada.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":1,"member":"ada"}`)
		eve.say(`{"type":"join","room":"blue","name":"eve"}`)
		eve.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":2,"member":"eve"}`)
		ada.hears(`{"type":"event","room":"blue","offset":2,"from":"eve","event":"join","transport":"udp"}`)
		ada.say(`{"type":"emit","id":7,"room":"blue","event":"message","data":"hi"}`)
		said := `{"type":"event","room":"blue","offset":3,"from":"ada","event":"message","data":"hi"}`
		ada.hears(`{"type":"ack","id":7,"room":"blue","offset":3}`, said)
		eve.hears(said)
		ada.say(`{"type":"emit","id":8,"room":"blue","event":"message","data":"not to me","self":false}`)
		ada.hears(`{"type":"ack","id":8,"room":"blue","offset":4}`)
		eve.hears(`{"type":"event","room":"blue","offset":4,*}`)
		eve.say(`{"type":"ping"}`)
		eve.hears(`{"type":"head","room":"blue","epoch":"k3f9","offset":4}`)
		ada.say(`{"type":"leave","room":"blue"}`)
		eve.hears(`{"type":"event","room":"blue","offset":5,"from":"ada","event":"leave"}`)
		ada.hearsNothing()
		eve.hearsNothing()
	})
}

// TestBroadcastPlain: a person on nc -u and a program are in the same room. The person types the
// cookie once.
func TestBroadcastPlain(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		person, program := connect(), connect().hello()
		person.say("hello?\n")
		person.hearsNothing()
		person.hello()
		person.say("/join no.such.room! ada " + person.cookie + "\n")
		person.hears("! room: *")
		person.say("/join blue ada " + person.cookie + "\n")
		person.hears("* you are ada in blue\n")
		program.say(`{"type":"join","room":"blue","name":"bot"}`)
		program.hears(`{"type":"joined",*}`)
		person.hears("* bot (udp) joined blue\n")
		person.say("hi {there}\n")
		person.hears("ada (udp): hi {there}\n")
		program.hears(`{"type":"event","room":"blue","offset":3,"from":"ada","event":"message","data":"hi {there}"}`)
		person.say("\n", "  ") // says that the person is there, and nothing in the room
		person.hearsNothing()
		program.hearsNothing()
		program.say(`{"type":"emit","room":"blue","event":"message","data":"\u001b[2J\u202e"}`)
		person.hears(`bot (udp): \u001b[2J\u202e` + "\n") // and no escape that clears a screen
		person.say("/dance\n")
		person.hears("! commands are /join ROOM *")
		person.say("\xff\n")
		person.hears("! not UTF-8\n")
		person.say("/join red\n", "to red\n", "/leave\n", "anyone?\n")
		person.hears("* you are ada in red\n", "ada (udp): to red\n")
		person.hears("* left red: you are in blue\n", "ada (udp): anyone?\n")
		person.hearsNothing()
	})
}

// TestBroadcastRetry: an emit whose acknowledgement was lost is made again, and delivered once. So is
// a join whose answer was.
func TestBroadcastRetry(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		eve, ada := connect().hello(), connect().hello()
		eve.say(`{"type":"join","room":"blue","name":"eve"}`)
		eve.hears(`{"type":"joined",*}`)
		const join = `{"type":"join","room":"blue","name":"ada","session":"f3"}`
		const emit = `{"type":"emit","id":7,"room":"blue","event":"message","data":"hi","self":false}`
		ada.say(join, join, emit, emit)
		const joined = `{"type":"joined","room":"blue","epoch":"k3f9","offset":2,"member":"ada"}`
		ada.hears(joined, joined, `{"type":"ack","id":7,"room":"blue","offset":3}`)
		ada.hears(`{"type":"ack","id":7,"room":"blue","offset":3,"duplicate":true}`)
		eve.hears(`*"event":"join","transport":"udp"}`, `*"offset":3,"from":"ada","event":"message","data":"hi"}`)

		moved := connect().hello() // the client has a new address, as behind a NAT
		moved.say(join, emit)
		moved.hears(`{"type":"joined",*}`, `{"type":"ack","id":7,"room":"blue","offset":3,"duplicate":true}`)
		ada.hears(`{"type":"error","code":"replaced",*}`)
		eve.hears(`*"offset":4,"from":"ada","event":"leave"}`, `*"offset":5,"from":"ada","event":"join","transport":"udp"}`)
		eve.hearsNothing()
	})
}

// TestBroadcastResume: a client that sees a hole gets what it has missed, as far as history goes; what
// is gone is told as a gap, and so is that the room has begun anew.
func TestBroadcastResume(t *testing.T) {
	rooms := fixed()
	rooms.History = 4
	inRooms(t, &BroadcastServer{Hub: rooms}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada := connect().hello()
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		for i := range 6 { // offsets 2 to 7; 8 is eve's join, and the last four of these are held
			ada.say(fmt.Sprintf(`{"type":"emit","room":"blue","event":"message","data":%d}`, i+2))
			ada.hears(`{"type":"ack",*}`, `{"type":"event",*}`)
		}
		eve := connect().hello()
		eve.say(`{"type":"join","room":"blue","name":"eve","epoch":"k3f9","offset":5}`)
		eve.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":8,"member":"eve"}`, `*"data":6}`, `*"data":7}`)
		eve.say(`{"type":"resume","room":"blue","epoch":"k3f9","offset":3}`)
		eve.hears(`{"type":"gap","room":"blue","from":4,"to":4,"epoch":"k3f9"}`, `*"data":5}`, `*"data":6}`, `*"data":7}`)
		eve.say(`{"type":"resume","room":"blue","epoch":"another","offset":811}`)
		eve.hears(`{"type":"gap","room":"blue","from":1,"to":4,"epoch":"k3f9"}`, `*"data":5}`, `*"data":6}`, `*"data":7}`)
		eve.hearsNothing()
	})
}

// TestBroadcastBadInput: the mistakes of those who have a cookie are answered, and ten in a row end
// the lease; what is malformed is met with silence.
func TestBroadcastBadInput(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, c := connect().hello(), connect().hello()
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		c.say(`{"type":"join","room":"no such name!"}`, `{"type":"sing"}`, `{"type":"ping","id":"7"}`)
		c.hears(`{"type":"error","code":"bad-room",*}`, `{"type":"error","code":"unknown-type",*}`)
		c.say(`{"type":"join","room":"blue","name":"c"}`)
		c.hears(`{"type":"joined",*}`)
		ada.hears(`*"from":"c","event":"join","transport":"udp"}`)
		for range 20 { // without the cookie these are nobody's mistakes
			c.send("nonsense")
			c.send(`{"type":"sing"}`)
		}
		for range 9 {
			c.say(`{"type":"sing"}`)
			c.hears(`{"type":"error","code":"unknown-type",*}`)
		}
		ada.hearsNothing()
		c.say(`{"type":"sing"}`)
		c.hears(`{"type":"error","code":"unknown-type",*}`)
		ada.hears(`*"from":"c","event":"leave"}`)
		c.say(`{"type":"emit","id":1,"room":"blue","event":"message"}`)
		c.hears(`{"type":"error","code":"not-joined",*"id":1}`)
		c.say(`{"type":"join","room":"blue","name":"c"}`)
		c.hears(`{"type":"joined",*}`)
		ada.hears(`*"from":"c","event":"join","transport":"udp"}`)
	})
}

// TestBroadcastWriteErrors: one whom nothing can be sent to keeps nothing from the others.
func TestBroadcastWriteErrors(t *testing.T) {
	told := make(map[string]error)
	s := &BroadcastServer{Hub: fixed(), OnError: func(peer net.Addr, err error) { told[peer.String()] = err }}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		gone, ada := connect().hello(), connect().hello()
		gone.say(`{"type":"join","room":"blue","name":"gone"}`)
		gone.hears(`{"type":"joined",*}`)
		gone.server.write = func(to string, _ []byte) error {
			if to == gone.addr {
				return syscall.EHOSTUNREACH
			}
			return nil
		}
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		if len(told) != 1 || !errors.Is(told[gone.addr], syscall.EHOSTUNREACH) {
			t.Errorf("OnError was told %v", told)
		}
	})
}

// TestBroadcastSlowSocket: while the socket takes nothing, queues fill up. What a member asks for itself is
// then dropped; what others say cuts it off. Serve ends all the same.
func TestBroadcastSlowSocket(t *testing.T) {
	s := &BroadcastServer{Hub: fixed()}
	inRooms(t, s, func(t *testing.T, connect func() *talker, stop context.CancelFunc) {
		all := []*talker{connect().hello(), connect().hello(), connect().hello(), connect().hello()}
		for _, c := range all {
			c.say(`{"type":"join","room":"blue"}`)
			c.hears(`{"type":"joined",*}`)
		}
		synctest.Wait()
		all[0].server.write = func(string, []byte) error {
			<-all[0].server.closed
			time.Sleep(time.Second) // which Serve waits for, too
			return net.ErrClosed
		}
		for range 257 {
			all[0].say(`{"type":"emit","room":"blue","event":"message"}`)
		}
		synctest.Wait()
		if n := s.Hub.Stats(); n.Evicted != 0 || n.Skipped < 100 {
			t.Errorf("%d members are evicted, %d of 257 requests dropped", n.Evicted, n.Skipped)
		}
		elsewhere := s.Hub.Connect(netip.Addr{}, "", nil) // over another transport
		defer elsewhere.Close()
		elsewhere.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
		for range 257 {
			elsewhere.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message"})
			elsewhere.Take(nil)
		}
		if n := s.Hub.Stats().Evicted; n != 4 {
			t.Errorf("%d members are evicted, want 4", n)
		}
		stop()
	})
}

// TestBroadcastStops: when ctx ends, datagrams are answered for a while yet. Then all have left.
func TestBroadcastStops(t *testing.T) {
	s := &BroadcastServer{Hub: fixed()}
	inRooms(t, s, func(t *testing.T, connect func() *talker, stop context.CancelFunc) {
		elsewhere := s.Hub.Connect(netip.Addr{}, "", nil) // over another transport
		defer elsewhere.Close()
		ada, eve := connect().hello(), connect().hello()
		ada.say(`{"type":"join","room":"blue"}`)
		ada.hears(`{"type":"joined",*}`)
		stopped := time.Now()
		stop()
		time.Sleep(99 * time.Millisecond)
		eve.say(`{"type":"join","room":"red"}`)
		eve.hears(`{"type":"joined",*}`)
		<-ada.server.closed
		if drained := time.Since(stopped); drained != 100*time.Millisecond {
			t.Errorf("Serve ended after %v, want 100ms", drained)
		}
		synctest.Wait()
		if n := s.Hub.Stats().Members; n != 1 {
			t.Errorf("%d members are left, want the one elsewhere", n)
		}
	})
}

// TestBroadcastBrokenSocket: Serve ends with its socket, and says why.
func TestBroadcastBrokenSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, pc := &BroadcastServer{Hub: fixed()}, newSocket()
		_, served := startRooms(t, s, pc)
		c := (&talker{t: t, server: pc, addr: "10.0.0.2:5000"}).hello()
		c.say(`{"type":"join","room":"blue"}`)
		c.hears(`{"type":"joined",*}`)
		pc.Close()
		if err := <-served; !errors.Is(err, net.ErrClosed) || !strings.HasPrefix(err.Error(), "udpdemo: read: ") {
			t.Errorf("Serve: %v", err)
		}
		if n := s.Hub.Stats().Members; n != 0 {
			t.Errorf("%d members are left", n)
		}
	})
}
