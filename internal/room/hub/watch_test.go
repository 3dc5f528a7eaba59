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

func step(number, offset int, what string, attempt int, who string) string {
	s := event.Step{
		Room: "blue", Number: uint64(number), Durable: "kitchen", Offset: uint64(offset), What: what, Attempt: uint64(attempt), Who: who,
	}
	return strings.TrimSuffix(string(s.Line()), "\n")
}

func queues(offset, consumers, waiting, delivered, done, dead int) string {
	return fmt.Sprintf(`{"type":"queues","room":"blue","offset":%d,"queues":[{"durable":"kitchen","consumers":%d,"waiting":%d,"delivered":%d,"done":%d,"dead":%d}]}`,
		offset, consumers, waiting, delivered, done, dead)
}

// A watcher is told of each step of each event, in order; and whoever asks, how far the queues are.
func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		ada, bob := enter(t, h, "blue", "ada"), consumer(t, h, "bob", `"durable":"kitchen","prefetch":1,"attempts":3,"share":true`)
		eve := enter(t, h, "blue", "eve")
		eve.send(`{"type":"watch","room":"blue"}`)
		eve.gets(queues(3, 1, 0, 0, 3, 0))
		ada.send(say("tea"), say("cake"))
		eve.gets(said(4, "ada", "tea"), step(1, 4, "delivered", 1, "bob"), said(5, "ada", "cake"))
		joe := connect(t, h)
		joe.send(`{"type":"queue","room":"blue"}`)
		joe.gets(queues(5, 1, 1, 1, 3, 0))
		bob.send(answer("done", 4), answer("again", 5))
		eve.gets(step(2, 4, "done", 1, "bob"), step(3, 5, "delivered", 1, "bob"),
			step(4, 5, "again", 1, "bob"), step(5, 5, "delivered", 2, "bob"))
		time.Sleep(30 * time.Second)
		synctest.Wait()
		eve.gets(step(6, 5, "late", 2, "bob"), step(7, 5, "delivered", 3, "bob"))
		bob.Close()
		eve.gets(step(8, 5, "left", 3, "bob"), `{"type":"event","room":"blue","offset":6,"from":"bob","event":"leave"}`, step(9, 5, "dead", 3, ""))
		eve.send(`{"type":"queue","room":"blue"}`)
		eve.gets(queues(6, 0, 0, 0, 6, 1))
		eve.send(`{"type":"leave","room":"blue"}`, `{"type":"join","room":"blue"}`)
		eve.lines()
		ada.send(say("soup"))
		eve.gets(said(9, "ada", "soup")) // a watch ends with the membership
		carl := consumer(t, h, "carl", `"durable":"kitchen"`)
		carl.lines()
		eve.lines()
		carl.send(answer("done", 9))
		eve.gets()
	})
}

// Who begins to watch while something is being kept hears of that first. The answer counts it, so that no line seems to be missing.
func TestWatchInTurn(t *testing.T) {
	h, slow := newHub(), newSlowJournal()
	h.Journal = slow
	ada := connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada"}`)
	slow.keeps(t, 1)
	h.Settle()
	eve := connect(t, h)
	eve.send(`{"type":"join","room":"blue","name":"eve"}`)
	slow.keeps(t, 1)
	h.Settle()
	eve.lines()
	ada.send(say("tea"))
	if n := <-slow.asked; n != 1 {
		t.Errorf("a group of %d, want 1", n)
	}
	eve.send(`{"type":"watch","room":"blue"}`)
	eve.gets()
	slow.keep <- nil
	h.Settle()
	eve.gets(said(3, "ada", "tea"), `{"type":"queues","room":"blue","offset":3,"queues":[]}`)
}

// What cannot be watched, or asked for, has an error; and one room's watchers are few.
func TestWatchMistakes(t *testing.T) {
	h := newHub()
	h.MaxJoined = 100
	enter(t, h, "blue", "ada")
	eve := connect(t, h)
	eve.send(`{"type":"watch","room":"blue"}`, `{"type":"queue","room":"green"}`)
	eve.gets(refused(event.NotJoined, "you are not in that room"), refused(event.NoSuchRoom, "there is no room green"))
	eve.send(`{"type":"queue","room":"blue"}`)
	eve.gets(`{"type":"queues","room":"blue","offset":1,"queues":[]}`)
	for i := range 17 {
		m := enter(t, h, "blue", fmt.Sprint("m", i))
		for range 2 { // the second time changes nothing
			m.lines()
			m.send(`{"type":"watch","room":"blue"}`)
			if i == 16 {
				m.gets(refused(event.TooManyWatchers, "as many as may do so watch this room already"))
			} else if got := m.lines(); !strings.Contains(got[0], `"type":"queues"`) {
				t.Errorf("watcher %d: %q", i, got)
			}
		}
	}
	h.Rate = 1
	for _, kind := range []string{"queue", "watch"} {
		hasty := enter(t, h, "blue", "hasty-"+kind)
		for range 11 {
			hasty.send(`{"type":"` + kind + `","room":"blue"}`)
		}
		got := hasty.lines()
		if last := got[len(got)-1]; !strings.Contains(last, event.TooFast) {
			t.Errorf("%s: 11 at once end with %s", kind, last)
		}
	}
}

// A watcher that reads nothing is cut off, and nobody else; also one that is itself a consumer who has left much undone.
func TestWatcherTooSlow(t *testing.T) {
	h := newHub()
	h.Rate, h.QueueMessages = -1, 64
	ada := enter(t, h, "blue", "ada")
	deaf := consumer(t, h, "deaf", `"durable":"kitchen","share":true,"prefetch":100`)
	other := consumer(t, h, "other", `"durable":"till","prefetch":100`)
	other.send(`{"type":"watch","room":"blue"}`)
	deaf.send(`{"type":"watch","room":"blue"}`)
	for i := range 100 {
		ada.send(say("x"))
		ada.lines()
		if i == 5 {
			deaf.lines()
			deaf.send(answer("again", 4))
		}
	}
	if deaf.Err() != ErrTooSlow || other.Err() != ErrTooSlow {
		t.Errorf("they have %v and %v", deaf.Err(), other.Err())
	}
	if ada.Err() != nil {
		t.Errorf("ada: %v", ada.Err())
	}
	r, _ := h.find("blue")
	if len(r.watchers) != 0 || len(r.seats) != 1 {
		t.Errorf("%d watchers and %d members are left", len(r.watchers), len(r.seats))
	}
}

// An answer is no longer than a message may be: it says how many queues are left out. That dead letters were there is known
// after a restart.
func TestStateFits(t *testing.T) {
	kept := &sickJournal{}
	h := newHub()
	h.Journal = kept
	ada := enter(t, h, "blue", "ada")
	for i := range 16 {
		c := consumer(t, h, fmt.Sprint("c", i), fmt.Sprintf(`"durable":"%s%02d","attempts":1`, strings.Repeat("d", 60), i))
		c.lines()
		if i == 0 {
			ada.send(say("x"))
			h.Settle()
			c.send(answer("again", 3))
		}
	}
	h.Settle()
	again := newHub()
	again.Journal = kept
	if err := again.Restore(); err != nil {
		t.Fatal(err)
	}
	for _, h := range []*Hub{h, again} {
		guest := h.Connect(netip.Addr{}, "", nil)
		guest.Handle(event.Request{Type: event.TypeQueue, Room: "blue"})
		queued, _ := guest.Take(nil)
		if len(queued) != 1 || len(queued[0].JSON()) > h.maxEvent() {
			t.Fatalf("the answer is %d messages", len(queued))
		}
		reply, err := event.DecodeReply(queued[0].JSON())
		answer, ok := reply.(event.Queues)
		if !ok || len(answer.Queues) < 4 || len(answer.Queues)+int(answer.More) != 16 || answer.Queues[0].Dead != 1 || answer.Queues[1].Dead != 0 {
			t.Errorf("the answer is %+v, %v", reply, err)
		}
	}
}
