// Package words puts numbers and errors into words for people to read.
package words

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// Count is a number of things, of which one is called noun: 1 line, 2 lines.
func Count[N int | uint64](n N, noun string) string { return Counted(n, noun, noun+"s") }

// Counted is a number of things, with the words for one and for many: 1 copy, 2 copies.
func Counted[N int | uint64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Cause is the innermost error that err wraps, such as "connection refused".
func Cause(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return plain(err)
}

// Duration writes a setting as a person would: 2 s, 500 ms, 5 min.
func Duration(d time.Duration) string {
	if d > 0 && d%time.Minute == 0 {
		return fmt.Sprintf("%d min", d/time.Minute)
	}
	text := d.String()
	if i := strings.IndexFunc(text, unicode.IsLetter); i > 0 && strings.IndexFunc(text[i:], unicode.IsDigit) < 0 {
		return text[:i] + " " + text[i:]
	}
	return text
}
