package reconnect

import (
	"context"
	"math/rand/v2"
	"time"

	"wirelab/internal/room/event"
)

// A Conn carries messages to a server and back: one Send, one message; one Recv, one message. Close unblocks both.
type Conn interface {
	Send(msg []byte) error
	Recv(buf []byte) (int, error)
	Close() error
}

// A Keeper connects to a server, again and again. Its methods are called by one goroutine at a time. Do not change the
// fields once it has connected.
type Keeper struct {
	// Dial connects. It is called again when the connection has failed.
	Dial func(ctx context.Context) (Conn, error)
	// Datagrams says that messages may get lost, and that the server asks for a cookie first.
	Datagrams bool
	// Wants says which replies the client reads. The others are dropped as they come. Nil means all.
	Wants func(event.Reply) bool
	// Jitter draws numbers from 0 to 1, without the 1. Nil means at random.
	Jitter func() float64

	attempts int       // since the last connection that was a good one
	since    time.Time // when the last connection was made; zero: it has been counted
}

// These are a client's times.
const (
	Silence     = 16 * time.Second       // without a word from the server: three pings without an answer
	RepeatEvery = 500 * time.Millisecond // over UDP: a request that has no answer so far

	pingEvery    = 5 * time.Second        // keeps a lease over UDP, and shows a dead connection
	doubtAfter   = 4 * time.Second        // over UDP: without an answer, though requests are repeated
	enoughHellos = 3                      // over UDP: answered while pings beside them are not
	dialTimeout  = 10 * time.Second       // of one attempt
	firstDelay   = 250 * time.Millisecond // before the second attempt, at most; doubles
	lastDelay    = 5 * time.Second        // up to this
	goodAfter    = 10 * time.Second       // a connection that lasted so long was a good one
	patience     = 100 * time.Millisecond // for a peer that takes no goodbye
)

// Connect dials. Over UDP it also asks for a cookie, until it has one, so that somebody is known to be there. The caller
// closes the connection. The error is about this attempt, or is that of ctx.
func (k *Keeper) Connect(ctx context.Context) (*Connection, error) {
	dialing, cancel := context.WithTimeout(ctx, dialTimeout)
	conn, err := k.Dial(dialing)
	cancel()
	if err != nil {
		return nil, err
	}
	c := newConnection(conn, k)
	if k.Datagrams {
		if err := c.hello(ctx); err != nil {
			c.Close()
			return nil, err
		}
	}
	k.since = time.Now()
	return c, nil
}

// Delay returns how long to wait before the next Connect: up to 250 ms at first, then twice as long each time, up to 5 s.
// After a connection that has lasted for 10 s it begins anew.
//
// Half of it is drawn at random (jitter). Without that, all clients that a server loses when it restarts would
// come back at the same moment, and fail together at the same moments later.
func (k *Keeper) Delay() time.Duration {
	if !k.since.IsZero() && time.Since(k.since) >= goodAfter {
		k.attempts = 0
	}
	k.since = time.Time{}
	most := lastDelay
	if k.attempts < 10 {
		most = min(firstDelay<<k.attempts, lastDelay)
	}
	k.attempts++
	draw := k.Jitter
	if draw == nil {
		draw = rand.Float64
	}
	return most/2 + time.Duration(draw()*float64(most/2))
}
