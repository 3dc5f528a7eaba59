package plot

import (
	"wirelab/bench"
	"wirelab/internal/picture"
)

// All are the pictures of a run for which there is what they need, in the order in which they are to be seen.
func All(f *bench.Findings, d Data) (all []picture.Picture) {
	for _, c := range Charts(f, d) {
		all = append(all, c)
	}
	if c, ok := Closer(f, d); ok {
		all = append(all, c)
	}
	if s, ok := WhoHeard(f, d); ok {
		all = append(all, s)
	}
	if b, ok := WhereBytesGo(f); ok {
		all = append(all, b)
	}
	return all
}

// Charts are the first of them, which can be shown as text, too.
func Charts(f *bench.Findings, d Data) (all []picture.Chart) {
	for _, of := range []func(*bench.Findings, Data) (picture.Chart, bool){HowLate, Messages, Window} {
		if c, ok := of(f, d); ok {
			all = append(all, c)
		}
	}
	return all
}
