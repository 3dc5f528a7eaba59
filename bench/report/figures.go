package report

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"wirelab/bench"
)

// A figure is what a cell shows where its row says the unit: a number, or that there is none.
type figure struct {
	value   float64 // of a duration, in nanoseconds
	known   bool
	below   bool // it is less than value, but not 0
	telling bool // worth a look
}

// A quantity of figure says how many digits it has, and what its unit is called.
type quantity int

const (
	count      quantity = iota // a whole number of things
	each                       // a number of things for each message
	percentage                 //
	duration                   // in the unit that suits the row
)

func countOf(n int, tells bool) figure {
	return figure{value: float64(n), known: true, telling: tells && n > 0}
}

// durationOf is a duration as far as the clock can tell it.
func (r *Report) durationOf(s bench.Span) figure {
	f := figure{value: float64(s.Length()), known: s.IsKnown()}
	if r.unresolved(s.Length()) {
		f.value, f.below = float64(r.step()), true
	}
	return f
}

// texts writes a row's figures, all with the same digits after the point, and says in which unit.
func (k quantity) texts(figures []figure) (texts []string, unit string) {
	return k.textsAbove(figures, nil)
}

// textsAbove is texts for figures none of which is less than that of another row in the same column, as no p99 is less
// than its p50. With the digits that texts has it could look so: 40 for 40.3, where the other row has 40.2.
func (k quantity) textsAbove(figures, others []figure) (texts []string, unit string) {
	size, unit := k.unit(figures)
	digits := k.digits(figures, size)
	othersSize, _ := k.unit(others)
	othersDigits := k.digits(others, othersSize)
	for i, other := range others {
		f := figures[i]
		for digits < othersDigits && f.known && rounded(f.value, size, digits) < rounded(other.value, othersSize, othersDigits) {
			digits++
		}
	}
	for _, f := range figures {
		texts = append(texts, f.text(digits, size, k == percentage))
	}
	return texts, unit
}

// rounded is a value as it looks with so many digits after the point in a unit of some size.
func rounded(v, size float64, digits int) float64 {
	scale := math.Pow10(digits) / size
	return math.Round(v*scale) / scale
}

// unit is the unit that suits a row of figures, and how large it is.
func (k quantity) unit(figures []figure) (size float64, name string) {
	switch k {
	case percentage:
		return 1, "%"
	case duration:
		u := unitFor(figures)
		return float64(u.size), u.name
	}
	return 1, ""
}

// unitFor is the unit that suits the smallest of some durations, if the largest is not too long in it.
func unitFor(figures []figure) unit {
	least, most := extremes(figures)
	if most == 0 {
		return unitOf(time.Millisecond)
	}
	u := unitOf(time.Duration(least))
	for most/float64(u.size) >= 5000 && u.size < time.Second {
		u = unitOf(1000 * u.size)
	}
	return u
}

// extremes are the smallest and the largest figure, those left out that are unknown or 0, and that are below
// what the clock can tell if others are not; 0 if none is left.
func extremes(figures []figure) (least, most float64) {
	told := slices.ContainsFunc(figures, func(f figure) bool { return f.known && f.value > 0 && !f.below })
	for _, f := range figures {
		if !f.known || f.value == 0 || f.below && told {
			continue
		}
		most = max(most, f.value)
		if least == 0 || f.value < least {
			least = f.value
		}
	}
	return least, most
}

// digits is how many there are after the point: so many that the largest figure has three in all, and the
// smallest two; of percentages two and one.
func (k quantity) digits(figures []figure, size float64) int {
	least, most := extremes(figures)
	if k == count || most == 0 {
		return 0
	}
	whole := func(v float64) int { return 1 + int(math.Floor(math.Log10(v/size))) } // digits before the point
	n := max(3-whole(most), 2-whole(least))
	if k == percentage {
		n--
	}
	return min(max(n, 0), 2)
}

// text writes a figure, and neither something as 0 nor not quite all as 100 %.
func (f figure) text(digits int, size float64, percentage bool) string {
	smallest := math.Pow10(-digits)
	v := f.value / size
	switch {
	case !f.known:
		return notKnown
	case v == 0:
		return "0"
	case f.below:
		return fmt.Sprintf("<%.*f", digits, max(v, smallest))
	case v < smallest/2:
		return fmt.Sprintf("<%.*f", digits, smallest)
	case percentage && v == 100:
		return "100"
	case percentage && v < 100 && v > 100-smallest/2:
		return fmt.Sprintf("%.*f", digits, 100-smallest)
	}
	return fmt.Sprintf("%.*f", digits, v)
}

// notKnown is what stands for a figure that nobody knows.
const notKnown = "-"

func share(n int, percent float64) string {
	if n == 0 {
		return "0"
	}
	return fmt.Sprintf("%s (%s)%s", short(n), percentText(percent), tellingMark)
}

// short writes a count so that three of them fit side by side.
func short(n int) string {
	if n < 1_000_000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%.3gM", float64(n)/1e6)
}

// percentText writes p to two digits, and neither something as 0 % nor not quite all as 100 %.
func percentText(p float64) string {
	switch {
	case p > 0 && p < 0.01:
		return "<0.01 %"
	case p > 99.9 && p < 100:
		return "99.9 %"
	case p >= 99:
		return fmt.Sprintf("%.3g %%", p)
	}
	text := fmt.Sprintf("%#.2g", p) // # keeps a last 0, and a last point too
	return strings.TrimSuffix(text, ".") + " %"
}

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
