//go:build make || solution

package fanout

import (
	"fmt"
	"slices"
	"testing"
)

// emit has a room make so many events more, and checks what is acknowledged.
func emit(t *testing.T, r *Room, events int) {
	t.Helper()
	for range events {
		want := r.Last + 1
		if got := r.Emit(fmt.Sprint("goal ", want)); got != want {
			t.Fatalf("Emit returned %d; the room's last event was %d, so that this one is %d", got, want-1, want)
		}
	}
}

// holds checks which events a member is to be sent.
func holds(t *testing.T, m *Member, want ...int) {
	t.Helper()
	var got []int
	for _, e := range m.Take() {
		got = append(got, e.Offset)
		if text := fmt.Sprint("goal ", e.Offset); e.Text != text {
			t.Errorf("%s: event %d says %q, and what was emitted is %q", m.Name, e.Offset, e.Text, text)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s: the queue held the events %v, and is to hold %v", m.Name, got, want)
	}
}

func TestAllWhoRead(t *testing.T) {
	ada, eve := &Member{Name: "ada", Limit: 2}, &Member{Name: "eve", Limit: 2}
	r := &Room{Members: []*Member{ada, eve}}
	for n := range 10 {
		emit(t, r, 1)
		for _, m := range []*Member{ada, eve} { // both read at once
			holds(t, m, n+1)
		}
	}
}

func TestAcknowledgedAllTheSame(t *testing.T) {
	r := &Room{} // nobody is there
	emit(t, r, 3)
	r.Members = []*Member{{Name: "tim", Limit: 1, Policy: DropNewest}} // and now somebody who does not read
	emit(t, r, 3)
	if t.Failed() {
		t.Log("an acknowledgement says that there is an event, and not that anybody has it")
	}
}

func TestPolicies(t *testing.T) {
	eve := &Member{Name: "eve, who reads", Limit: 100}
	oldest := &Member{Name: "a member with DropOldest", Limit: 4, Policy: DropOldest}
	newest := &Member{Name: "a member with DropNewest", Limit: 4, Policy: DropNewest}
	cut := &Member{Name: "a member with Disconnect", Limit: 4, Policy: Disconnect}
	r := &Room{Members: []*Member{oldest, cut, newest, eve}}
	emit(t, r, 4)
	if len(r.Members) != 4 || cut.Evicted {
		t.Fatal("a queue with Limit events is full, and that is still no reason to do anything: it is the next event " +
			"that has no space")
	}
	emit(t, r, 6)
	holds(t, eve, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	holds(t, oldest, 7, 8, 9, 10)
	holds(t, newest, 1, 2, 3, 4)
	holds(t, cut)
	if cut.Dropped != 0 {
		t.Errorf("what Disconnect throws away is not counted, and Dropped is %d", cut.Dropped)
	}
	if !cut.Evicted {
		t.Error("with Disconnect, the member whose queue is full is to be Evicted")
	}
	if slices.Contains(r.Members, cut) {
		t.Error("who is evicted is not among the room's Members any more")
	}
	if len(r.Members) != 3 {
		t.Errorf("three members are left, and Members has %d", len(r.Members))
	}
	for _, m := range []*Member{oldest, newest} {
		if m.Dropped != 6 {
			t.Errorf("%s: Dropped is %d; of 10 events, 4 were kept", m.Name, m.Dropped)
		}
	}
	emit(t, r, 1) // whoever has read has space again
	holds(t, newest, 11)
	holds(t, cut)
}

func TestManyEvictedAtOnce(t *testing.T) {
	for _, small := range [][]int{{0, 2, 4}, {0, 1, 2}} {
		r := &Room{}
		for n := range 5 {
			limit := 10
			if slices.Contains(small, n) {
				limit = 1
			}
			r.Members = append(r.Members, &Member{Name: fmt.Sprint("member ", n), Limit: limit})
		}
		all := slices.Clone(r.Members)
		emit(t, r, 2) // the small ones have space for one
		for n, m := range all {
			if slices.Contains(small, n) {
				holds(t, m)
			} else {
				holds(t, m, 1, 2)
			}
		}
		if len(r.Members) != 2 {
			t.Errorf("members %v are evicted, so two of five are left, and Members has %d: take care when you remove while you iterate",
				small, len(r.Members))
		}
	}
}
