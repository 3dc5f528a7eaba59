package echo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
	"wirelab/internal/transport"
)

// A flight is a trial's messages on their way: one connection, one goroutine that sends, one that receives.
type flight struct {
	trial *trial.Trial
	conn  transport.Conn

	origin  atomic.Int64 // when the first message was due, a time.Duration
	slowest atomic.Int64 // the longest response time so far, a time.Duration
	missing int          // measured messages that have not come yet; the receiver's
}

func newFlight(t *trial.Trial, conn transport.Conn) *flight {
	t.Samples.Arrivals = t.NewArrivals()
	return &flight{trial: t, conn: conn, missing: len(t.Samples.Messages)}
}

// fly sends the messages and waits for what is to come back. It returns when the first message was due.
func (f *flight) fly(ctx context.Context) (start time.Duration, err error) {
	t := f.trial
	start = t.Begin()
	f.origin.Store(int64(start))
	t.Send(ctx, f.conn, t.Real.Messages(), start)
	if ctx.Err() != nil {
		return start, ctx.Err()
	}
	select {
	case <-t.AllArrived:
		if !t.Transport.Reliable { // messages may come twice
			t.Linger(ctx, f.slowestTrip())
		}
	case <-t.Ended:
		t.Samples.Failed = t.Trouble()
	case <-ctx.Done():
	case <-time.After(t.LastChance()):
		if t.Transport.Reliable {
			t.GiveUp()
			t.Samples.Failed = fmt.Errorf("gave up %v after the last message", t.LastChance())
			break
		}
		t.Straggle(ctx, time.Duration(f.slowest.Load()))
	}
	return start, nil
}

// slowestTrip is the longest time from a message's sending until it came. All have.
func (f *flight) slowestTrip() (longest time.Duration) {
	for i := range f.trial.Samples.Messages {
		m := &f.trial.Samples.Messages[i] // not a copy: these times stay as they are, but the receiver may count on
		longest = max(longest, m.Received-m.Sent)
	}
	return longest
}

// receive notes what comes back until the connection ends.
func (f *flight) receive() {
	t := f.trial
	defer close(t.Ended)
	buf := make([]byte, t.Plan.Size+1) // one more, so that a longer message does not look like ours
	for errs := 0; ; {
		n, err := f.conn.Recv(buf)
		now := t.Place.Now()
		switch {
		case errors.Is(err, io.ErrShortBuffer):
			f.foreign(buf[:min(n, len(buf))])
			continue
		case err != nil:
			t.NoteTrouble(err)
			if errs++; t.Transport.Reliable || errors.Is(err, net.ErrClosed) || errs > 1000 {
				return
			}
			t.Socket.Add(err) // a UDP socket outlives what it is told of an earlier datagram
			continue
		}
		errs = 0
		if _, ok := t.Warm.Seq(buf[:n]); ok {
			t.WarmedUp()
			continue
		}
		seq, ok := t.Real.Seq(buf[:n])
		if !ok || !f.record(seq, now) {
			f.foreign(buf[:n])
		}
	}
}

// foreign counts what came and was not ours.
func (f *flight) foreign(msg []byte) {
	f.trial.Samples.Foreign++
	f.trial.NoteStray(msg)
}

// record notes that message seq came. It refuses what has no such number,
// and further copies when the room left is needed for first ones.
func (f *flight) record(seq int, now time.Duration) bool {
	s := f.trial.Samples
	if seq >= len(s.Messages) {
		return false
	}
	m := &s.Messages[seq]
	if m.Copies > 0 && len(s.Arrivals)+f.missing >= f.trial.MaxArrivals() {
		return false
	}
	s.Arrivals = append(s.Arrivals, bench.Arrival{Seq: seq, At: now})
	if m.Copies++; m.Copies == 1 {
		m.Received = now
		f.trial.Came(s.Size)
		if took := int64(now-m.Due) - f.origin.Load(); took > f.slowest.Load() { // nobody else stores it
			f.slowest.Store(took)
		}
		if f.missing--; f.missing == 0 {
			close(f.trial.AllArrived)
		}
	}
	return true
}
