//go:build solution

// Package sender is the half of a TCP sender that decides how much it may have under way. It counts in segments.
package sender

// Initial is the window of a new connection (RFC 6928).
const Initial = 10

// A Sender numbers its segments from 0. It is told what has become of each of them.
type Sender struct {
	Window float64 // how many segments may be under way: not yet acknowledged, nor lost

	next     int  // number
	underWay int  // segments
	careful  bool // slow start is over
	recover  int  // the first number that was sent after the window was made smaller for the last time
}

// New returns the sender of a new connection.
func New() *Sender { return &Sender{Window: Initial} }

// Send returns the number of the next segment, and false if the window is full.
func (s *Sender) Send() (number int, ok bool) {
	if float64(s.underWay+1) > s.Window {
		return 0, false
	}
	s.underWay++
	s.next++
	return s.next - 1, true
}

// Acked is told that a segment has been acknowledged.
func (s *Sender) Acked(int) {
	s.underWay--
	if s.careful {
		s.Window += 1 / s.Window
	} else {
		s.Window++
	}
}

// Lost is told that a segment was lost (RFC 5681 section 3.1, RFC 6582 section 3.2).
func (s *Sender) Lost(number int) {
	s.underWay--
	if number < s.recover {
		return
	}
	s.Window = max(s.Window/2, 2)
	s.careful = true
	s.recover = s.next
}
