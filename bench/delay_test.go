package bench

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"wirelab/bench/internal/checks"
)

// upTo returns 1 ms, 2 ms ... n ms, shuffled: the p-th percentile is then p/100 of n, rounded up.
func upTo(n int) []time.Duration {
	values := make([]time.Duration, n)
	for i, v := range rand.New(rand.NewPCG(1, 1)).Perm(n) {
		values[i] = time.Duration(v+1) * ms
	}
	return values
}

func TestDistribution(t *testing.T) {
	const unknown = 0
	for _, test := range []struct{ n, p50, p90, p99, p999 int }{
		{1, 1, 1, unknown, unknown},
		{2, 1, 2, unknown, unknown},
		{3, 2, 3, unknown, unknown},
		{10, 5, 9, unknown, unknown},
		{11, 6, 10, unknown, unknown},
		{99, 50, 90, unknown, unknown},
		{100, 50, 90, 99, unknown},
		{101, 51, 91, 100, unknown},
		{999, 500, 900, 990, unknown},
		{1000, 500, 900, 990, 999},
		{1001, 501, 901, 991, 1000},
		{2000, 1000, 1800, 1980, 1998},
		{10500, 5250, 9450, 10395, 10490},
	} {
		d := distribution(upTo(test.n))
		for _, p := range []struct {
			name string
			got  Span
			want int
		}{
			{"min", d.Min, 1},
			{"p50", d.P50, test.p50},
			{"p90", d.P90, test.p90},
			{"p99", d.P99, test.p99},
			{"p999", d.P999, test.p999},
			{"max", d.Max, test.n},
		} {
			want := Span{}
			if p.want != unknown {
				want = Known(time.Duration(p.want) * ms)
			}
			if p.got != want {
				t.Errorf("%s of 1 to %d: %v, want %v", p.name, test.n, p.got, want)
			}
		}
		checks.Equal(t, "mean", d.Mean, Known(time.Duration(test.n+1)*ms/2))
		checks.Equal(t, "unit", d.Unit, "ms")
	}
}

// The percentile is the smallest value that at least so many do not exceed.
func TestNearestRank(t *testing.T) {
	for n := 1; n <= 3000; n++ {
		values := make([]time.Duration, n)
		for i := range values {
			values[i] = time.Duration(i + 1) // so many are not larger
		}
		for _, permille := range []int{500, 900, 990, 999} {
			got := int(nearestRank(values, permille))
			if 1000*got < permille*n || 1000*(got-1) >= permille*n {
				t.Fatalf("%d/1000 of %d values: the one of rank %d", permille, n, got)
			}
		}
	}
}

// delayed returns messages a second apart with these round trips (Never for lost), and the order in
// which they came.
func delayed(delays ...time.Duration) (messages []Sample, order []int) {
	for seq, d := range delays {
		m := Sample{Sent: time.Duration(seq) * time.Second, Received: Never}
		if d != Never {
			m.Received = m.Sent + d
			order = append(order, seq)
		}
		messages = append(messages, m)
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(messages[a].Received - messages[b].Received) })
	return messages, order
}

// PDV is delay less the smallest delay; its 99th percentile that of the delays less the smallest.
func TestPDV(t *testing.T) {
	delays := upTo(200)
	for i := range delays {
		delays[i] += 30 * ms // 31 to 230
	}
	checks.Equal(t, "PDV", jitter(delayed(delays...)).PDV99, Known(197*ms)) // rank 198 is 228, less 31
	checks.Equal(t, "PDV of 99", jitter(delayed(delays[:99]...)).PDV99, Span{})
	delays[0], delays[1] = Never, Never
	if !jitter(delayed(delays[:102]...)).PDV99.known {
		t.Error("PDV of 100 that arrived is unknown")
	}
}

// IPDV is between neighbours by number, either way, and skips pairs of which one was lost.
func TestIPDV(t *testing.T) {
	delays := []time.Duration{10 * ms}
	for i := range 100 { // 100 pairs, which differ by 1 ms ... 100 ms, up and down in turn
		step := time.Duration(i+1) * ms
		if i%2 == 1 {
			step = -step
		}
		delays = append(delays, delays[i]+step)
	}
	for i := range delays {
		delays[i] += time.Second
	}
	checks.Equal(t, "IPDV", jitter(delayed(delays...)).IPDV99, Known(99*ms))
	checks.Equal(t, "IPDV of 99 pairs", jitter(delayed(delays[:100]...)).IPDV99, Span{})

	// A lost message takes both its pairs away: as neighbours, 1 s and 9 s would differ by 8 s.
	delays = slices.Repeat([]time.Duration{1 * time.Second, Never, 9 * time.Second, 9 * time.Second, Never}, 150)
	checks.Equal(t, "IPDV across losses", jitter(delayed(delays...)).IPDV99, Known(0))
}

// TestRTPJitter compares with RFC 3550's own code (appendix A.8), line by line.
func TestRTPJitter(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	for range 200 {
		var delays []time.Duration
		for range 2 + random.IntN(50) {
			delays = append(delays, time.Duration(random.IntN(3000))*ms) // up to 3 s: they overtake each other
		}
		messages, order := delayed(delays...)
		var state struct {
			transit int
			jitter  float64
		}
		for i, seq := range order {
			arrival, ts := int(messages[seq].Received), int(messages[seq].Sent)
			transit := arrival - ts
			d := transit - state.transit
			state.transit = transit
			if i == 0 {
				continue // there is no transit before it
			}
			if d < 0 {
				d = -d
			}
			state.jitter += (1. / 16.) * (float64(d) - state.jitter)
		}
		got, _ := jitter(messages, order).RTPLast.Get()
		if math.Abs(float64(got)-state.jitter) > 1 { // nanosecond
			t.Fatalf("%v: %v, want %v ns", delays, got, state.jitter)
		}
	}
	checks.Equal(t, "of one", jitter(delayed(ms)).RTP, Span{})
	checks.Equal(t, "of a steady delay", jitter(delayed(ms, ms, ms)).RTP, Known(0))
}

// RTP's jitter goes by order of arrival, which differs from that of the numbers.
func TestRTPJitterOrderOfArrival(t *testing.T) {
	messages := []Sample{
		{Sent: 0, Received: 10 * ms},       // 10, first
		{Sent: 10 * ms, Received: 90 * ms}, // 80, third
		{Sent: 20 * ms, Received: 30 * ms}, // 10, second
	}
	checks.Equal(t, "jitter", jitter(messages, []int{0, 2, 1}).RTPLast, Known(70*ms/16)) // |10-10|, |80-10|
}

// What is printed of RTP's jitter is its mean over the trial: its last value tells only of the last messages.
// Here the delay is steady for a long time, and for a short one it is not.
func TestRTPJitterIsAMean(t *testing.T) {
	delays := slices.Repeat([]time.Duration{10 * ms}, 900)
	for i := range 100 {
		delays = append(delays, time.Duration(10+8*(i%2))*ms)
	}
	j := jitter(delayed(delays...))
	last, _ := j.RTPLast.Get()
	mean, _ := j.RTP.Get()
	if last < 79*ms/10 || mean < ms/2 || mean > ms {
		t.Errorf("mean %v, at last %v; want about 0.7 ms and 8 ms", mean, last)
	}
}

func TestGaps(t *testing.T) {
	const us = time.Microsecond
	for _, test := range []struct {
		name      string
		delivered []time.Duration
		want      Gaps
	}{
		{"nothing", nil, Gaps{}},
		{"one", []time.Duration{5 * ms}, Gaps{}},
		{"two", []time.Duration{5 * ms, 9 * ms}, Gaps{Known(4 * ms), 1}},
		{"two at once", []time.Duration{5 * ms, 5 * ms}, Gaps{Known(0), 1}},
		{"the wait before the first is no gap", []time.Duration{90 * ms, 91 * ms, 93 * ms}, Gaps{Known(2 * ms), 1}},
		{"a stall and what it held", []time.Duration{0, 20 * ms, 100 * ms, 100*ms + 400*us, 101 * ms, 101*ms + 1, 120 * ms}, Gaps{Known(80 * ms), 3}},
		{"the first of the longest", []time.Duration{0, 10 * ms, 10*ms + 1, 20*ms + 1, 30 * ms}, Gaps{Known(10 * ms), 2}},
	} {
		checks.Equal(t, test.name, gaps(test.delivered), test.want)
	}
}
