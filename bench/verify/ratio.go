package verify

import (
	"math"
	"slices"
)

// confidence is how likely an interval holds what it is about.
const confidence = 0.95

// MinSeeds is how many seeds it takes for an interval: with n, the true median lies beyond all of them with
// a probability of 2/2^n.
const MinSeeds = 6

// A Ratio is a figure of the lab, divided by the kernels'.
type Ratio struct {
	Center    float64 // the median over the seeds
	Low, High float64 // where the true median lies, with 95 % confidence
	Pairs     int     // how many seeds have the figure on both
}

// Known says that there is one.
func (r Ratio) Known() bool { return r.Pairs > 0 }

// Interval says that Low and High are known.
func (r Ratio) Interval() bool { return r.Pairs >= MinSeeds }

// ratioOf divides pair by pair. It is done on logarithms, so that twice as much and half as much are the
// same distance from 1. A pair of which one is not above zero has no quotient, and is left out.
func ratioOf(lab, kernel []float64) Ratio {
	var logs []float64
	for i := range lab {
		if lab[i] > 0 && kernel[i] > 0 {
			logs = append(logs, math.Log(lab[i]/kernel[i]))
		}
	}
	n := len(logs)
	if n == 0 {
		return Ratio{}
	}
	slices.Sort(logs)
	out := leftOut(n)
	return Ratio{math.Exp(medianOf(logs)), math.Exp(logs[out]), math.Exp(logs[n-1-out]), n}
}

// leftOut is how many of n values the sign test's interval leaves out at either end. It misses the true
// median when that many or fewer of the values lie on one side of it, and on which side each lies is as a
// coin falls: as many are left out as keep the probability of that, for both sides together, at 5 % or less.
func leftOut(n int) int {
	tail, coins := 0.0, math.Pow(0.5, float64(n)) // the probability of exactly k on the one side
	for k := 0; ; k++ {
		tail += coins
		if 2*tail > 1-confidence {
			return max(0, k-1)
		}
		coins *= float64(n-k) / float64(k+1)
	}
}

// medianOf is the middle of values, which are not changed; NaN of none.
func medianOf(values []float64) float64 {
	n := len(values)
	if n == 0 {
		return math.NaN()
	}
	v := slices.Sorted(slices.Values(values))
	return (v[(n-1)/2] + v[n/2]) / 2
}
