//go:build make || solution

package order

import (
	"slices"
	"strings"
	"testing"
	"time"
)

const ms = time.Millisecond

// arrives has a message come, and says what the program should get then, with blanks between.
func arrives(t *testing.T, b *Buffer, now time.Duration, number int, want string) {
	t.Helper()
	got := b.Arrive(now, number, "m"+string(rune('0'+number)))
	if !slices.Equal(got, strings.Fields(want)) {
		t.Errorf("at %v came message %d. The program got %v; it should be [%s]", now, number, got, want)
	}
}

func ticks(t *testing.T, b *Buffer, now time.Duration, want string) {
	t.Helper()
	if got := b.Tick(now); !slices.Equal(got, strings.Fields(want)) {
		t.Errorf("at %v the program got %v; it should be [%s]", now, got, want)
	}
}

func TestInOrder(t *testing.T) {
	b := &Buffer{Wait: time.Second}
	arrives(t, b, 0, 1, "m1")
	arrives(t, b, 20*ms, 2, "m2")
	ticks(t, b, time.Hour, "")
	arrives(t, b, time.Hour, 3, "m3")
}

// What the ladder of lesson 6 shows: the fourth is sent again, and three wait for it.
func TestOneIsLate(t *testing.T) {
	b := &Buffer{Wait: time.Second}
	for i := 1; i <= 3; i++ {
		arrives(t, b, time.Duration(i)*20*ms, i, "m"+string(rune('0'+i)))
	}
	arrives(t, b, 160*ms, 5, "")
	arrives(t, b, 180*ms, 6, "")
	arrives(t, b, 200*ms, 7, "")
	arrives(t, b, 201*ms, 4, "m4 m5 m6 m7")
	arrives(t, b, 220*ms, 8, "m8")
}

func TestTwice(t *testing.T) {
	b := &Buffer{Wait: time.Second}
	arrives(t, b, 0, 2, "")
	arrives(t, b, 10*ms, 2, "")
	arrives(t, b, 20*ms, 1, "m1 m2")
	arrives(t, b, 30*ms, 1, "")
	arrives(t, b, 40*ms, 2, "")
	ticks(t, b, time.Hour, "")
}

// A copy does not make a message younger.
func TestACopyWhileItWaits(t *testing.T) {
	b := &Buffer{Wait: 50 * ms}
	arrives(t, b, 0, 2, "")
	arrives(t, b, 40*ms, 2, "")
	ticks(t, b, 50*ms, "m2")
}

func TestGivingUp(t *testing.T) {
	b := &Buffer{Wait: 50 * ms}
	arrives(t, b, 0, 1, "m1")
	arrives(t, b, 20*ms, 3, "")
	arrives(t, b, 40*ms, 4, "")
	arrives(t, b, 60*ms, 6, "")
	ticks(t, b, 69*ms, "")
	ticks(t, b, 70*ms, "m3 m4") // 2 is given up; 6 has not waited long enough
	arrives(t, b, 80*ms, 2, "") // too late
	arrives(t, b, 90*ms, 5, "m5 m6")
}

// Giving up may happen when a message comes, too, and a message that is given up on has taken with it
// those before it.
func TestGivingUpAtAnArrival(t *testing.T) {
	b := &Buffer{Wait: 50 * ms}
	arrives(t, b, 0, 5, "")
	arrives(t, b, 30*ms, 3, "")
	arrives(t, b, 60*ms, 8, "m3 m5")
	arrives(t, b, 70*ms, 4, "")
	arrives(t, b, 75*ms, 6, "m6")
	ticks(t, b, 110*ms, "m8")
}

// Giving up may happen as well when a message comes that is handed on at once.
func TestGivingUpBehindAnother(t *testing.T) {
	b := &Buffer{Wait: 50 * ms}
	arrives(t, b, 0, 5, "")
	arrives(t, b, 60*ms, 1, "m1 m5")
}

// With no patience at all nothing is kept back, and what comes late is dropped.
func TestNewestOnly(t *testing.T) {
	b := &Buffer{}
	arrives(t, b, 0, 1, "m1")
	arrives(t, b, 20*ms, 3, "m3")
	arrives(t, b, 40*ms, 2, "")
	arrives(t, b, 60*ms, 4, "m4")
}

// A sender may leave out very many numbers.
func TestLargeNumbers(t *testing.T) {
	b := &Buffer{}
	b.Arrive(0, 1, "first")
	begun := time.Now()
	if got := b.Arrive(0, 1<<30, "last"); !slices.Equal(got, []string{"last"}) {
		t.Errorf("after message 1 came message %d, and nothing is waited for. The program got %v", 1<<30, got)
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("that took %v: do not go through all the numbers that are missing, but through the messages that are kept", took.Round(time.Second/10))
	}
}
