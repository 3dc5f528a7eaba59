//go:build !solution

// Package sender is the half of a TCP sender that decides how much it may have under way. It counts in segments.
package sender

// Initial is the window of a new connection (RFC 6928).
const Initial = 10

// A Sender numbers its segments from 0. It is told what has become of each of them.
type Sender struct {
	Window float64 // how many segments may be under way: not yet acknowledged, nor lost

	// YOUR TASK: what has it to remember? Four things will do: which number comes next, how many segments are under way,
	// whether it is in slow start, as it is on a new connection, and for Lost one number more.
}

// New returns the sender of a new connection. Its window is Initial, and it is in slow start.
//
// YOUR TASK: write it.
func New() *Sender { return &Sender{} }

// Send returns the number of the next segment, and counts it as under way. It returns false if the window is full: if
// with one more there would be more under way than Window.
//
// YOUR TASK: write it.
func (s *Sender) Send() (number int, ok bool) { return 0, false }

// Acked is told that a segment has been acknowledged. It is under way no longer, and the window grows:
//
//   - in slow start by 1;
//   - later by 1 / Window, so that a whole window of acknowledgements makes it 1 larger.
//
// YOUR TASK: write it.
func (s *Sender) Acked(number int) {}

// Lost is told that a segment was lost. It is under way no longer: what it carried will be sent in a segment with a new
// number. The window becomes half as large, but no less than 2, and slow start is over.
//
// But a queue that is full often drops several segments that were under way together. That is one piece of news, and counts
// once: if the segment was sent before the window was made smaller for the last time, the window stays as it is.
//
// YOUR TASK: write it.
func (s *Sender) Lost(number int) {}
