package picture

import (
	"math"
	"strconv"
)

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
