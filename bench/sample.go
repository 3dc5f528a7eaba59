package bench

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"
)

// A Sample is what was seen of one message. Times count from the start of its trial.
type Sample struct {
	Due      time.Duration // when it was to be sent
	Sent     time.Duration // when it was sent: just before Send was called; Never if it was not
	Reached  time.Duration // when the server first had it; Never if it did not, or nobody knows
	Received time.Duration // when its echo first came; Never if it did not
	Copies   int           // how many times its echo came
}

// Never is the time of what did not happen.
const Never time.Duration = -1

// An Arrival is one echo's coming. A message that arrived twice has two.
type Arrival struct {
	Seq int
	At  time.Duration
}

// Samples are the bare observations of one trial on one transport.
type Samples struct {
	Transport string
	Trial     int           // counted from 0
	Size      int           // bytes a message
	Wait      time.Duration // as in Plan
	Reliable  bool          // the transport sends again what was lost, and keeps order
	SetUp     time.Duration // from the start of Dial until the first message could be sent
	Messages  []Sample      // by sequence number
	Arrivals  []Arrival     // in the order in which they came
	Foreign   int           // messages that came and were not ours, or were not as we sent them
	ServerSaw bool          // the server was ours, so Reached is known
	TCP       *TCPInfo      // what the operating system tells of the connection, if it does
	Failed    error         // how the connection failed, if it did
}

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
