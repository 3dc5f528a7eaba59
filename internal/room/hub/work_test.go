package hub

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// consumer connects a client that subscribes to the room blue, with these fields besides.
func consumer(t *testing.T, h *Hub, name, fields string) *client {
	t.Helper()
	c := enter(t, h, "blue", name)
	c.send(`{"type":"subscribe","room":"blue",` + fields + `}`)
	if h.Journal != nil {
		h.Settle()
	}
	return c
}

func subscribed(durable string, waiting int) string {
	return fmt.Sprintf(`{"type":"subscribed","room":"blue","durable":%q,"waiting":%d}`, durable, waiting)
}

func delivery(offset, attempt int, text string) string {
	return fmt.Sprintf(`{"type":"delivery","room":"blue","offset":%d,"attempt":%d,"from":"ada","event":"message","data":%q}`, offset, attempt, text)
}

func answer(kind string, offset int) string {
	return fmt.Sprintf(`{"type":%q,"room":"blue","offset":%d}`, kind, offset)
}

func refused(code, reason string) string {
	return fmt.Sprintf(`{"type":"error","code":%q,"reason":%q}`, code, reason)
}

// A new queue begins with what the room remembers. Consumers who share its name divide the work, and one with another name
// gets all of it. They hear nothing else of the room.
func TestDivided(t *testing.T) {
	h := newHub()
	ada := enter(t, h, "blue", "ada")
	ada.send(say("0"))
	bob := consumer(t, h, "bob", `"durable":"kitchen","share":true`)
	bob.gets(subscribed("kitchen", 1), delivery(2, 1, "0"))
	eve := consumer(t, h, "eve", `"durable":"kitchen","share":true`)
	eve.gets(subscribed("kitchen", 1))
	joe := consumer(t, h, "joe", `"durable":"till"`)
	joe.gets(subscribed("till", 1), delivery(2, 1, "0"))
	ada.send(say("1"), say("2"), say("3"))
	bob.gets(delivery(7, 1, "2"))
	eve.gets(delivery(6, 1, "1"), delivery(8, 1, "3"))
	joe.gets(delivery(6, 1, "1"), delivery(7, 1, "2"), delivery(8, 1, "3"))

	bob.send(answer("done", 2))
	bob.gets(acked(2))
	eve.send(answer("again", 8)) // it is bob's turn
	eve.gets(acked(8))
	bob.gets(delivery(8, 2, "3"))
	eve.Close() // all that she has is bob's
	bob.gets(delivery(6, 2, "1"))
	bob.send(`{"type":"leave","room":"blue"}`)
	last := consumer(t, h, "last", `"durable":"kitchen"`)
	last.gets(subscribed("kitchen", 3), delivery(6, 3, "1"), delivery(7, 2, "2"), delivery(8, 3, "3"))
}

// What is not done in time is delivered again, and what was delivered too often is a dead letter.
func TestRedelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHub()
		ada, undertaker := enter(t, h, "blue", "ada"), enter(t, h, "blue.dead", "joe")
		bob := consumer(t, h, "bob", `"durable":"kitchen","attempts":3`)
		ada.send(say("1"))
		bob.gets(subscribed("kitchen", 0), delivery(3, 1, "1"))
		time.Sleep(30*time.Second - 1)
		synctest.Wait()
		bob.gets()
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		bob.gets(delivery(3, 2, "1"))
		bob.send(`{"type":"again","room":"blue","offset":3,"wait":5000}`)
		bob.gets(acked(3))
		bob.send(answer("done", 3))
		bob.gets(refused(event.NotYours, "offset 3 is not delivered to you, or its time was up"))
		time.Sleep(5 * time.Second)
		synctest.Wait()
		bob.gets(delivery(3, 3, "1"))
		undertaker.gets()
		time.Sleep(30 * time.Second)
		synctest.Wait()
		bob.gets()
		undertaker.gets(`{"type":"event","room":"blue.dead","offset":2,"from":"ada","event":"message",` +
			`"data":{"offset":3,"durable":"kitchen","attempts":3,"data":"1"}}`)
		bob.send(answer("done", 3))
		bob.gets(refused(event.NotWaiting, "offset 3 is done already, a dead letter, or was never for kitchen to do"))
		time.Sleep(time.Hour)
		synctest.Wait()
		bob.gets()
	})
}

// Who has not answered so many deliveries gets no more, however much waits.
func TestPrefetch(t *testing.T) {
	h := newHub()
	ada, bob := enter(t, h, "blue", "ada"), consumer(t, h, "bob", `"durable":"kitchen","prefetch":2`)
	ada.send(say("1"), say("2"), say("3"), say("4"))
	bob.gets(subscribed("kitchen", 0), delivery(3, 1, "1"), delivery(4, 1, "2"))
	bob.send(answer("done", 4))
	bob.gets(acked(4), delivery(5, 1, "3"))
	bob.send(answer("again", 3))
	bob.gets(acked(3), delivery(3, 2, "1"))

	h.QueueBytes = 4 << 10 // and who has as many bytes as half of its queue gets no more either
	joe := consumer(t, h, "joe", `"durable":"till"`)
	joe.lines()
	for range 4 {
		ada.send(say(strings.Repeat("x", 700)))
	}
	if got := len(joe.lines()); got != 2 {
		t.Errorf("joe gets %d more, want 2", got)
	}
}

// Each mistake has its error, and changes nothing.
func TestConsumersMistakes(t *testing.T) {
	h := newHub()
	ada, bob := enter(t, h, "blue", "ada"), consumer(t, h, "bob", `"durable":"kitchen","share":true`)
	eve := enter(t, h, "blue", "eve")
	ada.send(say("1"))
	bob.lines()
	eve.lines()
	for _, test := range []struct{ line, code, reason string }{
		{`{"type":"subscribe","room":"red","durable":"kitchen"}`, event.NotJoined, "you are not in that room"},
		{answer("done", 4), event.NotSubscribed, "you take no work in that room: subscribe first"},
		{`{"type":"subscribe","room":"blue","durable":"kitchen"}`, event.NameTaken, "kitchen has a consumer, and not both of you share it"},
	} {
		eve.send(test.line)
		eve.gets(refused(test.code, test.reason))
	}
	eve.send(`{"type":"subscribe","room":"blue","durable":"kitchen","share":true}`)
	eve.gets(subscribed("kitchen", 1))
	bob.send(`{"type":"subscribe","room":"blue","durable":"kitchen","share":true}`) // once more: the answer was lost
	bob.gets(subscribed("kitchen", 1))
	for _, test := range []struct {
		c            *client
		line         string
		code, reason string
	}{
		{eve, answer("done", 4), event.NotYours, "offset 4 is delivered to another consumer"},
		{eve, answer("again", 4), event.NotYours, "offset 4 is delivered to another consumer"},
		{bob, answer("done", 5), event.NotThere, "offset 5 is not there yet: the last event is 4"},
		{bob, answer("done", 3), event.NotWaiting, "offset 3 is done already, a dead letter, or was never for kitchen to do"},
	} {
		test.c.send(test.line)
		test.c.gets(refused(test.code, test.reason))
	}
	bob.send(answer("done", 4), answer("done", 4))
	bob.gets(acked(4), refused(event.NotWaiting, "offset 4 is done already, a dead letter, or was never for kitchen to do"))
}

// When so much is not done that a queue is full, the room takes no more until something is.
func TestQueueFull(t *testing.T) {
	h := newHub()
	h.Rate = -1
	ada, bob := enter(t, h, "blue", "ada"), consumer(t, h, "bob", `"durable":"kitchen","prefetch":1`)
	for range 1000 {
		ada.send(say("x"))
		ada.lines()
	}
	full := refused(event.QueueFull, "kitchen has too much that is not done: try again later")
	ada.send(say("x"))
	ada.gets(full)
	bob.lines()
	bob.send(answer("done", 3))
	ada.send(say("x"), say("x"))
	ada.gets(acked(1003), said(1003, "ada", "x"), full)

	joe := enter(t, h, "green", "joe")
	for i := range 17 {
		joe.send(fmt.Sprintf(`{"type":"subscribe","room":"green","durable":"d%d"}`, i))
	}
	if got := joe.lines(); !strings.Contains(got[16], event.TooManyQueues) || strings.Contains(got[15], "error") {
		t.Errorf("16 queues, and one more: %q", got)
	}
	joe.send(`{"type":"emit","room":"green","event":"x","data":"` + strings.Repeat("x", 1000) + `"}`)
	if got := joe.lines(); !strings.Contains(got[0], event.TooLarge) {
		t.Errorf("it takes an event whose dead letter would be too large: %q", got)
	}
}

// What is done is done after a restart, what is not is delivered, and nothing is acknowledged before it is kept.
func TestQueueRestored(t *testing.T) {
	kept := &sickJournal{}
	h := newHub()
	h.Journal = kept
	ada := enter(t, h, "blue", "ada")
	ada.send(say("1"), say("2"), say("3"))
	h.Settle()
	bob := consumer(t, h, "bob", `"durable":"kitchen"`)
	bob.lines()
	bob.send(answer("done", 3))
	h.Settle()
	bob.gets(acked(3))
	kept.fail(journal.ErrFull)
	bob.send(answer("done", 2))
	h.Settle()
	bob.gets(refused(event.NotKept, "the server's disk is full: it still counts as not done, try again later"))
	kept.fail(nil)
	bob.send(answer("done", 2), answer("done", 99), answer("again", 4))
	h.Settle()
	bob.gets(acked(2), refused(event.NotThere, "offset 99 is not there yet: the last event is 5"), acked(4), delivery(4, 2, "3")) // in that order

	again := newHub()
	again.Journal = kept
	if err := again.Restore(); err != nil {
		t.Fatal(err)
	}
	again.Settle()
	bob = consumer(t, again, "bob", `"durable":"kitchen"`)
	bob.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":8,"member":"bob"}`, subscribed("kitchen", 1), delivery(4, 1, "3"))
}
