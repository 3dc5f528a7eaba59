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
	Aim                    // no farther apart than is aimed at
	Noise                  // farther, but no farther than the machine, or chance, could make it
	Differs
)

// aims are how far the lab may be off, as a share of the kernels' figure.
var aims = map[string]float64{"p50": 0.02, "p90": 0.10, "p99": 0.15, "packets": 0.02, "time": 0.10}

// judge compares a ratio with its aim. apart is the median difference between the two, lab less kernels, of
// which the machine alone makes as much as noise, in the same unit: it makes kernels slower and never the lab.
func judge(r Ratio, aim, apart, noise float64) Verdict {
	switch {
	case apart <= 0 && -apart <= noise:
		if r.Known() && math.Abs(r.Center-1) <= aim {
			return Aim
		}
		return Noise
	case !r.Known():
		return Unknown
	case math.Abs(r.Center-1) <= aim:
		return Aim
	case r.Interval() && r.Low <= 1+aim && r.High >= 1-aim:
		return Noise
	}
	return Differs
}

// text is the verdict of a row whose worst figure is called name.
func (v Verdict) text(name string, r Ratio) string {
	switch v {
	case Aim:
		return "aim"
	case Noise:
		return "noise"
	case Differs:
		return fmt.Sprintf("%s %+.0f %%", name, 100*(r.Center-1))
	}
	return "-"
}

// String is the verdict in one word.
func (v Verdict) String() string {
	return [...]string{"unknown", "aim", "noise", "differs"}[v]
}
