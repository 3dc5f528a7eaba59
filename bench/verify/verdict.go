package verify

import (
	"fmt"
	"math"
)

// A Verdict says how a figure of the lab compares with the kernels'.
type Verdict int

// The verdicts, from best to worst.
const (
	Unknown Verdict = iota // nothing to compare
	OK                     // as close as the lab is meant to be
	Noise                  // farther apart, but the machine or chance can explain it
	Differs                // farther apart than that
)

// aims are how far the lab may be off, as a share of the kernels' figure.
var aims = map[string]float64{
	"p50": 0.02, "p90": 0.10, "p99": 0.15, "packets": 0.02, "time": 0.10, "up": 0.10, "down": 0.10, "Jain": 0.05,
}

// judge compares a ratio with its aim. apart is the median difference, lab minus kernels. noise, in the same
// unit, is how much of it the machine alone can cause: it makes the kernels slower, but never the lab.
func judge(r Ratio, aim, apart, noise float64) Verdict {
	switch {
	case apart <= 0 && -apart <= noise:
		if r.Known() && math.Abs(r.Center-1) <= aim {
			return OK
		}
		return Noise
	case !r.Known():
		return Unknown
	case math.Abs(r.Center-1) <= aim:
		return OK
	case r.Interval() && r.Low <= 1+aim && r.High >= 1-aim:
		return Noise
	}
	return Differs
}

// text is the verdict of a row whose worst figure is called name.
func (v Verdict) text(name string, r Ratio) string {
	switch v {
	case OK:
		return "ok"
	case Noise:
		return "noise"
	case Differs:
		return fmt.Sprintf("%s %+.0f %%", name, 100*(r.Center-1))
	}
	return "-"
}

// String is the verdict in one word.
func (v Verdict) String() string {
	return [...]string{"unknown", "ok", "noise", "differs"}[v]
}
