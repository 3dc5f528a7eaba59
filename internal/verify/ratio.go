package verify

import (
	"math"

	"golang.org/x/perf/benchmath"
)

// confidence is how likely an interval holds what it is about.
const confidence = 0.95

// MinSeeds is how many seeds it takes for an interval: with n, the true median lies beyond all of them with
// a probability of 2/2^n.
const MinSeeds = 6

// A Ratio is a figure of the lab, divided by the kernels'.
type Ratio struct {
	Center    float64 `json:"center"` // the median over the seeds
	Low, High float64 `json:"-"`      // where the true median lies, with 95 % confidence
	Pairs     int     `json:"seeds"`  // how many seeds have the figure on both
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
	if len(logs) == 0 {
		return Ratio{}
	}
	thresholds := benchmath.DefaultThresholds
	s := benchmath.AssumeNothing.Summary(benchmath.NewSample(logs, &thresholds), confidence)
	return Ratio{math.Exp(s.Center), math.Exp(s.Lo), math.Exp(s.Hi), len(logs)}
}

// medianOf is the middle of values, which are not changed; NaN of none.
func medianOf(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	thresholds := benchmath.DefaultThresholds
	v := append([]float64(nil), values...)
	return benchmath.AssumeNothing.Summary(benchmath.NewSample(v, &thresholds), confidence).Center
}
