package bench

import (
	"slices"
	"time"

	"golang.org/x/perf/benchmath"
)

// A difference is significant if chance alone would show one so large in fewer than 1 of 400 such
// comparisons. A table holds about 20 of them: at the usual 1 of 20 each would have one by chance.
const significant = 0.05 / 20

// A Difference is how two transports compare in one duration.
type Difference struct {
	By       time.Duration // median of the one less median of the other
	P        float64       // how likely so large a difference is if there is none (Mann-Whitney U test)
	Resolved bool          // it is larger than what the machine can resolve
	Real     bool          // it is resolved and significant
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
	var unlikely bool
	d.P, unlikely = Differ(toFloats(knownOf(va)), toFloats(knownOf(vb)))
	d.Resolved = d.By.Abs() > floor
	d.Real = d.Resolved && unlikely
	return d, true
}

// Differ says how likely trials differ as much as those with the values a and b if there is no difference
// (Mann-Whitney U test), and whether that is so unlikely that there is one.
func Differ(a, b []float64) (p float64, differ bool) {
	p = benchmath.AssumeNothing.Compare(sample(slices.Clone(a)), sample(slices.Clone(b))).P
	return p, p < significant
}

// Tellable says whether so many trials on either side could show any difference. The least likely outcome is that all of
// one side are less than all of the other, in one of the two orders.
func Tellable(a, b int) bool {
	outcomes := 1.0 // ways to choose which of all are a's
	for i := range a {
		outcomes *= float64(b+i+1) / float64(i+1)
	}
	return 2/outcomes < significant
}

// MedianInterval is where the median of the values of trials lies with 95 % confidence; ok is false if they are too few.
func MedianInterval(values []float64) (low, high float64, ok bool) {
	if len(values) < MinTrials {
		return 0, 0, false
	}
	s := benchmath.AssumeNothing.Summary(sample(slices.Clone(values)), confidence)
	return s.Lo, s.Hi, true
}

// each returns the duration called name, unit by unit.
func (r *Result) each(name string) []Span {
	var v []Span
	units := r.Units()
	for i := range units {
		if s := units[i].Span(name); s != nil {
			v = append(v, *s)
		}
	}
	return v
}

// Units are what is compared: the trials or, of several machines, what each came to.
func (r *Result) Units() []Metrics {
	if len(r.Machines) > 0 {
		return r.Machines
	}
	return r.Trials
}

// Pool makes one result of those that several machines came to on one transport. Counts are sums over all trials. A
// machine's trials have its clock and its way to the server in common, and chance makes no more than one of them: so
// durations are medians over the machines, of their medians, and intervals are of that many.
func Pool(plan Plan, transport string, of []*Result) Result {
	var trials, machines []Metrics
	for _, x := range of {
		trials, machines = append(trials, x.Trials...), append(machines, x.Metrics)
	}
	r := Combine(plan, transport, trials)
	r.Machines = machines
	r.medians(machines)
	return r
}
