package hub

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// sickJournal is a journal in memory that fails when it is to.
type sickJournal struct {
	journal.Memory

	mu    sync.Mutex
	every int   // each time after so many it is full; 0: never
	calls int   // of Append
	err   error // what Append returns always; nil: nothing
}

func (j *sickJournal) Append(entries ...journal.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.calls++
	switch {
	case j.err != nil:
		return j.err
	case j.every > 0 && j.calls%j.every == 0:
		return journal.ErrFull
	}
	return j.Memory.Append(entries...)
}

func (j *sickJournal) fail(err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.err = err
}

// slowJournal keeps what it is given when it is told to.
type slowJournal struct {
	journal.Memory
	asked chan int   // how many entries it is given
	keep  chan error // nil: it keeps them
}

func newSlowJournal() *slowJournal {
	return &slowJournal{asked: make(chan int), keep: make(chan error)}
}

func (j *slowJournal) Append(entries ...journal.Entry) error {
	j.asked <- len(entries)
	if err := <-j.keep; err != nil {
		return err
	}
	return j.Memory.Append(entries...)
}

// keeps has the journal keep a group of so many, which it has been given.
func (j *slowJournal) keeps(t *testing.T, want int) {
	t.Helper()
	if n := <-j.asked; n != want {
		t.Errorf("a group of %d, want %d", n, want)
	}
	j.keep <- nil
}

// Nobody hears of an event before it is kept, and those who come meanwhile do not hear of it at all. What is decided
// while a group is being written is the next group.
func TestHeardWhenKept(t *testing.T) {
	h, slow := newHub(), newSlowJournal()
	h.Journal = slow
	ada, bob, eve := connect(t, h), connect(t, h), connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a"}`)
	slow.keeps(t, 1)
	h.Settle()
	ada.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":1,"member":"ada"}`)

	ada.send(emitID("blue", 1))
	if n := <-slow.asked; n != 1 { // and it is not kept yet
		t.Errorf("a group of %d, want 1", n)
	}
	ada.send(emitID("blue", 2), emitID("blue", 1), `{"type":"ping"}`)
	bob.send(`{"type":"join","room":"blue","name":"bob"}`)
	ada.send(emitID("blue", 3))
	eve.send(`{"type":"join","room":"blue","name":"eve","epoch":"e1","offset":1}`)
	ada.gets(`{"type":"head","room":"blue","epoch":"e1","offset":1}`)
	bob.gets()

	slow.keep <- nil
	slow.keeps(t, 4)
	h.Settle()
	ada.gets(ackID("blue", 1, 2, false), ackID("blue", 2, 3, false), ackID("blue", 1, 2, true),
		did(4, "bob", "join"), ackID("blue", 3, 5, false), did(6, "eve", "join"))
	x := func(offset int) string {
		return fmt.Sprintf(`{"type":"event","room":"blue","offset":%d,"from":"ada","event":"x"}`, offset)
	}
	bob.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":4,"member":"bob"}`, x(5), did(6, "eve", "join"))
	eve.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":6,"member":"eve"}`,
		x(2), x(3), did(4, "bob", "join"), x(5))
}

// Who has asked for much that is not kept yet is made to wait, as with answers that are not taken.
func TestWaitsForJournal(t *testing.T) {
	h, slow := newHub(), newSlowJournal()
	h.Journal, h.QueueMessages = slow, 8
	ada := connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada"}`)
	slow.keeps(t, 1)
	h.Settle()
	ada.lines()
	ada.send(say("1"))
	<-slow.asked
	ada.send(say("2"), say("3"), say("4"))
	if !ada.Skip() {
		t.Error("another request would be carried out")
	}
	if skipped := h.Stats().Skipped; skipped != 1 {
		t.Errorf("%d requests were skipped, want 1", skipped)
	}
	ready := make(chan struct{})
	go func() { ada.Await(); close(ready) }()
	select {
	case <-ready:
		t.Error("she need not wait")
	default:
	}
	slow.keep <- nil
	slow.keeps(t, 3)
	h.Settle()
	ada.lines()
	<-ready
}

// An emit that is kept is acknowledged again, even if what was decided beside the repetition is not kept.
func TestRepeatedBesideFailure(t *testing.T) {
	h, slow := newHub(), newSlowJournal()
	h.Journal = slow
	ada := connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a"}`)
	slow.keeps(t, 1)
	h.Settle()
	ada.lines()
	ada.send(emitID("blue", 1))
	<-slow.asked
	ada.send(emitID("blue", 1), emitID("blue", 2), emitID("blue", 2))
	slow.keep <- nil
	<-slow.asked
	slow.keep <- journal.ErrFull
	h.Settle()
	ada.gets(ackID("blue", 1, 2, false), ackID("blue", 1, 2, true), notKept(2), notKept(2))
}

// When very much is waiting for the journal, emits are refused, whoever makes them.
func TestCrowded(t *testing.T) {
	h, slow := newHub(), newSlowJournal()
	h.Journal, h.Rate = slow, -1
	ada := connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada"}`)
	slow.keeps(t, 1)
	h.Settle()
	ada.lines()
	for range maxWaiting {
		ada.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "x"})
	}
	ada.gets()
	ada.send(emitID("blue", 7))
	ada.gets(`{"type":"error","code":"too-fast","reason":"the server's disk does not keep up: this was dropped, wait 1s","id":7,"wait":1000}`)
	ada.Close()
	for left := maxWaiting + 1; left > 0; { // and her leave
		n := <-slow.asked
		slow.keep <- nil
		left -= n
	}
	h.Settle()
}

// What was decided while a group was being written that is not kept is not kept either: it counts on that group's offsets.
func TestGroupFails(t *testing.T) {
	h, slow := newHub(), newSlowJournal()
	h.Journal = slow
	ada, bob := connect(t, h), connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a"}`)
	slow.keeps(t, 1)
	h.Settle()
	ada.lines()
	ada.send(emitID("blue", 1))
	<-slow.asked
	ada.send(emitID("blue", 2), emitID("blue", 1))
	bob.send(`{"type":"join","room":"blue","name":"bob","epoch":"e1","offset":0}`)
	slow.keep <- journal.ErrFull
	h.Settle()
	ada.gets(notKept(1), notKept(2), notKept(1))
	bob.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":1,"member":"bob"}`)

	ada.send(emitID("blue", 2))
	slow.keeps(t, 2)
	h.Settle()
	ada.gets(did(2, "bob", "join"), ackID("blue", 2, 3, false))
	bob.gets(did(2, "bob", "join"), `{"type":"event","room":"blue","offset":3,"from":"ada","event":"x"}`)
}

// notKept returns what an emit gets that could not be kept.
func notKept(id int) string {
	return fmt.Sprintf(`{"type":"error","code":"not-kept","reason":"the server's disk is full: this was not said, try again later","id":%d}`, id)
}

// While the disk is full emits fail. Who comes and goes does, and the others are told when there is space.
func TestDiskFull(t *testing.T) {
	h, sick := newHub(), &sickJournal{}
	h.Journal = sick
	ada, bob := connect(t, h), connect(t, h)
	settled := func(c *client, lines ...string) {
		t.Helper()
		for _, line := range lines {
			c.send(line)
			h.Settle()
		}
	}
	settled(ada, `{"type":"join","room":"blue","name":"ada","session":"a"}`, emitID("blue", 1))
	ada.lines()

	sick.fail(journal.ErrFull)
	settled(ada, emitID("blue", 2), emitID("blue", 2))
	ada.gets(notKept(2), notKept(2))
	settled(bob, `{"type":"join","room":"blue","name":"bob"}`, `{"type":"name","id":3,"name":"bert"}`)
	bob.gets(`{"type":"joined","room":"blue","epoch":"e1","offset":2,"member":"bob"}`, `{"type":"ack","id":3}`)
	settled(bob, `{"type":"leave","id":4,"room":"blue"}`)
	bob.gets(`{"type":"ack","id":4,"room":"blue"}`)
	settled(ada, emitID("blue", 1), `{"type":"who","room":"blue"}`, `{"type":"ping"}`)
	ada.gets(ackID("blue", 1, 2, true), `{"type":"who","room":"blue","members":["ada"]}`,
		`{"type":"head","room":"blue","epoch":"e1","offset":2}`)
	if n := h.Stats().NotKept; n != 2 {
		t.Errorf("%d emits were not kept, want 2", n)
	}

	sick.fail(nil)
	settled(ada, `{"type":"ping"}`, emitID("blue", 2), emitID("blue", 2))
	ada.gets(`{"type":"head","room":"blue","epoch":"e1","offset":2}`, did(3, "bob", "join"),
		`{"type":"event","room":"blue","offset":4,"from":"bob","event":"name","data":"bert"}`, did(5, "bert", "leave"),
		ackID("blue", 2, 6, false), ackID("blue", 2, 6, true))
}

// A journal that is broken is another reason.
func TestBrokenJournal(t *testing.T) {
	h, sick := newHub(), &sickJournal{}
	h.Journal = sick
	ada := connect(t, h)
	ada.send(`{"type":"join","room":"blue","name":"ada"}`)
	h.Settle()
	ada.lines()
	sick.fail(errors.New("class.db: input/output error"))
	ada.send(say("hi"))
	h.Settle()
	ada.gets(`{"type":"error","code":"not-kept","reason":"the server cannot write its file any more: this was not said"}`)
}
