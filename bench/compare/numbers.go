package compare

import (
	"fmt"
	"math"
	"time"

	"wirelab/bench/figure"
)

// A scale is how the numbers of a row are written: in which unit, and with how many digits after the point.
type scale struct {
	unit   string // "" for none
	size   float64
	digits int
}

// scales are the units of each kind of figure, the smallest first.
var scales = map[figure.Unit][]scale{
	figure.Count:      {{"", 1, 0}},
	figure.Percentage: {{"%", 1, 0}},
	figure.Duration: {
		{"ns", 1, 0}, {"µs", float64(time.Microsecond), 0}, {"ms", float64(time.Millisecond), 0}, {"s", float64(time.Second), 0},
	},
	figure.Speed: {{"bit/s", 1, 0}, {"kbit/s", 1e3, 0}, {"Mbit/s", 1e6, 0}, {"Gbit/s", 1e9, 0}},
}

// scaleFor is the scale that suits numbers: the largest has three digits, the smallest two, at most two of them after the
// point.
func scaleFor(unit figure.Unit, numbers []float64) scale {
	least, most := math.Inf(1), 0.0
	for _, v := range numbers {
		if v = abs(v); v > 0 {
			least, most = min(least, v), max(most, v)
		}
	}
	best := scales[unit][0]
	if unit == figure.Duration {
		best = scales[unit][2] // of nothing but 0
	}
	if most == 0 {
		return best
	}
	best = scales[unit][0]
	for _, s := range scales[unit][1:] {
		if s.size <= least || most/best.size >= 5000 {
			best = s
		}
	}
	whole := func(v float64) int { return 1 + int(math.Floor(math.Log10(v/best.size))) } // digits before the point
	best.digits = min(max(3-whole(most), 2-whole(least), 0), 2)
	return best
}

// text writes a number in the scale, without its unit, and nothing that is something as 0.
func (s scale) text(v float64) string {
	smallest := math.Pow10(-s.digits)
	if v /= s.size; v != 0 && abs(v) < smallest/2 {
		return fmt.Sprintf("<%.*f", s.digits, smallest)
	} else if v == 0 {
		return "0"
	}
	return fmt.Sprintf("%.*f", s.digits, v)
}

// with writes a number with its unit.
func (s scale) with(v float64) string {
	if s.unit == "" {
		return s.text(v)
	}
	return s.text(v) + " " + s.unit
}
