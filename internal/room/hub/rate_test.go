package hub

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
)

func rename(n int) string { return fmt.Sprintf(`{"type":"name","name":"n%d","id":7}`, n) }

// A member may save up ten seconds' worth of events, and is told how long to wait for more.
func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.Rate, h.QueueMessages = 10, 1000
		ada := enter(t, h, "blue", "ada") // an event as well
		for n := range 99 {
			ada.send(rename(n))
		}
		if n := h.Stats().Refused; n != 0 {
			t.Errorf("%d of 100 events refused", n)
		}
		ada.lines()
		ada.send(rename(100))
		ada.gets(`{"type":"error","code":"too-fast","reason":"more than 10 events a second: this was dropped, wait 101ms",` +
			`"id":7,"wait":101}`)
		time.Sleep(101 * time.Millisecond)
		ada.send(rename(101), rename(102))
		if n := h.Stats().Refused; n != 2 {
			t.Errorf("%d refused, want 2", n)
		}
		time.Sleep(time.Hour)
		ada.lines()
		for n := range 105 {
			ada.send(rename(200 + n))
		}
		if n := h.Stats().Refused; n != 2+5 {
			t.Errorf("%d refused, want 7: an hour's silence is no more than ten seconds'", n)
		}
	})
}

// What a member emits counts while others emit, too. Who talks alone may go as fast as they listen.
func TestRateOfEmits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.Rate = 10
		ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
		for range 1000 {
			ada.send(say("hi"))
			ada.lines()
			eve.lines()
		}
		if n := h.Stats().Refused; n != 0 {
			t.Errorf("%d refused of who talks alone", n)
		}
		eve.send(say("hi"))
		for range 120 { // 99 are saved up
			ada.send(say("hi"))
			ada.lines()
			eve.lines()
		}
		if n := h.Stats().Refused; n != 120-99 {
			t.Errorf("%d refused, want 21", n)
		}
		time.Sleep(time.Second)
		for range 1000 {
			ada.send(say("hi"))
			ada.lines()
			eve.lines()
		}
		if n := h.Stats().Refused; n != 120-99 {
			t.Errorf("%d more refused, when eve has been silent for a second", n-21)
		}
	})
}

// A large event counts as several, and one larger than all that can be saved up is still possible.
func TestRateOfLargeEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.Rate, h.MaxEvent, h.QueueBytes = 1, 1<<20, 1<<20
		ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
		time.Sleep(time.Hour)
		eve.send(say("hi"))
		ada.send(say(strings.Repeat("x", 3*eventSize))) // 4 in size
		for range 10 {
			ada.send(say("hi"))
		}
		if n := h.Stats().Refused; n != 4 {
			t.Errorf("%d refused, want 4", n)
		}
		time.Sleep(time.Hour)
		eve.send(say("hi"))
		ada.send(say(strings.Repeat("x", 20*eventSize)))
		if n := h.Stats().Refused; n != 4 {
			t.Errorf("%d refused, want still 4", n)
		}
	})
}

// Who leaves with a debt and connects again from the same address still has it.
func TestRateStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.Rate, h.QueueMessages = 10, 1000
		from := func(addr string) *client {
			c := &client{t: t}
			c.Member = h.Connect(netip.MustParseAddr(addr), "", func() {})
			c.send(`{"type":"join","room":"blue"}`)
			return c
		}
		ada := from("10.0.0.1")
		for n := range 99 {
			ada.send(rename(n))
		}
		ada.Close()
		again, other := from("10.0.0.1"), from("10.0.0.2")
		if line := again.lines()[0]; !strings.Contains(line, event.TooFast) {
			t.Errorf("the same address again: %s", line)
		}
		if line := other.lines()[0]; !strings.Contains(line, `"joined"`) {
			t.Errorf("another address: %s", line)
		}
		again.Close()
		time.Sleep(10 * time.Second)
		if line := from("10.0.0.1").lines()[0]; !strings.Contains(line, `"joined"`) {
			t.Errorf("10 s later: %s", line)
		}
	})
}

func TestNoRate(t *testing.T) {
	h := newHub()
	h.Rate, h.QueueMessages, h.QueueBytes = -1, 1e6, 1<<30
	ada := enter(t, h, "blue", "ada")
	for range 10_000 {
		ada.send(say("hi"))
	}
	if n := h.Stats().Refused; n != 0 {
		t.Errorf("%d refused, want none", n)
	}
}

// An emit that was made before is known as that, although an event at its new offset would be too large.
func TestRepeatIsNotCheckedAgain(t *testing.T) {
	h := newHub()
	ada := enterAs(t, h, "blue", "a")
	text := strings.Repeat("x", 1200-len(said(9, "guest", ""))) // fits as event 9, and not as event 10
	for range 7 {
		ada.send(say("hi"))
	}
	emit := strings.Replace(say(text), "{", `{"id":7,`, 1)
	ada.send(emit)
	ada.lines()
	ada.send(say("hi"), say("hi"))
	ada.lines()
	ada.send(emit)
	ada.gets(`{"type":"ack","id":7,"room":"blue","offset":9,"duplicate":true}`)
}

func isBehind(m *client) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.behind()
}

// A server that waits for the member before it reads on goes on when half of the queue has been taken.
func TestAwait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.QueueMessages = 8
		ada := enter(t, h, "blue", "ada")
		for i := range 2 {
			if isBehind(ada) || ada.Await() != nil {
				t.Fatalf("behind after %d emits", i)
			}
			ada.send(say("hi")) // an acknowledgement and an event
		}
		waits := make(chan error, 1)
		go func() { waits <- ada.Await() }()
		synctest.Wait()
		if len(waits) > 0 || !isBehind(ada) {
			t.Error("Await returned with 4 of 8 places taken")
		}
		ada.lines()
		if err := <-waits; err != nil || isBehind(ada) {
			t.Errorf("%v after Take", err)
		}
		ada.send(say("hi"), say("hi"))
		go func() { waits <- ada.Await() }()
		synctest.Wait()
		ada.Close()
		if err := <-waits; err != ErrClosed {
			t.Errorf("%v after Close", err)
		}
	})
}

// Over UDP, where nobody can be made to wait, requests are dropped and the member is told how many.
func TestSkip(t *testing.T) {
	h := newHub()
	h.QueueMessages = 8
	ada := enter(t, h, "blue", "ada")
	for range 5 {
		r, err := event.DecodeRequest([]byte(say("hi")))
		if err != nil {
			t.Fatal(err)
		}
		if !ada.Skip() {
			ada.Handle(r)
		}
	}
	ada.gets(acked(2), said(2, "ada", "hi"), acked(3), said(3, "ada", "hi"),
		`{"type":"error","code":"too-fast","reason":"3 requests were dropped: they came faster than answers could be sent","wait":1}`)
	ada.gets()
	if stats := h.Stats(); stats.Skipped != 3 {
		t.Errorf("%d skipped, want 3", stats.Skipped)
	}
}

// What a member missed is taken in pieces. However many ask for it, it is there once.
func TestReplayInPieces(t *testing.T) {
	h := newHub()
	h.History, h.HistoryBytes, h.QueueMessages = 1000, 1<<20, 2000
	ada, eve := enter(t, h, "blue", "ada"), connect(t, h)
	text := strings.Repeat("x", 1000)
	for range 200 { // 200 kB
		ada.send(say(text))
		ada.lines()
	}
	eve.send(`{"type":"join","room":"blue","name":"eve","epoch":"e1","offset":1}`)
	taken := 0
	for i := 0; ; i++ {
		queued, _ := eve.Take(nil)
		if len(queued) == 0 {
			break
		}
		size := 0
		for _, msg := range queued {
			size += len(msg.Line())
			if _, _, _, ok := msg.Event(); ok {
				taken++
			}
		}
		if size > takeBytes+1200 {
			t.Errorf("piece %d has %d bytes", i, size)
		}
		if woken := eve.woken; i < 3 && woken < i+2 {
			t.Errorf("woken %d times after piece %d: nobody would take the next", woken, i)
		}
	}
	if taken != 200 {
		t.Errorf("%d events taken, want 200", taken)
	}

	all := []*client{}
	for range 15 {
		c := connect(t, h)
		c.send(`{"type":"join","room":"blue","epoch":"e1","offset":1}`)
		c.Take(nil) // the first piece, and nothing more
		all = append(all, c)
	}
	if n := h.Stats().Waiting; n < 100_000 || n > 250_000 {
		t.Errorf("%d bytes wait for 15 members, want about 160 kB", n)
	}
	for _, c := range all {
		c.Close()
	}
	ada.lines()
	eve.lines()
	if n := h.Stats().Waiting; n != 0 {
		t.Errorf("%d bytes wait for nobody", n)
	}
}

// All queues together hold so much; beyond it the one who has the most waiting is cut off, and the others
// lose nothing.
func TestQueueTotal(t *testing.T) {
	h := newHub()
	h.QueueTotal, h.Rate = 100_000, -1
	ada, eve, deaf := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve"), enter(t, h, "blue", "deaf")
	ada.lines()
	eve.lines()
	text := strings.Repeat("x", 1000)
	for range 90 {
		ada.send(say(text))
		ada.lines()
		eve.lines()
	}
	if n := h.Stats(); n.Evicted != 0 || n.Waiting < 90_000 || n.Waiting > 100_000 {
		t.Errorf("%d evicted, %d bytes waiting", n.Evicted, n.Waiting)
	}
	for range 10 {
		ada.send(say(text))
		if n := h.Stats().Waiting; n > 100_000 {
			t.Errorf("%d bytes waiting", n)
		}
		ada.lines()
		eve.lines()
	}
	if deaf.Err() != ErrTooSlow || ada.Err() != nil || eve.Err() != nil {
		t.Errorf("deaf: %v, ada: %v, eve: %v", deaf.Err(), ada.Err(), eve.Err())
	}
	ada.Close()
	eve.Close()
	deaf.Close()
	if n := h.Stats().Waiting; n != 0 {
		t.Errorf("%d bytes waiting when all have gone", n)
	}
}

// All rooms together keep so much: each has the same share.
func TestHistoryTotal(t *testing.T) {
	h := newHub()
	h.HistoryTotal, h.Rate = 100_000, -1
	for i := range 10 {
		ada := enter(t, h, fmt.Sprint("room-", i), "ada")
		for range 100 {
			ada.send(strings.Replace(say(strings.Repeat("x", 1000)), "blue", fmt.Sprint("room-", i), 1))
			ada.lines()
		}
	}
	total := 0
	for _, r := range h.rooms {
		total += r.bytes
		if r.bytes > 10_000 || r.held < 9 {
			t.Errorf("%s keeps %d events of %d bytes", r.name, r.held, r.bytes)
		}
	}
	if total > 100_000 {
		t.Errorf("all rooms keep %d bytes", total)
	}
}

// One address cannot open all rooms. A room that is empty is nobody's.
func TestRoomsOfOneAddress(t *testing.T) {
	h := newHub()
	h.MaxRooms, h.MaxJoined, h.Rate = 300, 300, -1
	enterFrom := func(addr, room string) *client {
		c := &client{t: t}
		c.Member = h.Connect(netip.MustParseAddr(addr), "", func() {})
		c.send(fmt.Sprintf(`{"type":"join","room":%q}`, room))
		return c
	}
	opened := 0
	var all []*client
	for i := range 300 {
		c := enterFrom("10.0.0.1", fmt.Sprint("room-", i))
		if strings.Contains(c.lines()[0], `"joined"`) {
			opened++
			all = append(all, c)
		} else if i != opened && opened != 200 {
			t.Fatalf("room %d refused", i)
		}
	}
	if opened != 200 {
		t.Errorf("one address opened %d of 300 rooms, want 200", opened)
	}
	if line := enterFrom("10.0.0.2", "mine").lines()[0]; !strings.Contains(line, `"joined"`) {
		t.Errorf("another address: %s", line)
	}
	for _, c := range all {
		c.Close()
	}
	if line := enterFrom("10.0.0.1", "again").lines()[0]; !strings.Contains(line, `"joined"`) {
		t.Errorf("after all have left: %s", line)
	}
}

// An event for many costs as much more as they are more than ten.
func TestRateOfLargeRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		h.Rate = 10
		ada, eve := enter(t, h, "blue", "ada"), enter(t, h, "blue", "eve")
		all := []*client{ada, eve}
		for range 38 {
			all = append(all, enter(t, h, "blue", "other"))
		}
		time.Sleep(time.Hour)
		eve.send(say("hi"))
		for range 30 {
			ada.send(say("hi"))
		}
		if n := h.Stats().Refused; n != 30-25 {
			t.Errorf("%d refused, want 5: an event for 40 costs four times what it costs for ten", n)
		}
		lines := ada.lines()
		if last := lines[len(lines)-1]; !strings.Contains(last, "more than 2.5 events a second to 40 members") {
			t.Errorf("ada was told %s", last)
		}
		for _, c := range all {
			c.Close()
		}
	})
}
