package udpdemo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestLeaseEnds: a lease ends after so much silence, to the nanosecond, and the room is told.
func TestLeaseEnds(t *testing.T) {
	for _, test := range []struct{ set, want time.Duration }{{0, 30 * time.Second}, {time.Second, time.Second}} {
		s := &BroadcastServer{Hub: fixed(), Lease: test.set}
		inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
			ada, eve := connect().hello(), connect().hello()
			ada.say(`{"type":"join","room":"blue","name":"ada"}`)
			ada.hears(`{"type":"joined",*}`)
			time.Sleep(test.want / 2)
			eve.say(`{"type":"join","room":"blue","name":"eve"}`)
			eve.hears(`{"type":"joined",*}`)
			time.Sleep(test.want/2 - 1)
			eve.hearsNothing()
			time.Sleep(time.Nanosecond)
			eve.hears(`{"type":"event","room":"blue","offset":3,"from":"ada","event":"leave"}`)
			time.Sleep(test.want)
			synctest.Wait()
			if n := s.Hub.Stats().Members; n != 0 {
				t.Errorf("%d members are left", n)
			}
		})
	}
}

// TestLeaseOrder: leases end in the order in which their members were last heard of.
func TestLeaseOrder(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, eve := connect().hello(), connect().hello()
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		time.Sleep(10 * time.Second)
		eve.say(`{"type":"join","room":"blue","name":"eve"}`)
		eve.hears(`{"type":"joined",*}`)
		time.Sleep(10 * time.Second)
		ada.say(`{"type":"ping"}`)
		ada.hears(`*"from":"eve","event":"join","transport":"udp"}`, `{"type":"head",*}`)
		time.Sleep(20 * time.Second)
		ada.hears(`*"from":"eve","event":"leave"}`)
	})
}

// TestLeaseRenewed: whatever proves that it comes from the member renews its lease; its cookie stays
// good in the lease, though the keys have changed.
func TestLeaseRenewed(t *testing.T) {
	for _, test := range []struct {
		join, alive string
		renewed     bool
	}{
		{`{"type":"join","room":"blue","name":"ada","cookie":"COOKIE"}`, `{"type":"ping","cookie":"COOKIE"}`, true},
		{`{"type":"join","room":"blue","name":"ada","cookie":"COOKIE"}`, `{"type":"sing","cookie":"COOKIE"}`, true},
		{`{"type":"join","room":"blue","name":"ada","cookie":"COOKIE"}`, `{"type":"ping"}`, false},
		{`{"type":"join","room":"blue","name":"ada","cookie":"COOKIE"}`, `{"type":"hello"}`, false},
		{`{"type":"join","room":"blue","name":"ada","cookie":"COOKIE"}`, "\n", false},
		{"/join blue ada COOKIE\n", "\n", true},
		{"/join blue ada COOKIE\n", "still here\n", true},
		{"/join blue ada COOKIE\n", `{"type":"ping","cookie":"COOKIE"}`, true},
		{"/join blue ada COOKIE\n", `{"type":"ping"}`, false},
	} {
		s := &BroadcastServer{Hub: fixed()}
		inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
			ada := connect().hello()
			ada.send(strings.ReplaceAll(test.join, "COOKIE", ada.cookie))
			for range 5 { // until the cookie would be too old for another
				time.Sleep(30*time.Second - 1)
				ada.send(strings.ReplaceAll(test.alive, "COOKIE", ada.cookie))
			}
			synctest.Wait()
			if renewed := s.Hub.Stats().Members == 1; renewed != test.renewed {
				t.Errorf("after %q, %q renews the lease: %t", test.join, test.alive, renewed)
			}
		})
	}
}

// TestLeaseAfter: a member whose lease has ended is told so if its cookie is good, and not if that is
// too old; it can come back with a new one.
func TestLeaseAfter(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada := connect().hello()
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		time.Sleep(31 * time.Second)
		const emit = `{"type":"emit","id":7,"room":"blue","event":"message"}`
		ada.say(emit)
		ada.hears(`{"type":"error","code":"not-joined","reason":"you are not in that room","id":7}`)
		ada.say(`{"type":"who","room":"blue"}`)
		ada.hears(`{"type":"who","room":"blue","members":[]}`)
		ada.say(`{"type":"join","room":"no such name!"}`)
		ada.hears(`{"type":"error","code":"bad-room",*}`)
		time.Sleep(29 * time.Second)
		ada.say(emit, `{"type":"join","room":"blue","name":"ada"}`)
		ada.hearsNothing()
		ada.hello().say(`{"type":"join","room":"blue","name":"ada","epoch":"k3f9","offset":1}`)
		ada.hears(`{"type":"joined","room":"blue","epoch":"k3f9","offset":3,"member":"ada"}`, `*"offset":2,"from":"ada","event":"leave"}`)
	})
}

// TestLeaseNewCookie: within a lease a client may ask for a new cookie, which then takes the place of
// the one before.
func TestLeaseNewCookie(t *testing.T) {
	s := &BroadcastServer{Hub: fixed(), Lease: 10 * time.Minute}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada := connect().hello()
		first := *ada
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		ada.hears(`{"type":"joined",*}`)
		time.Sleep(2 * keyLife)
		ada.hello()
		if ada.cookie == first.cookie {
			t.Error("the new cookie is the old one")
		}
		for _, c := range []*talker{&first, ada} {
			c.say(`{"type":"ping"}`)
			c.hears(`{"type":"head",*}`)
		}
		time.Sleep(2 * keyLife)
		ada.say(`{"type":"ping"}`)
		ada.hears(`{"type":"head",*}`)
		first.say(`{"type":"ping"}`)
		first.hearsNothing()
	})
}

// TestLeaseRestart: a server that has been started anew knows nobody, and says nothing to those who
// were there before.
func TestLeaseRestart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, cookie := &BroadcastServer{Hub: fixed()}, ""
		for range 2 {
			pc := newSocket()
			stop, served := startRooms(t, s, pc)
			ada := &talker{t: t, server: pc, addr: "10.0.0.2:5000", cookie: cookie}
			if cookie != "" {
				ada.say(`{"type":"ping"}`, `{"type":"emit","room":"blue","event":"message"}`, `{"type":"join","room":"blue"}`)
				ada.hearsNothing()
			}
			cookie = ada.hello().cookie
			ada.say(`{"type":"join","room":"blue","name":"ada"}`)
			ada.hears(`{"type":"joined",*"member":"ada"}`)
			stop()
			if err := <-served; err != nil {
				t.Error(err)
			}
		}
	})
}

// TestLeaseLimit: one join more than there may be members is refused, until one has left.
func TestLeaseLimit(t *testing.T) {
	var told error
	s := &BroadcastServer{Hub: fixed(), MaxMembers: 2, OnError: func(_ net.Addr, err error) { told = err }}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		var members []*talker
		for i := range 3 {
			c := connect().hello()
			c.say(fmt.Sprintf(`{"type":"join","room":"room-%d"}`, i))
			members = append(members, c)
		}
		members[0].hears(`{"type":"joined",*}`)
		members[1].hears(`{"type":"joined",*}`)
		members[2].hears(`{"type":"error","code":"too-many-members","reason":"no room for one more: the server is full"}`)
		if !errors.Is(told, ErrTooManyMembers) {
			t.Errorf("OnError was told %v", told)
		}
		members[0].say(`{"type":"join","room":"another"}`) // no member more
		members[0].hears(`{"type":"joined",*}`)
		time.Sleep(20 * time.Second)
		members[1].say(`{"type":"ping"}`)
		members[1].hears(`{"type":"head",*}`)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		members[2].say(`{"type":"join","room":"blue"}`)
		members[2].hears(`{"type":"joined",*}`)
	})
}

// at is a further client at an address.
func (c *talker) at(addr string) *talker {
	return (&talker{t: c.t, server: c.server, addr: addr}).hello()
}

// joins has clients with the same IP address join until one is refused, but n at most, and returns how many
// did. Their ports are those from port on.
func (c *talker) joins(ip string, port, n int) (joined int) {
	c.t.Helper()
	for i := range n {
		one := c.at(fmt.Sprintf("%s:%d", ip, port+i))
		one.say(`{"type":"join","room":"blue"}`)
		got := one.hear()
		if strings.HasPrefix(got, `{"type":"error","code":"too-many-members",`) {
			return i
		}
		if !strings.HasPrefix(got, `{"type":"joined",`) {
			c.t.Fatalf("%s heard %s", one.addr, got)
		}
	}
	return n
}

// TestLeasePerAddress: nobody's address takes all there is: the next always finds room.
func TestLeasePerAddress(t *testing.T) {
	var told error
	rooms := fixed()
	rooms.Quiet = true
	s := &BroadcastServer{Hub: rooms, MaxMembers: 900, OnError: func(_ net.Addr, err error) { told = err }}
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		c := connect()
		for i, test := range []struct {
			ip   string
			want int
		}{
			{"10.0.1.1", 600},
			{"10.0.1.2", 200},
			{"10.0.1.1", 0},
			{"[2001:db8::1]", 67},
			{"[2001:db8::2]", 0},
			{"[2001:db8:0:1::1]", 33}, // few are refused to nobody
		} {
			told = nil
			if got := c.joins(test.ip, 2000+1000*i, 900); got != test.want {
				t.Errorf("%d joined from %s, want %d", got, test.ip, test.want)
			}
			if !errors.Is(told, ErrTooManyOfAddress) && !errors.Is(told, ErrTooManyMembers) {
				t.Errorf("OnError was told %v of %s", told, test.ip)
			}
		}
		time.Sleep(time.Minute) // all leases end
		synctest.Wait()
		if got := c.joins("10.0.1.3", 2000, 900); got != 600 {
			t.Errorf("%d joined when the others had gone, want 600", got)
		}
	})
}

// TestLeasePerAddressSet: the limit can be set, or taken away. A person is told, too.
func TestLeasePerAddressSet(t *testing.T) {
	for _, test := range []struct{ set, want int }{{5, 5}, {1000, 89}, {-1, 89}} {
		rooms := fixed()
		rooms.Quiet = true
		s := &BroadcastServer{Hub: rooms, MaxMembers: 900, MaxPerAddr: test.set}
		inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
			c := connect()
			if got := c.joins("10.0.1.1", 2000, 89); got != test.want {
				t.Errorf("MaxPerAddr %d: %d joined, want %d", test.set, got, test.want)
			}
			if test.want < 89 {
				person := c.at("10.0.1.1:5000")
				person.say("/join blue " + person.cookie)
				person.hears("! no room for one more from your address\n")
			}
		})
	}
}
