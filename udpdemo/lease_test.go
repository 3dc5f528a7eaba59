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
		ada.hears(`*"from":"eve","event":"join"}`, `{"type":"head",*}`)
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

// TestLeaseLimit: one join more than there may be members is not answered, until one has left.
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
		members[2].hearsNothing()
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
