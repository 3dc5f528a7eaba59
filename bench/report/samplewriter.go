package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"wirelab/bench"
)

// A SampleWriter writes a CSV line for each message, with a broadcast server for each message and
// subscriber: what was observed, and nothing computed. Times are in milliseconds since the trial's
// start, empty for what did not happen.
type SampleWriter struct {
	csv   *csv.Writer
	begun bool
}

// NewSampleWriter returns a SampleWriter that writes to w.
func NewSampleWriter(w io.Writer) *SampleWriter { return &SampleWriter{csv: csv.NewWriter(w)} }

// Write writes the samples of one trial, under a line of names if it is the first.
func (w *SampleWriter) Write(s *bench.Samples) error {
	columns := []string{"transport", "trial", "seq", "due", "sent", "reached", "received", "copies"}
	if s.Audience != nil {
		columns = append(columns, "subscriber", "role")
	}
	if !w.begun {
		w.begun = true
		w.csv.Write(columns)
	}
	at := func(d time.Duration) string {
		if d == bench.Never {
			return ""
		}
		return strconv.FormatFloat(bench.Milliseconds(d), 'f', -1, 64)
	}
	line := func(seq int, m bench.Sample, more ...string) {
		w.csv.Write(append([]string{ // errors stay until Flush
			s.Transport, strconv.Itoa(s.Trial + 1), strconv.Itoa(seq),
			at(m.Due), at(m.Sent), at(m.Reached), at(m.Received), strconv.Itoa(m.Copies),
		}, more...))
	}
	for seq, m := range s.Messages {
		if s.Audience == nil {
			line(seq, m)
		}
		for i, h := range s.Audience {
			m.Received, m.Copies = h.Received[seq], h.Copies[seq]
			line(seq, m, strconv.Itoa(i+1), string(h.Role))
		}
	}
	w.csv.Flush()
	return w.csv.Error()
}
