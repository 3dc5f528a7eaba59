package echo

import (
	"bufio"
	"net"
	"net/netip"
	"sync"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
)

// A reach notes when the messages of a trial first reached the server. Its method data is the
// server's OnData; one connection is served at a time.
type reach struct {
	now   func() time.Duration
	split bufio.SplitFunc // finds the messages in a stream; nil where the server sees messages

	mu      sync.Mutex
	format  trial.Format
	at      []time.Duration // by sequence number, on now's clock; Never if not seen
	peer    netip.AddrPort
	rest    []byte // of the stream: the beginning of a message
	foreign bool   // the stream is not of messages: its boundaries are lost
}

// begin starts a trial of n messages.
func (r *reach) begin(f trial.Format, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.format, r.at, r.peer, r.rest = f, trial.Nevers(n), netip.AddrPort{}, nil
}

// end ends the trial and returns what was noted.
func (r *reach) end() []time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.at
	r.at = nil
	return at
}

func (r *reach) data(peer net.Addr, b []byte) {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.split == nil {
		r.message(b, now)
		return
	}
	if from := peer.(*net.TCPAddr).AddrPort(); from != r.peer { // another connection, another stream
		r.peer, r.rest, r.foreign = from, r.rest[:0], false
	}
	if r.foreign {
		return
	}
	r.rest = append(r.rest, b...)
	used := 0
	for {
		n, msg, err := r.split(r.rest[used:], false)
		if err != nil {
			r.foreign, r.rest = true, nil
			return
		}
		if n == 0 {
			break
		}
		r.message(msg, now)
		used += n
	}
	r.rest = append(r.rest[:0], r.rest[used:]...)
}

func (r *reach) message(msg []byte, now time.Duration) {
	if seq, ok := r.format.Seq(msg); ok && seq < len(r.at) && r.at[seq] == bench.Never {
		r.at[seq] = now
	}
}
