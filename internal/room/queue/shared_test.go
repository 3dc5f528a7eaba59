package queue

import (
	"testing"
	"time"

	"wirelab/internal/room/event"
)

// shared returns a queue of two servers with so many events, and a consumer at this one.
func shared(events uint64) (*Queue, *Consumer) {
	q, c := &Queue{Name: "kitchen"}, &Consumer{Share: true, Prefetch: 10, Bytes: 1000, Attempts: 2, Wait: time.Second}
	q.Share()
	for offset := range events {
		q.Add(event.Event{Offset: offset + 1, Event: "x"}, 1)
	}
	q.Subscribe(c)
	return q, c
}

// What is chosen is delivered when the journal has it, unless another server was first.
func TestTook(t *testing.T) {
	now := time.Unix(0, 0)
	q, c := shared(3)
	for range 3 {
		q.Next(now)
	}
	if _, err := q.delivery(c, 1); err == nil {
		t.Error("the consumer has event 1 before the journal has it")
	}
	q.Taken(2, "other", 1, 5)
	if !q.Took(c, 1, now) || q.Took(c, 2, now) {
		t.Error("event 1 is not the consumer's, or event 2 is")
	}
	q.NotTook(c, 3, now.Add(time.Minute))
	if _, d, ok := q.Next(now.Add(time.Minute)); !ok || d.Offset != 3 || d.Attempt != 1 {
		t.Errorf("the next one is %+v, want 3 for the first time", d)
	}
}

// What is given back is told the other servers once, and what they give back is handed out here.
func TestGivenBack(t *testing.T) {
	now := time.Unix(0, 0)
	q, c := shared(1)
	q.Next(now)
	q.Took(c, 1, now)
	if err := q.Again(c, 1, now); err != nil {
		t.Fatal(err)
	}
	if all := q.Returns(); len(all) != 1 || all[0] != (Return{1, 1, now}) || len(q.Returns()) != 0 || !q.Untold(1) {
		t.Errorf("given back: %+v", all)
	}
	q.NotTold(1)
	if all := q.Returns(); len(all) != 1 {
		t.Errorf("after it was not kept: %+v", all)
	}
	q.Told(1)
	q.Taken(1, "other", 2, 3)
	q.GivenBack(Return{1, 2, now}, "another", now) // which has not had it
	if _, _, ok := q.Next(now); ok {
		t.Error("what another server has is handed out")
	}
	q.Lapse("other")
	if _, d, ok := q.Next(now); !ok || d.Attempt != 3 {
		t.Errorf("of a server that is dead comes %+v, want attempt 3", d)
	}
}

// What another server has delivered too often it makes a dead letter, or this one later.
func TestDeadElsewhere(t *testing.T) {
	now := time.Unix(0, 0)
	q, _ := shared(1)
	q.Taken(1, "other", 2, 2)
	q.GivenBack(Return{Offset: 1, Attempts: 2}, "other", now.Add(time.Second))
	if letters := q.Expire(now); len(letters) != 0 {
		t.Errorf("dead at once: %+v", letters)
	}
	if letters := q.Expire(now.Add(time.Second)); len(letters) != 1 || !q.Finishing(1) || q.Low() != 0 {
		t.Errorf("dead later: %+v", letters)
	}
	if q.Kept(1); q.Low() != 1 {
		t.Error("it is still there")
	}
}
