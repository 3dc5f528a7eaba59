package bench

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"wirelab/bench/internal/checks"
)

// trialsOf returns a trial for each median response time. Its other numbers are its number, from 1.
func trialsOf(medians ...time.Duration) []Metrics {
	var trials []Metrics
	for i, median := range medians {
		n := i + 1
		up, down := n, 2*n
		trials = append(trials, Metrics{
			Sent: 100, Received: 100 - 3*n, Lost: 3 * n, LostPercent: float64(3 * n), LostUp: &up, LostDown: &down,
			LossPeriods: n, LossPeriodMax: n, Late: n, Duplicates: n, Foreign: n, Failures: n,
			Reordered: n, ThreeReordered: n, ReorderedPercent: Percent(n, 100-3*n), ReorderExtentMax: n,
			Response:   Distribution{Unit: "ms", P50: Known(median), Max: Known(median + ms)},
			OneWayUp:   &Distribution{Unit: "ms", P50: Known(time.Duration(n) * ms)},
			OneWayDown: &Distribution{Unit: "ms", P50: Known(time.Duration(n) * ms)},
			Gaps:       Gaps{Longest: Known(time.Duration(n) * ms), Released: n},
			Stalls:     &Stalls{n, Known(time.Duration(n) * ms), Known(time.Duration(n) * ms)},
			TCP:        &TCPInfo{Retransmissions: n, Reorderings: n, SmoothedRTT: Known(time.Duration(n) * ms)},
			SetUp:      Known(time.Duration(n) * ms),
			Goodput:    float64(1000 * n),
		})
	}
	return trials
}

func TestCombine(t *testing.T) {
	trials := trialsOf(7*ms, 1*ms, 3*ms)
	r := Combine(DefaultPlan("host"), "tcp", trials)

	checks.Equal(t, "transport", r.Transport, "tcp")
	checks.Equal(t, "net", r.Net, "host")
	checks.Equal(t, "trials", len(r.Trials), 3)

	for name, got := range map[string]int{ // 1 + 2 + 3
		"lost up": *r.LostUp, "loss periods": r.LossPeriods, "late": r.Late, "duplicates": r.Duplicates,
		"foreign": r.Foreign, "failures": r.Failures, "reordered": r.Reordered, "3-reordered": r.ThreeReordered,
		"stalls": r.Stalls.Count, "retransmissions": r.TCP.Retransmissions, "reorderings": r.TCP.Reorderings,
	} {
		checks.Equal(t, name, got, 6)
	}
	checks.Equal(t, "sent", r.Sent, 300)
	checks.Equal(t, "received", r.Received, 282)
	checks.Equal(t, "lost", r.Lost, 18)
	checks.Equal(t, "lost down", *r.LostDown, 12)
	checks.Equal(t, "lost %", r.LostPercent, 6)                 // 18 of 300
	checks.Equal(t, "reordered %", r.ReorderedPercent, 2.12766) // 6 of 282
	for name, got := range map[string]int{
		"longest loss period": r.LossPeriodMax, "extent": r.ReorderExtentMax, "released": r.Gaps.Released,
	} {
		checks.Equal(t, name, got, 3)
	}
	for name, got := range map[string]Span{
		"set-up": r.SetUp, "longest gap": r.Gaps.Longest, "one way up": r.OneWayUp.P50,
		"one way down": r.OneWayDown.P50, "longest stall": r.Stalls.Longest, "stalled": r.Stalls.Total,
		"smoothed RTT": r.TCP.SmoothedRTT,
	} {
		checks.Equal(t, name, got, Known(2*ms))
	}
	checks.Equal(t, "p50", r.Response.P50, Known(3*ms))
	checks.Equal(t, "max", r.Response.Max, Known(4*ms)) // a median, too
	checks.Equal(t, "goodput", r.Goodput, 2000)
	checks.Equal(t, "p99", r.Response.P99, Span{}) // unknown in each
	checks.Equal(t, "intervals", len(r.Interval), 0)
}

func TestCombineLeavesTrialsAlone(t *testing.T) {
	trials, fresh := trialsOf(7*ms, 1*ms, 3*ms), trialsOf(7*ms, 1*ms, 3*ms)
	r := Combine(DefaultPlan("host"), "tcp", trials)
	if !reflect.DeepEqual(trials, fresh) {
		t.Error("the trials have changed")
	}
	*r.LostUp, r.OneWayUp.P50, r.Stalls.Count, r.TCP.Retransmissions = 99, Known(99), 99, 99
	if !reflect.DeepEqual(trials, fresh) {
		t.Error("the result shares memory with its trials")
	}
}

func TestCombineUnknown(t *testing.T) {
	for unknown := range 2 { // in either trial
		trials := trialsOf(1*ms, 2*ms)
		x := &trials[unknown]
		x.LostUp, x.LostDown, x.Stalls, x.TCP, x.OneWayUp, x.OneWayDown = nil, nil, nil, nil, nil, nil
		r := Combine(DefaultPlan("host"), "tcp", trials)
		if r.LostUp != nil || r.LostDown != nil || r.Stalls != nil || r.TCP != nil {
			t.Errorf("unknown in trial %d, and known in the sum", unknown)
		}
	}
	trials := trialsOf(1*ms, 2*ms, 3*ms)
	trials[0].Response.P50 = Span{} // as when nothing came back
	checks.Equal(t, "median of those known", Combine(DefaultPlan("host"), "tcp", trials).Response.P50, Known(2500*time.Microsecond))

	none := Combine(DefaultPlan("host"), "tcp", nil)
	checks.Equal(t, "p50 of no trials", none.Response.P50, Span{})
}

// The true median lies below the k-th of n values with a chance of 1/2^n for k = 1, (1 + n)/2^n for
// k = 2. So from the first to the last of 6 misses it in 2/64 = 3.1 % of cases; from the first to the
// last but one of 8 in (1 + 9)/256 = 3.9 %; of 7, that would be (1 + 8)/128 = 7 %, too much.
func TestInterval(t *testing.T) {
	for n, want := range map[int][2]int{6: {1, 6}, 7: {1, 7}, 8: {1, 7}, 9: {2, 8}} {
		i, ok := Combine(DefaultPlan("host"), "tcp", trialsOf(upTo(n)...)).Interval["p50"]
		if low, high := time.Duration(want[0])*ms, time.Duration(want[1])*ms; !ok || i != (Interval{low, high}) {
			t.Errorf("of 1 to %d ms: %v %v, want %v to %v", n, i, ok, low, high)
		}
	}
	for n := range 6 {
		if i, ok := interval(spansOf(upTo(n)...)); ok {
			t.Errorf("of %d trials: %v", n, i)
		}
	}
	if _, ok := interval(append(spansOf(upTo(5)...), Span{})); ok {
		t.Error("an unknown trial counts")
	}
}

func spansOf(values ...time.Duration) []Span {
	var spans []Span
	for _, v := range values {
		spans = append(spans, Known(v))
	}
	return spans
}

func TestMedian(t *testing.T) {
	checks.Equal(t, "of none", median(nil), Span{})
	checks.Equal(t, "of unknown", median([]Span{{}, {}}), Span{})
	checks.Equal(t, "of one", median(spansOf(5)), Known(5))
	checks.Equal(t, "of two", median(spansOf(9, 4)), Known(6))
	checks.Equal(t, "of three", median(spansOf(9, 1, 5)), Known(5))
	checks.Equal(t, "of four", median(spansOf(9, 1, 5, 2)), Known(3))
	checks.Equal(t, "of two that are known", median(append(spansOf(9, 1), Span{})), Known(5))
}

func TestCompare(t *testing.T) {
	fast := Combine(DefaultPlan("host"), "tcp", trialsOf(10*ms, 11*ms, 12*ms, 13*ms, 14*ms, 15*ms))
	slow := Combine(DefaultPlan("host"), "udp", trialsOf(20*ms, 21*ms, 22*ms, 23*ms, 24*ms, 25*ms))
	mixed := Combine(DefaultPlan("host"), "ws", trialsOf(14*ms, 21*ms, 22*ms, 23*ms, 24*ms, 25*ms))

	// All of one above all of the other: 2 of the C(12,6) = 924 ways to deal them out are so far apart.
	d, ok := Compare(&fast, &slow, "p50", 0)
	if !ok || !d.Real || d.By != -10*ms || d.P < 0.00216 || d.P > 0.00217 {
		t.Errorf("clearly different: %+v %v", d, ok)
	}
	d, _ = Compare(&slow, &fast, "p50", 0)
	if !d.Real || d.By != 10*ms {
		t.Errorf("the other way round: %+v", d)
	}
	if d, ok = Compare(&fast, &mixed, "p50", 0); !ok || d.Real {
		t.Errorf("overlapping: %+v %v", d, ok)
	}
	for floor, real := range map[time.Duration]bool{9 * ms: true, 10 * ms: false, time.Second: false} {
		if d, _ = Compare(&slow, &fast, "p50", floor); d.Real != real {
			t.Errorf("10 ms apart where the machine resolves %v: %+v", floor, d)
		}
	}
	if d, ok = Compare(&fast, &fast, "p50", 0); !ok || d.Real || d.By != 0 {
		t.Errorf("with itself: %+v %v", d, ok)
	}
	same := Combine(DefaultPlan("host"), "ws", trialsOf(5*ms, 5*ms, 5*ms, 5*ms))
	if d, ok = Compare(&same, &same, "p50", 0); !ok || d.Real || d.P != 1 {
		t.Errorf("all the same: %+v %v", d, ok)
	}
	few := Combine(DefaultPlan("host"), "ws", trialsOf(1*time.Second, 2*time.Second, 3*time.Second, 4*time.Second, 5*time.Second))
	fewer := Combine(DefaultPlan("host"), "ws", trialsOf(1*ms, 2*ms, 3*ms, 4*ms, 5*ms))
	if d, _ = Compare(&few, &fewer, "p50", 0); d.Real {
		t.Errorf("5 trials a side can tell nothing: %+v", d)
	}
	if d, ok = Compare(&fast, &slow, "p99", 0); ok {
		t.Errorf("unknown: %+v", d)
	}
	if d, ok = Compare(&fast, &slow, "no such", 0); ok {
		t.Errorf("no such duration: %+v", d)
	}
}

func TestSpanJSON(t *testing.T) {
	for span, want := range map[Span]string{
		{}:                             "null",
		Known(0):                       "0",
		Known(1500 * time.Microsecond): "1.5",
		Known(1):                       "0.000001",
		Known(-2 * ms):                 "-2",
		Known(time.Hour):               "3600000",
	} {
		got, err := json.Marshal(span)
		if err != nil || string(got) != want {
			t.Errorf("%v: %s %v, want %s", span, got, err, want)
		}
	}
}

func TestPercent(t *testing.T) {
	checks.Equal(t, "of nothing", Percent(0, 0), 0)
	checks.Equal(t, "third", Percent(1, 3), 33.333333)
	checks.Equal(t, "all", Percent(7, 7), 100)
	checks.Equal(t, "one in ten million", Percent(1, 10_000_000), 0.00001)
}

// TestStallsOfFewTrials: where few trials have stalls, the longest is not that of a trial without any.
func TestStallsOfFewTrials(t *testing.T) {
	var trials []Metrics
	for trial := range 7 {
		m := Summarise(observed([]Sample{{Sent: 0}}, Arrival{0, 5 * ms}))
		m.Stalls = &Stalls{Longest: Known(0), Total: Known(0)}
		if trial < 2 {
			m.Stalls = &Stalls{Count: 3, Longest: Known(40 * ms), Total: Known(90 * ms)}
		}
		trials = append(trials, m)
	}
	x := Combine(DefaultPlan("lab"), "tcp", trials)
	checks.Equal(t, "stalled", x.Stalls.Count, 6)
	checks.Equal(t, "longest", x.Stalls.Longest, Known(40*ms))
	checks.Equal(t, "together", x.Stalls.Total, Known(90*ms))
	checks.Equal(t, "none", Combine(DefaultPlan("lab"), "tcp", trials[2:]).Stalls.Longest, Known(0))
}

// TestTellable: it takes so many trials on both sides for the least likely outcome to be less likely than 1 in 400.
func TestTellable(t *testing.T) {
	for _, test := range []struct {
		a, b int
		want bool
	}{{MinTrials, MinTrials, true}, {5, 5, false}, {7, 7, true}, {7, 3, false}, {7, 4, false}, {7, 5, false}, {7, 6, true}, {30, 2, false}, {40, 2, true}, {7, 0, false}, {1000, 1000, true}} {
		if got := Tellable(test.a, test.b); got != test.want {
			t.Errorf("%d and %d trials: %v", test.a, test.b, got)
		}
		if test.a > 50 {
			continue
		}
		low, high := make([]float64, test.a), make([]float64, test.b)
		for i := range low {
			low[i] = float64(i)
		}
		for i := range high {
			high[i] = float64(1000 + i)
		}
		if p, differ := Differ(low, high); differ != test.want {
			t.Errorf("%d and %d trials: p is %v, though all of the ones are less than all of the others", test.a, test.b, p)
		}
	}
}
