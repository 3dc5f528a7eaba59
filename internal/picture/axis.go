package picture

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// A Unit says what the values of an axis are, and so how they are written.
type Unit int

// The units.
const (
	Number   Unit = iota
	Duration      // nanoseconds
	Share         // of all: from 0 to 1
	Bytes
)

// An Axis is what values are drawn along. Its range is that of the values, unless Min or Max says more.
type Axis struct {
	Name     string // of the values, without their unit
	Unit     Unit
	Log      bool // equal ratios are equally long; values must be more than 0
	Min, Max float64
	Words    []string // of the values 0, 1, 2 and so on, in place of numbers
}

// A Tick is a value that an axis names.
type Tick struct {
	At   float64
	Text string
}

// place is where a value lies on the axis: from 0, at Min, to 1, at Max.
func (a Axis) place(v float64) float64 {
	if a.Log {
		return (math.Log(max(v, a.Min)) - math.Log(a.Min)) / (math.Log(a.Max) - math.Log(a.Min))
	}
	return (v - a.Min) / (a.Max - a.Min)
}

// covering is the axis with a range that has all values in it, and its own Min and Max if they are set.
func (a Axis) covering(values []float64) Axis {
	low, high := a.Min, a.Max
	if low == 0 && a.Log {
		low = math.Inf(1)
	}
	for _, v := range values {
		if !a.Log || v > 0 {
			low, high = min(low, v), max(high, v)
		}
	}
	switch {
	case len(a.Words) > 0:
		low, high = -0.5, float64(len(a.Words))-0.5
	case a.Log && high == 0: // nothing is to be on it
		low, high = 1, 10
	case a.Log && roundDown(low) == roundUp(high):
		low, high = low/10, high*10
	case a.Log:
		low, high = roundDown(low), roundUp(high)
	case low == high:
		high = low + 1
	case a.Max == 0:
		high += (high - low) / 40 // so that the last point is not on the edge
	}
	a.Min, a.Max = low, high
	return a
}

// mantissas are the round numbers of a decade.
var mantissas = []float64{1, 2, 5, 10}

// roundUp is the next number such as 0.1, 0.2, 0.5, 1, 2, 5 that is not below v.
func roundUp(v float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range mantissas {
		if m*unit >= v*(1-1e-9) {
			return m * unit
		}
	}
	return 10 * unit
}

// roundDown is the last such number that is not above v.
func roundDown(v float64) float64 { return 1 / roundUp(1/v) }

// ticks are the finest round values of the axis whose texts fit, as fits says.
func (a Axis) ticks(fits func([]Tick) bool) (ticks []Tick) {
	for _, values := range a.candidates() {
		ticks = ticks[:0]
		for _, v := range values {
			ticks = append(ticks, Tick{v, a.text(v)})
		}
		if fits(ticks) {
			return ticks
		}
	}
	return nil
}

// candidates are sets of round values within the range, the finest first.
func (a Axis) candidates() (sets [][]float64) {
	switch {
	case len(a.Words) > 0:
		return a.wordTicks()
	case a.Log:
		return a.logTicks()
	}
	for _, step := range a.steps() {
		var values []float64
		for n := math.Ceil(a.Min/step - 1e-9); n*step <= a.Max*(1+1e-9); n++ {
			values = append(values, n*step)
		}
		sets = append(sets, values)
	}
	return sets
}

func (a Axis) wordTicks() (sets [][]float64) {
	for step := 1; step <= len(a.Words); step *= 2 {
		var values []float64
		for i := 0; i < len(a.Words); i += step {
			values = append(values, float64(i))
		}
		sets = append(sets, values)
	}
	return sets
}

// logTicks are 1, 2, 5, 10 and so on, or each second or third of these, and then one in so many decades.
func (a Axis) logTicks() (sets [][]float64) {
	for _, apart := range []int{1, 2, 3, 6, 9, 12, 18} {
		if apart == 2 && a.Unit == Share { // 1 in 5, 1 in 20, 1 in 100 would be odd
			continue
		}
		var values []float64
		for i := 3 * int(math.Floor(math.Log10(a.Min))); ; i++ {
			decade := math.Floor(float64(i) / 3)
			v := mantissas[i-3*int(decade)] * math.Pow(10, decade)
			if v > a.Max*(1+1e-9) {
				break
			}
			if v >= a.Min*(1-1e-9) && i%apart == 0 {
				values = append(values, v)
			}
		}
		sets = append(sets, values)
	}
	return sets
}

// steps are distances between ticks that a person would choose, from the shortest on: of times, parts of a minute
// and of an hour where they are long.
func (a Axis) steps() (steps []float64) {
	length := a.Max - a.Min
	if a.Unit == Duration && length > float64(10*time.Second) {
		for _, d := range []time.Duration{
			time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, time.Minute,
			2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 24 * time.Hour,
		} {
			if float64(d) >= length/40 {
				steps = append(steps, float64(d))
			}
		}
		return steps
	}
	first := roundUp(length / 40)
	if a.Unit == Number && first < 1 && length > 2 { // there is no half a thing
		first = 1
	}
	for step := first; step <= length; step = roundUp(step * 1.5) {
		steps = append(steps, step)
	}
	return steps
}

// readable is the axis for a script that says what is under the pointer: its range, whether it is logarithmic, and its
// unit; empty where values have words.
func (a Axis) readable() string {
	if len(a.Words) > 0 {
		return ""
	}
	kind := "linear"
	if a.Log {
		kind = "log"
	}
	return fmt.Sprintf("%g %g %s %s", a.Min, a.Max, kind, [...]string{"number", "duration", "share", "bytes"}[a.Unit])
}

// title is the name of the axis with the unit of its ticks, where they do not say it themselves.
func (a Axis) title() string {
	if a.Log || len(a.Words) > 0 {
		return a.Name
	}
	if _, unit := a.scale(); unit != "" {
		return a.Name + ", " + unit
	}
	return a.Name
}

// scale is the unit of an axis that is not logarithmic: how large it is, and what it is called.
func (a Axis) scale() (size float64, unit string) {
	switch a.Unit {
	case Duration:
		return durationUnit(a.Max)
	case Bytes:
		return bytesUnit(a.Max)
	case Share:
		return 0.01, "%"
	}
	return 1, ""
}

// durationUnit is the unit in which a length of time has few digits.
func durationUnit(ns float64) (size float64, unit string) {
	size, unit = 1, "ns"
	for _, u := range []struct {
		size float64
		name string
	}{{1e3, "µs"}, {1e6, "ms"}, {1e9, "s"}} {
		if ns >= 2*u.size {
			size, unit = u.size, u.name
		}
	}
	if ns >= 600e9 {
		return 60e9, "min"
	}
	return size, unit
}

func bytesUnit(n float64) (size float64, unit string) {
	switch {
	case n >= 2e6:
		return 1e6, "MB"
	case n >= 2e3:
		return 1e3, "kB"
	}
	return 1, "B"
}

// text writes a value: with its unit on a logarithmic axis, where each tick may have another.
func (a Axis) text(v float64) string {
	if len(a.Words) > 0 {
		return a.Words[min(max(int(math.Round(v)), 0), len(a.Words)-1)]
	}
	if !a.Log {
		size, _ := a.scale()
		return plainNumber(v / size)
	}
	switch a.Unit {
	case Duration:
		return DurationText(v)
	case Bytes:
		size, unit := bytesUnit(2 * v)
		return plainNumber(v/size) + " " + unit
	case Share:
		return shareText(v)
	}
	return plainNumber(v)
}

// shareText writes a share as one of so many.
func shareText(v float64) string {
	switch {
	case v > 0.999:
		return "all"
	case v > 0.499 && v < 0.501:
		return "half"
	}
	return "1 in " + plainNumber(math.Round(1/v))
}

// DurationText writes a number of nanoseconds to three digits, in the unit that suits it: 31.2 ms.
func DurationText(ns float64) string {
	size, unit := 1.0, "ns"
	for _, u := range []struct {
		size float64
		name string
	}{{1e3, "µs"}, {1e6, "ms"}, {1e9, "s"}} {
		if ns >= u.size*(1-1e-9) {
			size, unit = u.size, u.name
		}
	}
	return threeDigits(ns/size) + " " + unit
}

// threeDigits writes a number to three digits, and none after the point that are 0.
func threeDigits(v float64) string {
	if v == 0 {
		return "0"
	}
	digits := max(0, 2-int(math.Floor(math.Log10(math.Abs(v)))))
	return plainNumber(math.Round(v*math.Pow10(digits)) / math.Pow10(digits))
}

// plainNumber writes a number that is round, without the traces that binary fractions leave.
func plainNumber(v float64) string {
	v, _ = strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	if v == 0 {
		return "0" // and not -0
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
