package bench

import (
	"math/rand/v2"
	"testing"
	"time"

	"wirelab/bench/internal/checks"
)

// orderOf is ordering, with arrivals at these times.
func orderOf(arrived []int, at []time.Duration) Ordering {
	times := map[int]time.Duration{}
	for i, seq := range arrived {
		times[seq] = at[i]
	}
	return ordering(arrived, func(seq int) time.Duration { return times[seq] })
}

// everyMillisecond are times of arrival: the i-th comes after i ms.
func everyMillisecond(n int) []time.Duration {
	at := make([]time.Duration, n)
	for i := range at {
		at[i] = time.Duration(i) * ms
	}
	return at
}

// The first three have the shape of the examples in RFC 4737 section 7.
func TestOrdering(t *testing.T) {
	for _, test := range []struct {
		name    string
		arrived []int
		want    Ordering
	}{
		{"one packet held back by four", []int{1, 2, 3, 5, 6, 7, 8, 4, 9, 10}, Ordering{1, 4, Known(4 * ms), 1}},
		{"one packet ahead of two", []int{1, 2, 3, 4, 7, 5, 6, 8, 9, 10}, Ordering{2, 2, Known(2 * ms), 0}},
		// 4 comes 4 after 7, 5 comes 5 after, 6 comes 6 after. Just before 5 came 4, which is lower: not
		// 3-reordered.
		{"three packets behind four", []int{1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11}, Ordering{3, 6, Known(6 * ms), 1}},
		{"none", nil, Ordering{}},
		{"one", []int{7}, Ordering{}},
		{"in order", []int{0, 1, 2, 3}, Ordering{}},
		{"losses are no reordering", []int{3, 9, 10, 40}, Ordering{}},
		{"reversed", []int{4, 3, 2, 1, 0}, Ordering{4, 4, Known(4 * ms), 2}},
		{"held back by two", []int{1, 2, 0}, Ordering{1, 2, Known(2 * ms), 0}},
		{"held back by three", []int{1, 2, 3, 0}, Ordering{1, 3, Known(3 * ms), 1}},
		{"three in a row, the wait broken", []int{2, 3, 0, 4, 1}, Ordering{2, 4, Known(4 * ms), 0}},
	} {
		checks.Equal(t, test.name, orderOf(test.arrived, everyMillisecond(len(test.arrived))), test.want)
	}
}

// The late time counts from the earliest arrival with a higher number, not from the last.
func TestOrderingLateTime(t *testing.T) {
	o := orderOf([]int{1, 2, 5, 6, 4}, []time.Duration{0, 10 * ms, 20 * ms, 30 * ms, 82 * ms})
	checks.Equal(t, "late", o.LateMax, Known(62*ms))
}

// naiveOrdering is written from the text of RFC 4737, arrival by arrival.
func naiveOrdering(s []int, dstTime []time.Duration) Ordering {
	var o Ordering
	nextExp := 0
	for i := range s {
		if s[i] >= nextExp { // section 3.3: in order
			nextExp = s[i] + 1
			continue
		}
		o.Reordered++
		j := 0
		for s[j] <= s[i] { // section 4.2: the smallest j with s[j] > s[i]
			j++
		}
		o.ExtentMax = max(o.ExtentMax, i-j)
		if late := dstTime[i] - dstTime[j]; !o.LateMax.known || late > o.LateMax.d { // section 4.3
			o.LateMax = Known(late)
		}
		const n = 3
		all := i >= n // section 5.3: s[j] > s[i] for all j with i-n <= j < i
		for j := max(0, i-n); j < i; j++ {
			all = all && s[j] > s[i]
		}
		if all {
			o.ThreeReordered++
		}
	}
	return o
}

func TestOrderingNaive(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		n := random.IntN(40)
		arrived := random.Perm(n)
		if random.IntN(2) == 0 { // mostly in order
			for i := range arrived {
				arrived[i] = i
			}
			for range random.IntN(4) {
				i, j := random.IntN(n+1), random.IntN(n+1)
				if i < n && j < n {
					arrived[i], arrived[j] = arrived[j], arrived[i]
				}
			}
		}
		arrived = arrived[:n-random.IntN(n/4+1)] // the rest was lost
		checkOrdering(t, arrived, random)
	}
}

func checkOrdering(t *testing.T, arrived []int, random *rand.Rand) {
	t.Helper()
	at := make([]time.Duration, len(arrived))
	for i := 1; i < len(at); i++ {
		at[i] = at[i-1] + time.Duration(random.IntN(1000))
	}
	if got, want := orderOf(arrived, at), naiveOrdering(arrived, at); got != want {
		t.Fatalf("%v at %v: %+v, want %+v", arrived, at, got, want)
	}
}

func FuzzOrdering(f *testing.F) {
	f.Add([]byte{1, 2, 3, 5, 6, 7, 8, 4, 9, 10})
	f.Add([]byte{7, 8, 9, 10, 4, 5, 6})
	f.Fuzz(func(t *testing.T, b []byte) {
		var arrived []int
		seen := map[byte]bool{}
		for _, seq := range b { // first copies only
			if !seen[seq] {
				seen[seq] = true
				arrived = append(arrived, int(seq))
			}
		}
		checkOrdering(t, arrived, rand.New(rand.NewPCG(uint64(len(b)), 0)))
	})
}
