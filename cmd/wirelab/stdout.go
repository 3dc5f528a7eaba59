package main

import "io"

// A watched writer remembers its first error, for those who print without looking, as help does.
type watched struct {
	io.Writer
	failed error
}

func (w *watched) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if w.failed == nil {
		w.failed = err
	}
	return n, err
}
