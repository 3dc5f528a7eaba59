//go:build make || solution

package queue

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A rail is a queue of orders, and a clock that a test moves.
type rail struct {
	*testing.T
	Queue
	now time.Time
}

func newRail(t *testing.T) *rail {
	return &rail{T: t, Queue: Queue{Wait: 10 * time.Minute, Attempts: 3}, now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)}
}

// put puts orders in.
func (r *rail) put(texts ...string) {
	r.Helper()
	for _, text := range texts {
		r.Put(text)
	}
}

// next asks for work, and must get this: "2 tea, attempt 1", or "nothing".
func (r *rail) next(why, want string) Work {
	r.Helper()
	w, ok := r.Next(r.now)
	got := "nothing"
	if ok {
		got = fmt.Sprintf("%d %s, attempt %d", w.Number, w.Text, w.Attempt)
	}
	if got != want {
		r.Fatalf("%s\n   Next gives %s, and should give %s", why, got, want)
	}
	return w
}

// done says that work is done, and that must count or not.
func (r *rail) done(why string, w Work, counts bool) {
	r.Helper()
	if r.Done(w, r.now) != counts {
		r.Fatalf("%s\n   Done(%d, attempt %d) returns %v, and should return %v", why, w.Number, w.Attempt, !counts, counts)
	}
}

func TestNumbers(t *testing.T) {
	q := &Queue{Wait: time.Minute, Attempts: 1}
	for want := 1; want <= 3; want++ {
		if got := q.Put("tea"); got != want {
			t.Fatalf("Put returned %d for order number %d: they are counted from 1", got, want)
		}
	}
}

func TestWorkIsDivided(t *testing.T) {
	r := newRail(t)
	r.next("Nothing has been put in.", "nothing")
	r.put("tea", "cake")
	r.next("The first cook asks.", "1 tea, attempt 1")
	r.next("The second cook asks. The first one has the tea.", "2 cake, attempt 1")
	r.next("Both cooks have work, and there is no more.", "nothing")
}

func TestDoneIsGone(t *testing.T) {
	r := newRail(t)
	r.put("tea", "cake")
	tea := r.next("The first cook asks.", "1 tea, attempt 1")
	r.done("The tea is done in time.", tea, true)
	r.done("It is done already.", tea, false)
	r.now = r.now.Add(time.Hour)
	r.next("An hour later: what is done does not come again.", "2 cake, attempt 1")
	r.next("There is no more.", "nothing")
	r.done("Nobody has put in number 99.", Work{Number: 99, Attempt: 1}, false)
}

func TestLateWorkComesAgain(t *testing.T) {
	r := newRail(t)
	r.put("tea", "cake")
	r.next("The first cook takes the tea, and falls asleep.", "1 tea, attempt 1")
	r.now = r.now.Add(10*time.Minute - 1)
	r.next("The time for the tea is not quite up.", "2 cake, attempt 1")
	r.now = r.now.Add(1)
	r.next("Now it is up. The tea is first, for it was put in first.", "1 tea, attempt 2")
}

func TestTwoAreLateAtOnce(t *testing.T) {
	r := newRail(t)
	r.put("tea", "cake")
	r.next("The first cook takes the tea.", "1 tea, attempt 1")
	r.next("The second cook takes the cake. Both fall asleep.", "2 cake, attempt 1")
	r.now = r.now.Add(25 * time.Minute)
	tea := r.next("Both are late. The tea is first, for it was put in first.", "1 tea, attempt 2")
	r.now = r.now.Add(9 * time.Minute)
	r.done("A cook has ten minutes from when he was given the tea, however late it was by then.", tea, true)
	r.next("The cake is next.", "2 cake, attempt 2")
}

func TestTwoAreDeadAtOnce(t *testing.T) {
	r := newRail(t)
	r.put("pie", "stew")
	for attempt := 1; attempt <= 3; attempt++ {
		r.next("Nobody can make a pie.", fmt.Sprintf("1 pie, attempt %d", attempt))
		r.next("And nobody can make a stew.", fmt.Sprintf("2 stew, attempt %d", attempt))
		r.now = r.now.Add(10 * time.Minute)
	}
	r.put("tea")
	r.next("Both are put aside, and the tea is next.", "3 tea, attempt 1")
	if got := strings.Join(r.Dead, ", "); got != "pie, stew" {
		t.Fatalf("Dead is %q, and should be %q", got, "pie, stew")
	}
}

func TestWhoIsLateIsTooLate(t *testing.T) {
	r := newRail(t)
	r.put("tea")
	first := r.next("The first cook takes the tea.", "1 tea, attempt 1")
	r.now = r.now.Add(10 * time.Minute)
	r.done("His time is up, though nobody has taken it since.", first, false)
	second := r.next("The second cook takes it.", "1 tea, attempt 2")
	r.done("The first cook says that he has done it. It is another one's now.", first, false)
	r.done("The second cook has done it.", second, true)
	r.now = r.now.Add(time.Hour)
	r.next("It is done.", "nothing")
}

func TestDeadLetters(t *testing.T) {
	r := newRail(t)
	r.put("pie", "tea")
	for attempt := 1; attempt <= 3; attempt++ {
		r.next("Nobody can make a pie.", fmt.Sprintf("1 pie, attempt %d", attempt))
		if len(r.Dead) > 0 {
			t.Fatalf("The pie is dead after %d attempts, and has 3", attempt)
		}
		r.now = r.now.Add(10 * time.Minute)
	}
	tea := r.next("Three cooks have tried. The pie is put aside, and the tea is next.", "2 tea, attempt 1")
	if got := strings.Join(r.Dead, ", "); got != "pie" {
		t.Fatalf("Dead is %q, and should be %q", got, "pie")
	}
	r.done("The tea is done.", tea, true)
	r.now = r.now.Add(time.Hour)
	r.next("What is dead does not come again.", "nothing")
}
