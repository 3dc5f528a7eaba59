//go:build make || solution

package sender

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// sends has the sender send until its window is full, and returns the numbers.
func sends(t *testing.T, s *Sender, want int) (numbers []int) {
	t.Helper()
	for {
		n, ok := s.Send()
		if !ok {
			break
		}
		numbers = append(numbers, n)
		if len(numbers) > want {
			t.Fatalf("it sends more than %d segments at once, with a window of %.1f", want, s.Window)
		}
	}
	if len(numbers) < want {
		t.Fatalf("it sends %d segments at once, and then waits; %d would fit its window", len(numbers), want)
	}
	return numbers
}

func acked(s *Sender, numbers []int) {
	for _, n := range numbers {
		s.Acked(n)
	}
}

func windowIs(t *testing.T, s *Sender, when string, want float64) {
	t.Helper()
	if math.Abs(s.Window-want) > 0.1 {
		t.Fatalf("%s the window is %.2f; it should be about %.1f", when, s.Window, want)
	}
}

func TestNew(t *testing.T) {
	s := New()
	windowIs(t, s, "on a new connection", Initial)
	for i, n := range sends(t, s, Initial) {
		if n != i {
			t.Fatalf("segment %d has the number %d", i, n)
		}
	}
}

// Twenty messages leave in two bunches, as in the lesson.
func TestTwoBunches(t *testing.T) {
	s := New()
	first := sends(t, s, 10)
	s.Acked(first[0])
	sends(t, s, 2) // one has left the network, and the window is one larger
}

// With each round trip the window doubles.
func TestSlowStart(t *testing.T) {
	s := New()
	for _, want := range []int{10, 20, 40, 80} {
		acked(s, sends(t, s, want))
	}
	windowIs(t, s, "after four round trips", 160)
}

func TestLoss(t *testing.T) {
	s := New()
	acked(s, sends(t, s, 10))
	flight := sends(t, s, 20)
	s.Lost(flight[0])
	windowIs(t, s, "after a loss with a window of 20", 10)
	acked(s, flight[1:])
	windowIs(t, s, "when a window of 10 has been acknowledged nearly twice, after the loss,", 11.8)
	acked(s, sends(t, s, 11))
	windowIs(t, s, "a round trip later", 12.7)
}

// Three losses of one flight are one piece of news. A loss of the next flight is another.
func TestOneFlight(t *testing.T) {
	s := New()
	acked(s, sends(t, s, 10))
	flight := sends(t, s, 20)
	for _, n := range flight[:3] {
		s.Lost(n)
	}
	windowIs(t, s, "after three losses of one flight", 10)
	sends(t, s, 0) // 17 are still under way
	acked(s, flight[3:])
	next := sends(t, s, 11)
	before := s.Window
	s.Lost(next[0])
	windowIs(t, s, "after a loss of the next flight", before/2)
}

func TestNeverLessThanTwo(t *testing.T) {
	s := New()
	for range 10 {
		n, ok := s.Send()
		if !ok {
			t.Fatalf("nothing is under way, and it does not send, with a window of %.1f", s.Window)
		}
		s.Lost(n)
	}
	windowIs(t, s, "after ten losses", 2)
}

// On a link on which 40 segments fit and before which 20 may wait, the window is a sawtooth: see it with go test -v.
func TestSawtooth(t *testing.T) {
	const link, queue, trips = 40, 20, 100
	s := New()
	teeth, carried := 0, 0
	var picture strings.Builder
	for trip := range trips {
		before := s.Window
		var flight []int
		for len(flight) < 1000 {
			n, ok := s.Send()
			if !ok {
				break
			}
			flight = append(flight, n)
		}
		fits := min(len(flight), link+queue)
		carried += min(len(flight), link)
		acked(s, flight[:fits])
		for _, n := range flight[fits:] {
			s.Lost(n)
		}
		if fits < len(flight) {
			teeth++
		}
		if trip%2 == 0 {
			fmt.Fprintf(&picture, "%4d %s\n", trip, strings.Repeat("=", int(before)))
		}
	}
	if teeth > 0 {
		t.Logf("the window, every second round trip:\n%s", picture.String())
	}
	if teeth < 3 || teeth > 10 {
		t.Errorf("in %d round trips it lost something in %d of them; it should be some three to ten", trips, teeth)
	}
	if share := float64(carried) / (link * trips); share < 0.9 {
		t.Errorf("it used %.0f %% of the link; it should be more than 90", 100*share)
	}
}
