package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Unit is what a figure counts.
type Unit int

// The units.
const (
	Count      Unit = iota // a number
	Percentage             // of something, from 0 to 100
	Duration               // in nanoseconds
	Speed                  // in bit/s
)

// speeds are the units of speed that a value may have, the longest names first.
var speeds = []struct {
	name string
	bits float64
}{{"Gbit/s", 1e9}, {"Mbit/s", 1e6}, {"kbit/s", 1e3}, {"bit/s", 1}}

// A value is a number as it was written, with its unit.
type value struct {
	number float64 // in the unit's base, as figure.Of has it
	unit   Unit
	suffix string  // the unit as it was written
	base   float64 // how much of the unit's base one of that suffix is
}

// parseValue reads 120ms, 5%, 1.5Mbit/s or 3.
func parseValue(text string) (value, error) {
	bad := fmt.Errorf("%q is not a value: write a number with its unit (120ms, 2s, 5%%, 5Mbit/s), or a number alone (3)", text)
	end := strings.LastIndexAny(text, "0123456789.") + 1
	number, err := strconv.ParseFloat(text[:end], 64)
	if err != nil || math.IsInf(number, 0) {
		return value{}, bad
	}
	suffix := strings.TrimSpace(text[end:])
	v := value{suffix: suffix, base: 1}
	switch suffix {
	case "":
	case "%":
		v.unit = Percentage
	default:
		if d, err := time.ParseDuration("1" + suffix); err == nil {
			v.unit, v.base = Duration, float64(d)
			break
		}
		for _, s := range speeds {
			if strings.EqualFold(suffix, s.name) {
				v.unit, v.base = Speed, s.bits
			}
		}
		if v.unit == Count {
			return value{}, bad
		}
	}
	v.number = number * v.base
	return v, nil
}

// String writes the value as a person would: 120 ms, 5 %, 3.
func (v value) String() string { return v.like(v.number, -1) }

// show writes another number of v's kind in v's unit: to four digits, or to all if it would look like v then.
func (v value) show(number float64) string {
	if text := v.like(number, 4); text != v.String() || number == v.number {
		return text
	}
	return v.like(number, -1)
}

// like writes a number in v's unit, to so many digits; -1 for all.
func (v value) like(number float64, digits int) string {
	number /= v.base
	if digits > 0 {
		if number != 0 {
			scale := math.Pow(10, float64(digits-1)-math.Floor(math.Log10(math.Abs(number))))
			number = math.Round(number*scale) / scale
		}
	}
	text := strconv.FormatFloat(number, 'f', -1, 64)
	if v.suffix == "" {
		return text
	}
	return text + " " + v.suffix
}
