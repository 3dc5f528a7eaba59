// Package words puts numbers and errors into words for people to read.
package words

import (
	"errors"
	"fmt"
)

// Count is a number of things, of which one is called noun: 1 line, 2 lines.
func Count[N int | uint64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Cause is the innermost error that err wraps, such as "connection refused".
func Cause(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}
