//go:build solution

// Package receiver is one end of a TCP connection, as far as it receives.
package receiver

// A Receiver takes the segments that arrive, and keeps their bytes for the program.
type Receiver struct {
	Next uint32 // the number of the byte that is expected next
	Room int    // how many bytes the receive buffer holds

	unread []byte          // in order
	early  map[uint32]byte // by number
}

// Arrive takes a segment, and returns the acknowledgement and the window that go back.
func (r *Receiver) Arrive(seq uint32, data []byte) (ack uint32, window int) {
	if r.early == nil {
		r.early = map[uint32]byte{}
	}
	for i, b := range data {
		number := seq + uint32(i)
		if ahead := int(int32(number - r.Next)); ahead >= 0 && ahead < r.Room-len(r.unread) {
			r.early[number] = b
		}
	}
	for {
		b, here := r.early[r.Next]
		if !here {
			return r.Next, r.Room - len(r.unread)
		}
		delete(r.early, r.Next)
		r.unread = append(r.unread, b)
		r.Next++
	}
}

// Read moves bytes that are in order into buf, and returns how many.
func (r *Receiver) Read(buf []byte) int {
	n := copy(buf, r.unread)
	r.unread = r.unread[n:]
	return n
}
