package picture

import (
	"fmt"
	"math"
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
