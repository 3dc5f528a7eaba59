package bench

import (
	"encoding/json"
	"slices"
	"time"

	"golang.org/x/perf/benchmath"
)

// A Result is what several trials of one transport came to: counts are sums over the trials,
// percentages are of those sums, and durations are medians over the trials, the maximum of a trial
// among them.
type Result struct {
	Transport string  `json:"transport"`
	Net       string  `json:"net"`
	Link      *string `json:"link"`
	Metrics
	Trials []Metrics `json:"trials"`
	// Interval holds, for each duration that has one, the confidence interval of the median: the true
	// median lies in it in at least 95 of 100 such runs. It takes MinTrials.
	Interval map[string]Interval `json:"interval"`
}

// An Interval is where a median lies with 95 % confidence.
type Interval struct{ Low, High time.Duration }

// MarshalJSON implements json.Marshaler: [low, high] in milliseconds.
func (i Interval) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]float64{milliseconds(i.Low), milliseconds(i.High)})
}

const confidence = 0.95

// A difference is significant if chance alone would show one so large in fewer than 1 of 400 such
// comparisons. A table holds about 20 of them: at the usual 1 of 20 each would have one by chance.
const significant = 0.05 / 20

// MinTrials is how many trials of each transport it takes to give an interval, and to tell a
// difference from chance at all.
const MinTrials = 6

// Combine makes one result of the trials of one transport.
func Combine(net, transport string, trials []Metrics) Result {
	r := Result{Transport: transport, Net: net, Trials: trials, Interval: map[string]Interval{}}
	if len(trials) == 0 {
		return r
	}
	r.Metrics = trials[0].clone()
	for _, t := range trials[1:] {
		r.Metrics.add(t)
	}
	r.LostPercent = percent(r.Lost, r.Sent)
	r.ReorderedPercent = percent(r.Reordered, r.Received)
	r.ReplyCap = replyCapOf(trials)
	for name, span := range r.Metrics.spans() {
		var over []Span
		for i := range trials {
			if s, ok := trials[i].spans()[name]; ok {
				over = append(over, *s)
			}
		}
		*span = median(over)
		if i, ok := interval(over); ok {
			r.Interval[name] = i
		}
	}
	var goodput []float64
	for _, t := range trials {
		goodput = append(goodput, t.Goodput)
	}
	slices.Sort(goodput)
	r.Goodput = benchmath.AssumeNothing.Summary(sample(goodput), confidence).Center
	return r
}

// clone copies what a Metrics points to, so that adding to the copy leaves the original alone.
func (m Metrics) clone() Metrics {
	for _, p := range []**int{&m.LostUp, &m.LostDown} {
		if *p != nil {
			n := **p
			*p = &n
		}
	}
	for _, p := range []**Distribution{&m.OneWayUp, &m.OneWayDown} {
		if *p != nil {
			d := **p
			*p = &d
		}
	}
	if m.Stalls != nil {
		s := *m.Stalls
		m.Stalls = &s
	}
	if m.TCP != nil {
		t := *m.TCP
		m.TCP = &t
	}
	return m
}

// add adds t's counts to m's. What is unknown in one is unknown in the sum.
func (m *Metrics) add(t Metrics) {
	m.Sent += t.Sent
	m.Received += t.Received
	m.Lost += t.Lost
	m.Late += t.Late
	m.LossPeriods += t.LossPeriods
	m.LossPeriodMax = max(m.LossPeriodMax, t.LossPeriodMax)
	m.Duplicates += t.Duplicates
	m.Foreign += t.Foreign
	m.Failures += t.Failures
	m.Reordered += t.Reordered
	m.ThreeReordered += t.ThreeReordered
	m.ReorderExtentMax = max(m.ReorderExtentMax, t.ReorderExtentMax)
	m.Gaps.Released = max(m.Gaps.Released, t.Gaps.Released)
	m.LostUp, m.LostDown = addKnown(m.LostUp, t.LostUp), addKnown(m.LostDown, t.LostDown)
	switch {
	case m.Stalls == nil || t.Stalls == nil:
		m.Stalls = nil
	default:
		m.Stalls.Count += t.Stalls.Count
	}
	switch {
	case m.TCP == nil || t.TCP == nil:
		m.TCP = nil
	default:
		m.TCP.Retransmissions += t.TCP.Retransmissions
		m.TCP.Reorderings += t.TCP.Reorderings
	}
}

func addKnown(a, b *int) *int {
	if a == nil || b == nil {
		return nil
	}
	sum := *a + *b
	return &sum
}

// spans returns the durations of m by the names that they have in Interval.
func (m *Metrics) spans() map[string]*Span {
	all := map[string]*Span{
		"setup":          &m.SetUp,
		"rtp":            &m.Jitter.RTP,
		"pdvP99":         &m.Jitter.PDV99,
		"ipdvP99":        &m.Jitter.IPDV99,
		"longestGap":     &m.Gaps.Longest,
		"reorderLateMax": &m.ReorderLateMax,
	}
	add := func(prefix string, d *Distribution) {
		for name, s := range map[string]*Span{
			"min": &d.Min, "p50": &d.P50, "p90": &d.P90, "p99": &d.P99, "p999": &d.P999,
			"max": &d.Max, "mean": &d.Mean,
		} {
			all[prefix+name] = s
		}
	}
	add("", &m.Response) // the response time is what a bare p50 means
	add("service.", &m.Service)
	add("sendLateness.", &m.SendLateness)
	if m.OneWayUp != nil {
		add("oneWayUp.", m.OneWayUp)
		add("oneWayDown.", m.OneWayDown)
	}
	if m.Stalls != nil {
		all["longestStall"], all["totalStall"] = &m.Stalls.Longest, &m.Stalls.Total
	}
	if m.TCP != nil {
		all["smoothedRTT"] = &m.TCP.SmoothedRTT
	}
	return all
}

// interval returns the confidence interval of the median of spans, if they are enough for one.
func interval(spans []Span) (Interval, bool) {
	v := knownOf(spans)
	if len(v) < MinTrials {
		return Interval{}, false
	}
	s := benchmath.AssumeNothing.Summary(sample(toFloats(v)), confidence)
	return Interval{time.Duration(s.Lo), time.Duration(s.Hi)}, true
}

// A Difference is how two transports compare in one duration.
type Difference struct {
	By   time.Duration // median of the one less median of the other
	P    float64       // how likely so large a difference is if there is none (Mann-Whitney U test)
	Real bool          // it is significant, and not below what the machine can resolve
}

// Compare compares the duration called name of results a and b, trial by trial. floor is the
// smallest difference that counts as one. ok is false when either is unknown.
func Compare(a, b *Result, name string, floor time.Duration) (d Difference, ok bool) {
	va, vb := a.each(name), b.each(name)
	ma, mb := median(va), median(vb)
	if !ma.known || !mb.known {
		return d, false
	}
	d.By = ma.d - mb.d
	xa, xb := sample(toFloats(knownOf(va))), sample(toFloats(knownOf(vb)))
	c := benchmath.AssumeNothing.Compare(xa, xb)
	d.P = c.P
	d.Real = d.P < significant && d.By.Abs() > floor
	return d, true
}

// each returns the duration called name, trial by trial.
func (r *Result) each(name string) []Span {
	var v []Span
	for i := range r.Trials {
		if s, ok := r.Trials[i].spans()[name]; ok {
			v = append(v, *s)
		}
	}
	return v
}

func toFloats(v []time.Duration) []float64 {
	f := make([]float64, len(v))
	for i, d := range v {
		f[i] = float64(d)
	}
	return f
}

// sample makes a benchmath sample of values, which it sorts.
func sample(values []float64) *benchmath.Sample {
	t := benchmath.DefaultThresholds
	return benchmath.NewSample(values, &t)
}
