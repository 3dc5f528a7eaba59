//go:build make || solution

package percentile

import (
	"slices"
	"testing"
	"time"
)

const ms = time.Millisecond

func is(t *testing.T, times []time.Duration, p int, want time.Duration) {
	t.Helper()
	if got := Of(times, p); got != want {
		t.Errorf("of %v, p%d is %v; it should be %v", times, p, got, want)
	}
}

func TestOne(t *testing.T) {
	for _, p := range []int{1, 50, 100} {
		is(t, []time.Duration{7 * ms}, p, 7*ms)
	}
}

func TestSorted(t *testing.T) {
	is(t, []time.Duration{100 * ms, 20 * ms, 3 * ms}, 50, 20*ms)
	is(t, []time.Duration{100 * ms, 20 * ms, 3 * ms}, 100, 100*ms)
}

func TestTwenty(t *testing.T) {
	var times []time.Duration
	for n := range 20 {
		times = append(times, time.Duration(20-n)*ms) // 20 ms down to 1 ms
	}
	for p, want := range map[int]time.Duration{1: 1 * ms, 5: 1 * ms, 6: 2 * ms, 50: 10 * ms, 95: 19 * ms, 96: 20 * ms, 99: 20 * ms} {
		is(t, times, p, want)
	}
}

var hundred = 100.0 // a variable, since constants are exact

func TestHundred(t *testing.T) {
	var times []time.Duration
	for n := range 100 {
		times = append(times, time.Duration(n+1)*ms) // 1 ms up to 100 ms
	}
	for _, p := range []int{99, 55, 28, 7} {
		if got, want := Of(times, p), time.Duration(p)*ms; got != want {
			t.Errorf("of 1, 2, 3 ... 100 ms, p%d is %v; it should be %v. (With float64, 7 / 100 * 100 is %v: multiply first, and then divide.)",
				p, got, want, float64(7)/hundred*hundred)
		}
	}
}

// The slowest does not move the middle.
func TestOneMinute(t *testing.T) {
	is(t, []time.Duration{40 * ms, time.Minute, 41 * ms, 39 * ms, 40 * ms}, 50, 40*ms)
}

func TestLeavesThem(t *testing.T) {
	times := []time.Duration{3 * ms, 1 * ms, 2 * ms}
	Of(times, 50)
	if !slices.Equal(times, []time.Duration{3 * ms, 1 * ms, 2 * ms}) {
		t.Errorf("it has sorted what it was given: %v", times)
	}
}
