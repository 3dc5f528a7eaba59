//go:build !solution

// Package receiver is one end of a TCP connection, as far as it receives.
package receiver

// A Receiver takes the segments that arrive, and keeps their bytes for the program. Bytes are numbered; the
// numbers are 32 bits wide, and after the largest comes 0 again (RFC 9293 section 3.4).
type Receiver struct {
	Next uint32 // the number of the byte that is expected next
	Room int    // how many bytes the receive buffer holds

	// YOUR TASK: what else has it to remember? There are bytes that are in order and wait for the program,
	// and there are bytes that came too early. (For the second, a map from number to byte will do.)
}

// Arrive takes a segment: bytes, the first of which has the number seq. It returns the acknowledgement and
// the window that go back.
//
//   - The acknowledgement is the number of the byte that is expected next: all before it have come.
//   - The window is how many bytes from there on there is room for: Room, less what waits for the program.
//   - Bytes outside the window (as it was when the segment came) are thrown away: those that have come
//     before, and those for which there is no room. Of one segment, some may be inside and some outside.
//   - Bytes inside it that are too early are kept until the gap before them is filled.
//
// How do you find out whether one number is before another, if after the largest comes 0? The difference of
// two uint32 is a uint32 again: look at int32(number - r.Next).
//
// YOUR TASK: write it.
func (r *Receiver) Arrive(seq uint32, data []byte) (ack uint32, window int) {
	return 0, 0
}

// Read is what the program calls. It moves bytes that are in order into buf, as many as are there and
// buf takes, and returns how many. That makes room.
//
// YOUR TASK: write this one, too.
func (r *Receiver) Read(buf []byte) int {
	return 0
}
