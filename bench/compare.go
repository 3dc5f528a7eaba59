package bench

import (
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
	xa, xb := sample(toFloats(knownOf(va))), sample(toFloats(knownOf(vb)))
	d.P = benchmath.AssumeNothing.Compare(xa, xb).P
	d.Resolved = d.By.Abs() > floor
	d.Real = d.Resolved && d.P < significant
	return d, true
}

// each returns the duration called name, trial by trial.
func (r *Result) each(name string) []Span {
	var v []Span
	for i := range r.Trials {
		if s, ok := r.Trials[i].Spans()[name]; ok {
			v = append(v, *s)
		}
	}
	return v
}
