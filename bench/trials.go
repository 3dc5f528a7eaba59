package bench

import (
	"encoding/json"
	"slices"
	"strings"
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
	// Machines are what each machine came to, if the result is of several: see Pool.
	Machines []Metrics `json:"-"`
	// Unsound is what is not to be concluded from the lab's numbers under this plan; empty where they
	// have been found to be sound.
	Unsound string `json:"unsound"`
	// Failed is why there are fewer trials than planned; empty if there are all.
	Failed string `json:"failed"`
	// Interval holds, for each duration that has one, the confidence interval of the median: the true
	// median lies in it in at least 95 of 100 such runs. It takes MinTrials.
	Interval map[string]Interval `json:"interval"`
}

// An Interval is where a median lies with 95 % confidence.
type Interval struct{ Low, High time.Duration }

// MarshalJSON implements json.Marshaler: [low, high] in milliseconds.
func (i Interval) MarshalJSON() ([]byte, error) {
	return json.Marshal([2]float64{Milliseconds(i.Low), Milliseconds(i.High)})
}

const confidence = 0.95

// MinTrials is how many trials of each transport it takes to give an interval, and to tell a
// difference from chance at all.
const MinTrials = 6

// Combine makes one result of the trials of one transport.
func Combine(plan Plan, transport string, trials []Metrics) Result {
	r := Result{Transport: transport, Net: plan.Net, Trials: trials, Interval: map[string]Interval{}}
	r.Unsound = plan.UnsoundOn(transport)
	if plan.Linked() {
		r.Link = &plan.Link
	}
	if len(trials) == 0 {
		return r
	}
	r.Metrics = trials[0].clone()
	for _, t := range trials[1:] {
		r.Metrics.add(t)
	}
	r.LostPercent = Percent(r.Lost, r.Sent)
	r.ReorderedPercent = Percent(r.Reordered, r.Received)
	r.ReplyCap = replyCapOf(trials)
	if r.Broadcast != nil {
		r.Broadcast.combineCompleteness(trials)
	}
	r.medians(trials)
	return r
}

// medians gives r the medians of what trials came to, with their intervals; of several machines each stands for a trial.
func (r *Result) medians(trials []Metrics) {
	named := spansNamed(trials)
	for name, span := range r.Metrics.Spans() {
		over := named[name]
		if len(over) == 0 {
			continue // all trials have the same, and so has the first
		}
		*span = median(over)
		rare := strings.HasSuffix(name, "999") || strings.HasSuffix(name, "99")
		if rare && len(knownOf(over)) < len(trials) {
			*span = Span{} // too few messages came in some trials: what is left would be the lucky ones
		}
		delete(r.Interval, name)
		if i, ok := interval(over); ok && span.known {
			r.Interval[name] = i
		}
	}
	r.Goodput = medianGoodput(trials)
	if r.Queue != nil {
		r.Queue.combineThroughput(trials)
	}
	if r.Bulk != nil {
		r.Bulk.combineSpeeds(trials)
	}
}

// spansNamed returns the durations of several metrics, by name: of each the name, if it has it.
func spansNamed(all []Metrics) map[string][]Span {
	named := make(map[string][]Span)
	for i := range all {
		for name, s := range all[i].Spans() {
			if !all[i].nothingStalled(name) {
				named[name] = append(named[name], *s)
			}
		}
	}
	return named
}

// nothingStalled says whether the duration of that name is one of stalls of which there were none. It has
// no part in a median then, which would be 0 where few trials have stalls: no stall has lasted 0.
func (m *Metrics) nothingStalled(name string) bool {
	return (name == "longestStall" || name == "totalStall") && m.Stalls.Count == 0
}

func medianGoodput(all []Metrics) float64 {
	var goodput []float64
	for _, m := range all {
		goodput = append(goodput, m.Goodput)
	}
	return medianOf(goodput)
}

// Median is the median of values; 0 if there are none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return medianOf(slices.Clone(values))
}

// medianOf is the median of values, which it sorts.
func medianOf(values []float64) float64 {
	slices.Sort(values)
	return benchmath.AssumeNothing.Summary(sample(values), confidence).Center
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
	if m.Broadcast != nil {
		b := *m.Broadcast
		m.Broadcast = &b
	}
	if m.Queue != nil {
		q := *m.Queue
		m.Queue = &q
	}
	if m.Bulk != nil {
		b := *m.Bulk
		m.Bulk = &b
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
	m.Early += t.Early
	m.Foreign += t.Foreign
	m.Failures += t.Failures
	m.GivenUp += t.GivenUp
	m.NotSent += t.NotSent
	m.Refused += t.Refused
	m.SocketErrors = addCounts(m.SocketErrors, t.SocketErrors)
	m.Reordered += t.Reordered
	m.ThreeReordered += t.ThreeReordered
	m.ReorderExtentMax = max(m.ReorderExtentMax, t.ReorderExtentMax)
	m.Gaps.Released = max(m.Gaps.Released, t.Gaps.Released)
	m.Wire = m.Wire.add(t.Wire)
	m.Broadcast = m.Broadcast.add(t.Broadcast)
	m.Queue = m.Queue.add(t.Queue)
	m.Bulk = m.Bulk.add(t.Bulk)
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

// interval returns the confidence interval of the median of spans, if they are enough for one.
func interval(spans []Span) (Interval, bool) {
	low, high, ok := MedianInterval(toFloats(knownOf(spans)))
	return Interval{time.Duration(low), time.Duration(high)}, ok
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

// addCounts returns the sums of two counts by name.
func addCounts(a, b map[string]int) map[string]int {
	sum := map[string]int{}
	for _, counts := range []map[string]int{a, b} {
		for name, n := range counts {
			sum[name] += n
		}
	}
	return sum
}
