package report

import (
	"fmt"
	"math"
	"time"

	"wirelab/bench"
)

// show writes d with three significant digits and the unit that suits it.
func show(d time.Duration) string {
	if d == 0 {
		return "0"
	}
	return showLike(d, d) + " " + unitOf(d).name
}

// uncertainty writes how far the interval i around d reaches: ±, or where it reaches beyond twice d,
// up to where.
func uncertainty(i bench.Interval, d time.Duration) string {
	reach := max(i.High-d, d-i.Low)
	if reach > d {
		return "≤" + show(i.High)
	}
	return "±" + showLike(reach, d)
}

// showLike writes d as show would write the larger value like, without the unit.
func showLike(d, like time.Duration) string {
	unit := float64(unitOf(like).size)
	digits := 0
	if v := math.Abs(float64(like)) / unit; v > 0 && unit > 1 { // of nanoseconds there are no parts
		digits = max(0, 2-int(math.Floor(math.Log10(v))))
	}
	return fmt.Sprintf("%.*f", min(digits, 2), float64(d)/unit)
}

type unit struct {
	size time.Duration
	name string
}

func unitOf(d time.Duration) unit {
	switch d = d.Abs(); {
	case d < time.Microsecond:
		return unit{time.Nanosecond, "ns"}
	case d < time.Millisecond:
		return unit{time.Microsecond, "µs"}
	case d < time.Second:
		return unit{time.Millisecond, "ms"}
	}
	return unit{time.Second, "s"}
}
