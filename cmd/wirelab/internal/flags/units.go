package flags

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// A unitError says that a number stands where it could mean several things.
type unitError struct{ text string }

func (e *unitError) Error() string { return e.text }

// share reads 2%. Without the sign only 0 is clear: 0.5 may be meant as a half or as half a percent.
func share(v string) (float64, error) {
	number, isPercent := strings.CutSuffix(v, "%")
	x, err := strconv.ParseFloat(number, 64)
	switch {
	case isPercent || err != nil || x == 0:
		return x / 100, err
	case math.IsNaN(x) || math.IsInf(x, 0):
		return 0, strconv.ErrSyntax
	case x > 0 && x <= 1:
		return 0, &unitError{fmt.Sprintf("a share needs the %% sign: %s%% or %.10g%%", v, 100*x)}
	}
	return 0, &unitError{fmt.Sprintf("a share needs the %% sign: %s%%", v)}
}

// timeUnit says what a number that is to be a time lacks.
func timeUnit(v string) string { return fmt.Sprintf("a time needs a unit: %sms or %[1]ss", v) }

// isNumber says whether v is a number that lacks nothing but a unit. NaN, inf and, as a time, 1e9 lack more.
func isNumber(v string) bool {
	_, err := strconv.ParseFloat(v, 64)
	return err == nil && !strings.ContainsFunc(v, func(r rune) bool { return unicode.IsLetter(r) || r == '_' })
}

// tooFew says whether a number without a unit is too small to be one of bits a second, or of bytes: then
// a unit was forgotten. 0 means no limit.
func tooFew(v string, least float64) bool {
	x, err := strconv.ParseFloat(v, 64)
	return err == nil && x != 0 && x < least
}

// scaled reads a whole number with k, m or g behind it, each so many times the one before.
func scaled(v string, step int64) (int64, error) {
	factor := int64(1)
	for _, prefix := range []string{"k", "m", "g"} {
		factor *= step
		if number, ok := strings.CutSuffix(v, prefix); ok {
			n, err := strconv.ParseInt(number, 10, 32)
			return n * factor, err
		}
	}
	return strconv.ParseInt(v, 10, 64)
}
