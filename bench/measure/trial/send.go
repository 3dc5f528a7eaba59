package trial

import (
	"context"
	"errors"
	"net"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/clock"
	"wirelab/internal/transport"
)

// Begin says when the first measured message is due, on the place's clock: soon, when the sender has got
// ready. What goes over the wire from then on is the messages' cost.
func (t *Trial) Begin() (start time.Duration) {
	const head = 5 * time.Millisecond
	start = t.Place.Now() + head
	t.Place.Meter.Begin(start)
	return start
}

// Send sends the measured messages, and notes in Samples when it did. It returns when it has sent all, ctx
// has ended, or the connection has failed. That is no error: what did not come before is lost, and this
// is a result.
func (t *Trial) Send(ctx context.Context, conn transport.Conn, message func(seq int) []byte, start time.Duration) {
	unstuck := t.unstick(conn, t.Plan.Duration)
	pauses := func() []bench.Pause { return nil } // virtual time knows none
	if !t.Place.Virtual {
		pauses = clock.WatchPauses(t.Place.Now)
	}
	messages := t.Samples.Messages
	t.send(ctx, conn, message, len(messages), start, func(seq int, sent, returned time.Duration) {
		messages[seq].Sent, messages[seq].Returned = sent, returned
		t.Sent()
	})
	t.Samples.Pauses = pauses()
	unstuck()
}

// send sends n messages, each when it is due, counted from start. message makes them; it may reuse what
// it returned. note, if not nil, gets the times just before Send was called and just after it returned.
func (t *Trial) send(
	ctx context.Context, conn transport.Conn, message func(seq int) []byte, n int, start time.Duration,
	note func(seq int, sent, returned time.Duration),
) error {
	failed := make(chan error)
	now := t.Place.Now
	go func() {
		pace := t.pacer()
		for seq := range n {
			msg := message(seq)
			sent, err := pace.Until(ctx, start+t.Plan.Due(seq))
			if err == nil {
				err = conn.Send(msg)
				if note != nil {
					note(seq, sent, now())
				}
			}
			switch {
			case err == nil:
			case t.Transport.Reliable, ctx.Err() != nil, errors.Is(err, net.ErrClosed):
				failed <- err
				return
			default: // a datagram that could not be sent is lost like any other
				t.Socket.Add(err)
			}
		}
		failed <- nil
	}()
	return <-failed
}

// unstick ends a Send that finds no room because the server has stopped reading: where sending takes
// that much longer than d, it closes the connection, which has failed then. UDP never waits for room.
func (t *Trial) unstick(conn transport.Conn, d time.Duration) (stop func()) {
	if !t.Transport.Reliable {
		return func() {}
	}
	timer := time.AfterFunc(d+t.LastChance(), func() {
		t.GiveUp()
		conn.Close()
	})
	return func() { timer.Stop() }
}
