package echo

import (
	"net"
	"slices"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
	"wirelab/tcpdemo"
)

var (
	alice net.Addr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1001}
	bob   net.Addr = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1002}
)

// newReach returns a reach for n messages of 12 bytes in trial 7, of a stream or of messages. Its
// clock shows 1, 2, 3 ... at each look.
func newReach(stream bool, n int) *reach {
	clock := time.Duration(0)
	r := &reach{now: func() time.Duration { clock++; return clock }}
	if stream {
		r.split = tcpdemo.LengthPrefix{}.Split
	}
	r.begin(trial.NewFormat(7, 12), n)
	return r
}

// messageOf is message seq of a trial.
func messageOf(number uint32, seq int) []byte {
	msg := make([]byte, 12)
	trial.NewFormat(number, 12).Put(msg, seq)
	return msg
}

// streamOf is the byte stream with these messages of a trial, each behind its length.
func streamOf(number uint32, seqs ...int) []byte {
	var stream []byte
	for _, seq := range seqs {
		var err error
		if stream, err = (tcpdemo.LengthPrefix{}).Append(stream, messageOf(number, seq)); err != nil {
			panic(err)
		}
	}
	return stream
}

func checkReached(t *testing.T, r *reach, want ...time.Duration) {
	t.Helper()
	if at := r.end(); !slices.Equal(at, want) {
		t.Errorf("reached at %v, want %v", at, want)
	}
}

func TestReachMessages(t *testing.T) {
	r := newReach(false, 4)
	r.data(bob, messageOf(7, 2))
	r.data(bob, messageOf(7, 0))
	r.data(bob, messageOf(7, 2)) // again: the first counts
	r.data(bob, messageOf(6, 1)) // of another trial
	r.data(bob, messageOf(7, 4)) // there is no such message
	r.data(bob, []byte("hello"))
	checkReached(t, r, 2, bench.Never, 1, bench.Never)
	r.data(bob, messageOf(7, 1)) // after the end: nobody listens
}

func TestReachStream(t *testing.T) {
	r := newReach(true, 4)
	r.data(alice, streamOf(7, 0, 1)) // two at once
	third := streamOf(7, 2)
	r.data(alice, third[:5])
	r.data(alice, third[5:]) // a message has reached when its last byte has
	r.data(alice, streamOf(6, 3))
	checkReached(t, r, 1, 1, 3, bench.Never)
}

// What another connection left unfinished is not the beginning of this one's messages.
func TestReachConnections(t *testing.T) {
	r := newReach(true, 2)
	r.data(alice, streamOf(7, 0)[:9])
	r.data(bob, streamOf(7, 1))
	checkReached(t, r, bench.Never, 2)

	r.begin(trial.NewFormat(7, 12), 1)
	r.data(alice, streamOf(7, 0)[:9])
	r.begin(trial.NewFormat(7, 12), 1)
	r.data(alice, streamOf(7, 0))
	checkReached(t, r, 4)
}

// A network may make a new net.Addr each time it is asked for the same peer.
func TestReachEqualAddresses(t *testing.T) {
	r := newReach(true, 1)
	for _, b := range streamOf(7, 0) {
		r.data(&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 5}, []byte{b})
	}
	checkReached(t, r, time.Duration(len(streamOf(7, 0))))
}

// However a stream is cut into pieces, the same messages are found in it.
func FuzzReach(f *testing.F) {
	f.Add(streamOf(7, 0, 1, 2, 3), []byte{1, 0, 20, 3})
	f.Add(append(streamOf(7, 3), "\x00\x00\x00\x02hi"...), []byte{})
	f.Add([]byte("\xff\xff\xff\xff and what now?"), []byte{4})
	f.Add(append([]byte("\x00\x00\x00\x00"), streamOf(7, 1)...), []byte{3})
	f.Fuzz(func(t *testing.T, stream, cuts []byte) {
		whole := newReach(true, 4)
		whole.data(alice, stream)
		want := whole.end()

		pieces := newReach(true, 4)
		for _, n := range cuts {
			n := min(int(n), len(stream))
			pieces.data(alice, stream[:n])
			stream = stream[n:]
		}
		for i := range stream { // the rest byte by byte
			pieces.data(alice, stream[i:i+1])
		}
		for seq, at := range pieces.end() {
			if (at == bench.Never) != (want[seq] == bench.Never) {
				t.Errorf("message %d: reached at %v in pieces, %v as a whole", seq, at, want[seq])
			}
		}
	})
}
