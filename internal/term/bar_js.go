package term

import "io"

// A Bar would show how far some work has come: a page shows that itself.
type Bar struct{}

// NewBar returns no bar.
func NewBar(io.Writer) *Bar { return nil }

// Show shows nothing.
func (*Bar) Show(n, total int, doing string) {}

// Finish does nothing.
func (*Bar) Finish() {}
