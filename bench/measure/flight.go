package measure

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"time"

	"wirelab/bench"
)

// send sends n messages, each when it is due, counted from start. message makes them; it may reuse what
// it returned. note, if not nil, gets the times just before Send was called and just after it returned.
func (f *flight) send(
	ctx context.Context, message func(seq int) []byte, n int, start time.Duration,
	note func(seq int, sent, returned time.Duration),
) error {
	failed := make(chan error)
	go func() {
		pace := &pacer{now: f.now, nap: time.Sleep} // to the moment, in virtual time
		if !f.place.virtual {
			runtime.LockOSThread() // and never unlocked: the thread, with its timer settings, ends here
			pace = newPacer(f.now)
		}
		for seq := range n {
			msg := message(seq)
			now, err := pace.until(ctx, start+f.plan.Due(seq))
			if err == nil {
				err = f.conn.Send(msg)
				if note != nil {
					note(seq, now, f.now())
				}
			}
			switch {
			case err == nil:
			case f.Reliable, ctx.Err() != nil, errors.Is(err, net.ErrClosed):
				failed <- err
				return
			default: // a datagram that could not be sent is lost like any other
				f.socket.add(err)
			}
		}
		failed <- nil
	}()
	return <-failed
}

// receive notes what comes back until the connection ends.
func (f *flight) receive(warmUps int) {
	defer close(f.ended)
	buf := make([]byte, f.Size+1) // one more, so that a longer message does not look like ours
	for errs := 0; ; {
		n, err := f.conn.Recv(buf)
		now := f.now()
		switch {
		case errors.Is(err, io.ErrShortBuffer):
			f.foreign(buf[:min(n, len(buf))])
			continue
		case err != nil:
			f.trouble.Store(&err)
			if errs++; f.Reliable || errors.Is(err, net.ErrClosed) || errs > 1000 {
				return
			}
			f.socket.add(err) // a UDP socket outlives what it is told of an earlier datagram
			continue
		}
		errs = 0
		if _, ok := f.warm.seq(buf[:n]); ok {
			if f.warmed.Add(1) == int64(warmUps) {
				close(f.warmDone)
			}
			continue
		}
		seq, ok := f.real.seq(buf[:n])
		if !ok || !f.record(seq, now) {
			f.foreign(buf[:n])
		}
	}
}

// foreign counts what came and was not ours, and keeps the beginning of the first.
func (f *flight) foreign(msg []byte) {
	f.Foreign++
	if f.stray.Load() == nil {
		said := bytes.Clone(msg[:min(len(msg), 100)])
		f.stray.Store(&said)
	}
}

// record notes that message seq came. It refuses what has no such number,
// and further copies when the room left is needed for first ones.
func (f *flight) record(seq int, now time.Duration) bool {
	if seq >= len(f.Messages) {
		return false
	}
	m := &f.Messages[seq]
	if m.Copies > 0 && len(f.Arrivals)+f.missing >= f.maxArrivals() {
		return false
	}
	f.Arrivals = append(f.Arrivals, bench.Arrival{Seq: seq, At: now})
	if m.Copies++; m.Copies == 1 {
		m.Received = now
		if took := int64(now-m.Due) - f.origin.Load(); took > f.slowest.Load() { // nobody else stores it
			f.slowest.Store(took)
		}
		if f.missing--; f.missing == 0 {
			close(f.allArrived)
		}
	}
	return true
}
