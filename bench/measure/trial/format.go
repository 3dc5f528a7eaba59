package trial

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"

	"wirelab/bench"
)

// A mark says which message this is: it is the first 8 bytes of each message.
type mark struct {
	trial uint32 // tells a late message of an earlier trial from this one's
	seq   uint32 // counts a trial's messages from 0
}

// w is the first byte of each message, above the trial's number. With a small number there, Wireshark
// takes a length-prefixed message for one of SMPP's, a protocol of mobile networks, and complains.
const w = 'w' << 24

// A Format makes the messages of one trial and knows them again.
type Format struct {
	trial uint32
	body  []byte // what follows the mark, the same in each message
	text  bool   // the mark is in hexadecimal, and so takes twice as much
}

func NewFormat(trial uint32, size int) Format {
	body := make([]byte, size-bench.MinSize)
	for i := range body {
		body[i] = byte('a' + i%26)
	}
	return Format{trial: w | trial, body: body}
}

// Formats are those of a trial's messages of so many bytes, before and during the measurement. Trials are numbered
// from 0; text says that the messages are text.
func Formats(number, size int, text bool) (warm, real Format) {
	id := uint32(2*number + 2)
	warm, real = NewFormat(id, size), NewFormat(id+1, size)
	if text {
		return warm.AsText(), real.AsText()
	}
	return warm, real
}

// AsText returns the format of messages that are text. The format must be of at least MinText bytes.
func (f Format) AsText() Format {
	f.text = true
	return f
}

// Put makes message seq in msg, which has the plan's size.
func (f Format) Put(msg []byte, seq int) {
	if f.text {
		text := f.Text(seq)
		copy(msg, text[1:len(text)-1])
		return
	}
	binary.BigEndian.PutUint32(msg, f.trial)
	binary.BigEndian.PutUint32(msg[4:], uint32(seq))
	copy(msg[bench.MinSize:], f.body)
}

// Messages returns what makes the messages, all in the same place.
func (f Format) Messages() func(seq int) []byte {
	msg := make([]byte, bench.MinSize+len(f.body))
	return func(seq int) []byte {
		f.Put(msg, seq)
		return msg
	}
}

// Seq returns the number of a message. ok is false for what is not a message of this trial, or not
// as it was sent.
func (f Format) Seq(msg []byte) (seq int, ok bool) {
	if f.text {
		return f.seqOf(msg)
	}
	if len(msg) != bench.MinSize+len(f.body) || !bytes.Equal(msg[bench.MinSize:], f.body) {
		return 0, false
	}
	m := mark{binary.BigEndian.Uint32(msg), binary.BigEndian.Uint32(msg[4:])}
	if m.trial != f.trial || m.seq > math.MaxInt32 { // where an int has 32 bits, it would be negative
		return 0, false
	}
	return int(m.seq), true
}

// Begun returns the numbers of the messages that begin in b, which may end in the middle of one. A message that is not
// text must begin where b does; b may have something before and between those that are text.
func (f Format) Begun(b []byte) (all []int) {
	var trial [4]byte
	binary.BigEndian.PutUint32(trial[:], f.trial)
	if !f.text {
		if len(b) >= bench.MinSize && bytes.HasPrefix(b, trial[:]) {
			all = append(all, int(binary.BigEndian.Uint32(b[4:])&math.MaxInt32))
		}
		return all
	}
	prefix := hex.AppendEncode(nil, trial[:])
	for at := bytes.Index(b, prefix); at >= 0 && len(b)-at >= bench.MinText; at = bytes.Index(b, prefix) {
		var seq [4]byte
		if _, err := hex.Decode(seq[:], b[at+len(prefix):at+bench.MinText]); err == nil {
			all = append(all, int(binary.BigEndian.Uint32(seq[:])&math.MaxInt32))
		}
		b = b[at+bench.MinText:]
	}
	return all
}

// Text makes message seq as a JSON string of the plan's size, quotes not counted. The trial's format
// must be of that size, and at least MinText.
func (f Format) Text(seq int) json.RawMessage {
	var m [bench.MinSize]byte
	binary.BigEndian.PutUint32(m[:], f.trial)
	binary.BigEndian.PutUint32(m[4:], uint32(seq))
	b := make([]byte, 0, len(f.body)+bench.MinSize+2)
	b = hex.AppendEncode(append(b, '"'), m[:])
	b = append(b, f.body[:len(f.body)-bench.MinSize]...)
	return append(b, '"')
}

// SeqOfText is what Seq is, for Text.
func (f Format) SeqOfText(data json.RawMessage) (seq int, ok bool) {
	if len(data) != len(f.body)+bench.MinSize+2 || data[0] != '"' || data[len(data)-1] != '"' {
		return 0, false
	}
	return f.seqOf(data[1 : len(data)-1])
}

// seqOf is what SeqOfText is, without the quotes.
func (f Format) seqOf(text []byte) (seq int, ok bool) {
	msg := make([]byte, bench.MinSize+len(f.body))
	if len(text) != len(msg) {
		return 0, false
	}
	if _, err := hex.Decode(msg, text[:bench.MinText]); err != nil || !bytes.Equal(text[bench.MinText:], f.body[:len(f.body)-bench.MinSize]) {
		return 0, false
	}
	copy(msg[bench.MinSize:], f.body)
	f.text = false
	return f.Seq(msg)
}
