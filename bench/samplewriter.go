package bench

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"
)

// A SampleWriter writes a CSV line for each message: what was observed, and nothing computed. Times
// are in milliseconds since the trial's start, empty for what did not happen.
type SampleWriter struct {
	csv   *csv.Writer
	begun bool
}

// NewSampleWriter returns a SampleWriter that writes to w.
func NewSampleWriter(w io.Writer) *SampleWriter { return &SampleWriter{csv: csv.NewWriter(w)} }

// Write writes the samples of one trial, under a line of names if it is the first.
func (w *SampleWriter) Write(s *Samples) error {
	if !w.begun {
		w.begun = true
		w.csv.Write([]string{"transport", "trial", "seq", "due", "sent", "reached", "received", "copies"})
	}
	at := func(d time.Duration) string {
		if d == Never {
			return ""
		}
		return strconv.FormatFloat(milliseconds(d), 'f', -1, 64)
	}
	for seq, m := range s.Messages {
		w.csv.Write([]string{ // errors stay until Flush
			s.Transport, strconv.Itoa(s.Trial + 1), strconv.Itoa(seq),
			at(m.Due), at(m.Sent), at(m.Reached), at(m.Received), strconv.Itoa(m.Copies),
		})
	}
	w.csv.Flush()
	return w.csv.Error()
}
