// Package usage tells a user's mistake from a failure: a command that was used wrongly exits with status 2,
// and one that failed with 1.
package usage

import "fmt"

// An Error is the user's mistake. It says in one line what was wrong and what would be right.
type Error struct{ error }

// Unwrap returns what was wrong.
func (e *Error) Unwrap() error { return e.error }

// Wrong makes err the user's mistake.
func Wrong(err error) error { return &Error{err} }

// Wrongf makes the user's mistake of a text, as fmt.Errorf makes an error.
func Wrongf(format string, args ...any) error { return Wrong(fmt.Errorf(format, args...)) }
