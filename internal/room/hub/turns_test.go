package hub

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// inTurns runs f in virtual time, with a hub in which two people on hosts of their own talk all the time.
func inTurns(t *testing.T, f func(from func(host string) *client)) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		from := func(host string) *client {
			c := &client{t: t}
			c.Member = h.Connect(netip.MustParseAddr(host), "", func() {})
			return c
		}
		talked := make(chan struct{})
		var over bool
		go func() {
			defer close(talked)
			ada, eve := from("10.0.0.1"), from("10.0.0.2")
			ada.send(`{"type":"join","room":"green"}`)
			eve.send(`{"type":"join","room":"green"}`)
			for !over {
				for _, c := range []*client{ada, eve} {
					c.send(`{"type":"emit","room":"green","event":"message","data":"hi"}`)
				}
				ada.lines()
				eve.lines()
				time.Sleep(time.Second / 2)
				synctest.Wait()
			}
		}()
		synctest.Wait()
		f(from)
		over = true
		<-talked
	})
}

// comes lets n members of a host enter a room, and returns how many got in.
func comes(from func(string) *client, host, room string, n int) (in int) {
	for range n {
		c := from(host)
		c.send(fmt.Sprintf(`{"type":"join","room":%q}`, room))
		if len(c.seats) > 0 {
			in++
		}
	}
	return in
}

// A host that sends member after member into a room, each of whom all others hear of, is refused while others talk:
// it may cause 20,000 deliveries in a second, and is a second ahead at most.
func TestTurnsOfJoins(t *testing.T) {
	inTurns(t, func(from func(string) *client) {
		in := comes(from, "10.0.0.3", "blue", 400)
		if deliveries := in * (in - 1) / 2; in < 150 || deliveries > 21_000 {
			t.Errorf("%d of 400 are in, which makes %d deliveries; want 150 at least, and 20,000 deliveries at most", in, deliveries)
		}
		late := from("10.0.0.3")
		late.send(`{"type":"join","room":"blue","id":7}`)
		if line := late.lines()[0]; !strings.Contains(line, `"code":"too-fast","reason":"it is the turn of others: this was dropped, wait`) {
			t.Errorf("who comes late is told %s", line)
		}
		if n := comes(from, "10.0.0.4", "red", 30); n != 30 {
			t.Errorf("%d of 30 of another host are in", n)
		}
		time.Sleep(10 * time.Second)
		if n := comes(from, "10.0.0.3", "blue", 10); n != 10 {
			t.Errorf("%d of 10 more are in, 10 s later", n)
		}
	})
}

// Whoever is let in also gets what it has missed, as if it had asked for that afterwards.
func TestTurnsOfReplays(t *testing.T) {
	inTurns(t, func(from func(string) *client) {
		tom := from("10.0.0.5")
		tom.send(`{"type":"join","room":"blue"}`)
		epoch := tom.seats[0].room.epoch
		for range 100 {
			tom.send(fmt.Sprintf(`{"type":"emit","room":"blue","event":"message","data":"%01000d"}`, 0))
			tom.lines()
		}
		in := 0
		for range 250 {
			c := from("10.0.0.3")
			c.send(fmt.Sprintf(`{"type":"join","room":"blue","epoch":%q,"offset":1}`, epoch))
			if len(c.seats) == 0 {
				continue
			}
			in++
			if got := strings.Join(c.lines(), ""); strings.Contains(got, "too-fast") || !strings.Contains(got, `"offset":101`) {
				t.Errorf("number %d is in, and does not get what it has missed:\n%s", in, got)
				return
			}
		}
		if in < 100 || in == 250 {
			t.Errorf("%d of 250 are in, want some to have to wait", in)
		}
	})
}

// Of IPv6, a network is a host: its addresses are as many as anybody likes.
func TestTurnsOfNetwork(t *testing.T) {
	inTurns(t, func(from func(string) *client) {
		in := 0
		for i := range 400 {
			in += comes(from, fmt.Sprintf("2001:db8::%x", i+1), "blue", 1)
		}
		if in > 210 {
			t.Errorf("%d of 400 are in, want no more than of one address", in)
		}
	})
}

// Where nobody else talks, all come in at once.
func TestTurnsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.QueueMessages, h.QueueBytes, h.QueueTotal = 1000, 1<<20, 1<<30
		n := comes(func(host string) *client {
			c := &client{t: t}
			c.Member = h.Connect(netip.MustParseAddr(host), "", func() {})
			return c
		}, "10.0.0.3", "blue", 1000)
		if n != 1000 {
			t.Errorf("%d of 1000 are in", n)
		}
	})
}

// Members that go on at their rates share what twenty of them may cause, and hosts get the same however many of them
// there are.
func TestTurnsOfFlooders(t *testing.T) {
	inTurns(t, func(from func(string) *client) {
		said := map[string]int{}
		var flooders []*client
		for i := range 40 {
			host := "10.0.1.1" // 21 of them
			if i > 20 {
				host = fmt.Sprintf("10.0.1.%d", i)
			}
			c := from(host)
			c.send(fmt.Sprintf(`{"type":"join","room":"flood-%d"}`, i))
			flooders = append(flooders, c)
		}
		for range 30_000 / 5 { // each moment of 30 s
			for _, c := range flooders {
				for !c.Skip() {
					before := c.due
					c.send(fmt.Sprintf(`{"type":"emit","room":%q,"event":"message","data":"hi"}`, c.Rooms()[0]))
					c.lines()
					if c.due.After(before) {
						said[c.from.String()]++
					} else {
						break
					}
				}
			}
			time.Sleep(5 * time.Millisecond)
		}
		all, least := 0, 1<<60
		for _, n := range said {
			all, least = all+n, min(least, n)
		}
		// 100 each at first, then 2,000 a second together, and the ten a second that are modest.
		if all < 50_000 || all > 76_000 {
			t.Errorf("%d events in 30 s, want about 64,000", all)
		}
		if one := said["10.0.1.1"]; one > least+21*400 { // 100, and then ten a second, are modest
			t.Errorf("a host with 21 flooders has caused %d events, one with one %d", one, least)
		}
	})
}

// Who waits for a turn does so in a hurry, too, in which a member gives way for a moment only.
func TestTurnInAHurry(t *testing.T) {
	inTurns(t, func(from func(string) *client) {
		fast, slow := from("10.0.0.3"), from("10.0.0.4")
		fast.send(`{"type":"join","room":"blue"}`)
		slow.send(`{"type":"join","room":"blue"}`)
		for fast.hurry.on = false; !fast.hurry.on; {
			fast.send(`{"type":"emit","room":"blue","event":"message","data":"hi"}`)
			fast.lines()
		}
		fast.way = time.Time{}
		fast.stand(longestTurn)
		fast.send(`{"type":"emit","room":"blue","event":"message","data":"hi"}`)
		if left := fast.givesWay(); left < longestTurn {
			t.Errorf("it waits %v, want %v", left, longestTurn)
		}
	})
}

// However long somebody was not modest, it is forgotten within two minutes of silence.
func TestModestAgain(t *testing.T) {
	inTurns(t, func(from func(string) *client) {
		fast := from("10.0.0.3")
		fast.send(`{"type":"join","room":"blue"}`)
		say := func() {
			fast.send(`{"type":"emit","room":"blue","event":"message","data":"hi"}`)
			fast.lines()
		}
		for range 600 * 50 {
			say()
			time.Sleep(time.Second / 50)
		}
		if left := time.Until(fast.modest); left < burst {
			t.Errorf("after ten minutes of 50 events a second it is modest: %v", left)
		}
		time.Sleep(2 * time.Minute)
		say()
		if left := time.Until(fast.modest); left > burst {
			t.Errorf("two minutes later it is not modest again: %v", left)
		}
	})
}
