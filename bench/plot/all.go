package plot

import (
	"fmt"

	"wirelab/bench"
	"wirelab/internal/picture"
)

// A Named picture can be asked for by its name.
type Named struct {
	Name string
	picture.Picture
}

// All are the pictures of a run for which there is what they need, in the order in which they are to be seen.
func All(f *bench.Findings, d Data) (all []Named) {
	add := func(name string, p picture.Picture, ok bool) {
		if ok {
			all = append(all, Named{name, p})
		}
	}
	late, ok := HowLate(f, d)
	add("how-late", late, ok)
	messages, ok := Messages(f, d)
	add("messages", messages, ok)
	near, ok := Closer(f, d)
	add("near", near, ok)
	window, ok := Window(f, d)
	add("window", window, ok)
	heard, ok := WhoHeard(f, d)
	add("heard", heard, ok)
	worked, ok := WhoWorked(f, d)
	add("heard", worked, ok)
	bytes, ok := WhereBytesGo(f)
	add("bytes", bytes, ok)
	return all
}

// OfSweepAll is All for a sweep; data is of each of its values, or there is none.
func OfSweepAll(s *bench.Sweep, data []Data) (all []Named) {
	if c, ok := Guarantees(s, data); ok {
		all = append(all, Named{"heard", c})
	}
	if c, ok := OfSweep(s); ok {
		all = append(all, Named{"sweep", c})
	}
	return all
}

// Names are all names of pictures.
var Names = []string{"how-late", "messages", "near", "window", "heard", "bytes", "sweep"}

// where says what was measured, in a few words.
func where(p bench.Plan) string {
	what := p.Server
	if p.Bulk > 0 {
		what = "a transfer"
	}
	if p.Linked() {
		return fmt.Sprintf("%s on %q", what, p.Link)
	}
	return what + " on " + p.Net
}
