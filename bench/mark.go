package bench

import (
	"bytes"
	"encoding/binary"
	"math"
)

// A mark says which message this is: it is the first 8 bytes of each message.
type mark struct {
	trial uint32 // tells a late message of an earlier trial from this one's
	seq   uint32 // counts a trial's messages from 0
}

// w is the first byte of each message, above the trial's number. With a small number there, Wireshark
// takes a length-prefixed message for one of SMPP's, a protocol of mobile networks, and complains.
const w = 'w' << 24

// MinSize is the smallest message that can be measured, in bytes: it has room for its mark.
const MinSize = 8

// A format makes the messages of one trial and knows them again.
type format struct {
	trial uint32
	body  []byte // what follows the mark, the same in each message
}

func newFormat(trial uint32, size int) format {
	body := make([]byte, size-MinSize)
	for i := range body {
		body[i] = byte('a' + i%26)
	}
	return format{w | trial, body}
}

// put makes message seq in msg, which has the plan's size.
func (f format) put(msg []byte, seq int) {
	binary.BigEndian.PutUint32(msg, f.trial)
	binary.BigEndian.PutUint32(msg[4:], uint32(seq))
	copy(msg[MinSize:], f.body)
}

// seq returns the number of a message. ok is false for what is not a message of this trial, or not
// as it was sent.
func (f format) seq(msg []byte) (seq int, ok bool) {
	if len(msg) != MinSize+len(f.body) || !bytes.Equal(msg[MinSize:], f.body) {
		return 0, false
	}
	m := mark{binary.BigEndian.Uint32(msg), binary.BigEndian.Uint32(msg[4:])}
	if m.trial != f.trial || m.seq > math.MaxInt32 { // where an int has 32 bits, it would be negative
		return 0, false
	}
	return int(m.seq), true
}
