package lessons

import "errors"

// holds would say whether a condition holds. Pages have been told what was measured: a program for browsers goes without expr, which
// is half a megabyte.
func holds(string, map[string]any) (any, error) {
	return nil, errors.New("conditions are for the command line")
}

// condition would say what is wrong with one; where the lessons are written, that is known.
func condition(string) error { return nil }
