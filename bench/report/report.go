package report

import (
	"io"
	"time"

	"wirelab/bench"
	"wirelab/bench/saved"
	"wirelab/internal/term/words"
)

// A Report is the result of a run, with sentences that say what to notice.
type Report struct {
	*bench.Findings
	Notes []string // what to notice, sentence by sentence
}

// New makes the report of a run.
func New(f *bench.Findings) *Report {
	r := &Report{Findings: f}
	r.Notes = r.notes()
	return r
}

// trials is how many trials there are of each transport.
func (r *Report) trials() int {
	n := r.Plan.Trials
	for _, x := range r.Results {
		n = min(n, len(x.Trials))
	}
	return n
}

// merged says whether the report is of several machines.
func (r *Report) merged() bool { return len(r.Results) > 0 && len(r.Results[0].Machines) > 0 }

// units is how many trials stand behind each median, or machines.
func (r *Report) units() int {
	n := len(r.Results[0].Units())
	for _, x := range r.Results {
		n = min(n, len(x.Units()))
	}
	return n
}

// labFloor is more than what the lab adds to times so that no two things happen at one instant.
const labFloor = 10 * time.Microsecond

// floor is the smallest difference that counts as one. Calibration measures response times, which
// the machine's noise blurs most; of set-up times it knows the clock's step only.
func (r *Report) floor(span string) time.Duration {
	switch {
	case r.Calibration == nil:
		return labFloor
	case span == "setup":
		return r.Calibration.ClockStep
	}
	return r.Calibration.Resolution
}

// step is the shortest time that the clock can tell from none.
func (r *Report) step() time.Duration {
	if r.Calibration == nil {
		return labFloor
	}
	return r.Calibration.ClockStep
}

// unresolved says whether d is something, but too short for the clock to tell how much.
func (r *Report) unresolved(d time.Duration) bool { return d != 0 && d.Abs() < r.step() }

// belowText is what stands for such a time.
func (r *Report) belowText() string { return "<" + words.Duration(r.step()) }

// WriteJSON writes the report as one JSON object, durations in milliseconds: see package saved.
func (r *Report) WriteJSON(w io.Writer) error { return r.document().Write(w) }

func (r *Report) document() saved.Document {
	return saved.Document{Findings: r.Findings, Notes: r.Notes}
}
