package sheet

import (
	"errors"
	"io"
)

// fill would write the page. A program for browsers, which show pages of their own, goes without templates: they bring along all
// methods that they might call.
func fill(io.Writer, any) error { return errors.New("a browser makes no page of its own") }
