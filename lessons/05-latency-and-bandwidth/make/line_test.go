//go:build make || solution

package line

import (
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

const ms = time.Millisecond

// narrow is a line of 1 Mbit/s and 20 ms: 125 bytes take a millisecond.
func narrow() *Line { return &Line{Delay: 20 * ms, Bandwidth: 1_000_000, Queue: 10_000} }

// sends has a packet come, and says when it should arrive.
func sends(t *testing.T, l *Line, now time.Duration, size int, want time.Duration) {
	t.Helper()
	arrives, ok := l.Send(now, size)
	switch {
	case !ok:
		t.Errorf("%d bytes came at %v, and it is said that there is no room; they should arrive at %v", size, now, want)
	case arrives != want:
		t.Errorf("%d bytes came at %v, and are said to arrive at %v; it should be %v", size, now, arrives, want)
	}
}

func full(t *testing.T, l *Line, now time.Duration, size int) {
	t.Helper()
	if arrives, ok := l.Send(now, size); ok {
		t.Errorf("%d bytes came at %v and are said to arrive at %v, but there is no room for them", size, now, arrives)
	}
}

func TestAlone(t *testing.T) {
	l := narrow()
	sends(t, l, 0, 125, 21*ms)           // 1 ms to put it on the line, and 20 on the way
	sends(t, l, 100*ms, 1250, 130*ms)    // ten times as long
	sends(t, l, time.Second, 0, 1020*ms) // nothing but the delay
}

// Ten times the bandwidth makes a packet shorter, and the way no shorter.
func TestTenTimesTheBandwidth(t *testing.T) {
	l := narrow()
	l.Bandwidth *= 10
	sends(t, l, 0, 125, 20*ms+100*time.Microsecond)
	sends(t, l, time.Second, 12_500, 1030*ms)
}

func TestOneAfterTheOther(t *testing.T) {
	l := narrow()
	sends(t, l, 0, 1250, 30*ms)
	sends(t, l, 0, 1250, 40*ms)       // waits for the first
	sends(t, l, 5*ms, 1250, 50*ms)    // for both
	sends(t, l, 30*ms, 1250, 60*ms)   // comes just when the line is free
	sends(t, l, 100*ms, 1250, 130*ms) // the line does not save up the time in which nobody came
}

func TestQueue(t *testing.T) {
	l := narrow()
	l.Queue = 2500
	sends(t, l, 0, 5000, 60*ms)      // nobody is before it: it needs no room
	sends(t, l, 0, 1250, 70*ms)      // waits until 40 ms
	sends(t, l, 0, 1250, 80*ms)      // waits until 50 ms, and now the queue is full
	full(t, l, 0, 1)                 // not even one byte more
	full(t, l, 39*ms, 1250)          // still full: what had no room before has left no trace
	sends(t, l, 40*ms, 1250, 90*ms)  // the first of those that wait has just left the queue
	full(t, l, 49*ms, 1)             // two wait again
	sends(t, l, 500*ms, 125, 521*ms) // all is over
}

// Numbers that do not divide evenly, and large ones.
func TestRounding(t *testing.T) {
	l := &Line{Bandwidth: 3_000_000_000, Queue: 1 << 30}
	sends(t, l, 0, 3, 8) // 24 bits at 3 a nanosecond
	l = &Line{Bandwidth: 1000, Queue: 1 << 30}
	sends(t, l, 0, 65_535, 524_280*ms)
	sends(t, l, 0, 65_535, 2*524_280*ms)
}

// Packets of all sizes, some of which wait and some not, arrive as they do on the link of the lessons.
func TestAsInTheLessons(t *testing.T) {
	const queue = 1 << 20 // never full
	flow := link.Flow{From: netip.MustParseAddr("10.0.0.2"), To: netip.MustParseAddr("10.0.0.1")}
	for _, bandwidth := range []int64{64_000, 1_000_000, 10_000_000, 1_000_000_000} {
		mine := &Line{Delay: 20 * ms, Bandwidth: bandwidth, Queue: queue}
		lab := link.New(link.Config{Delay: 20 * ms, Bandwidth: bandwidth, Queue: queue}, 1, link.Up)
		random := rand.New(rand.NewPCG(1, 1))
		packet := time.Duration(1500 * 8 * int64(time.Second) / bandwidth) // how long a large one takes
		var now time.Duration
		for i := range 1000 {
			now += time.Duration(random.Int64N(int64(packet)))
			size := 28 + random.IntN(1473)
			want := lab.Admit(now, flow, size).At
			if arrives, ok := mine.Send(now, size); !ok || arrives != want {
				t.Fatalf("at %d bit/s, packet %d of %d bytes came at %v: on your line it arrives at %v (room: %t), on wirelab's link at %v",
					bandwidth, i+1, size, now, arrives, ok, want)
			}
		}
	}
}
