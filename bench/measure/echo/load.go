package echo

import (
	"context"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/fault"
	"wirelab/bench/measure/place"
	"wirelab/bench/measure/trial"
	"wirelab/internal/network/packet"
	"wirelab/internal/transport"
	"wirelab/tcpdemo"
)

// A Load is a client that sends messages to a server, which sends each back. The zero value is for a server that is
// not ours.
type Load struct {
	reach *reach // what our server saw; nil where the server is not ours
}

// Framing is how messages to and from the server are told apart in TCP's stream.
func (l *Load) Framing(t transport.Transport) packet.Protocol { return t.Framing }

// Listen makes a server of ours, and notes from then on what reaches it. It serves the trials of one
// transport, one after the other.
func (l *Load) Listen(ctx context.Context, p bench.Plan, at *place.Place, t transport.Transport) (*transport.Server, error) {
	l.reach = &reach{now: at.Now}
	if t.Stream {
		l.reach.split = tcpdemo.LengthPrefix{}.Split
	}
	// The client is ours: the plan says how often it asks.
	o := transport.Options{MaxReplies: -1, MaxPerAddr: -1, OnData: l.reach.data}
	if p.Bulk > 0 { // what it takes at once may be long on its way over a slow link
		o.WriteTimeout = p.On(t).Duration
	}
	return t.ListenEcho(ctx, at.Server, at.Listen, o)
}

// Run carries out one trial. Where ctx ends meanwhile, messages whose fate nobody knows count as not sent.
func (l *Load) Run(ctx context.Context, t *trial.Trial) (*bench.Samples, error) {
	if l.reach != nil {
		t.Samples.ServerSaw = true
		l.reach.begin(t.Real, len(t.Samples.Messages))
	}
	tap := &wiretap{Network: t.Place.Clients[0]}
	gauged := t.Plan.Bulk > 0 && t.Transport.Reliable && !t.Transport.Text // Socket.IO has more than one connection
	if gauged {
		t.Place.Meter.Follow()
	}
	conn, err := dial(ctx, t, tap)
	if err != nil {
		return nil, err
	}
	f := newFlight(t, conn)
	stop := context.AfterFunc(ctx, func() { conn.Close() }) // wakes whoever waits in it
	defer stop()
	go f.receive()
	var start time.Duration
	if err = t.WarmUp(ctx, conn, trial.Format.Messages, 1); err == nil {
		before := tcpInfo(tap.conn)
		if gauged {
			g := startGauge(tap.conn, t.Place)
			start, err = f.fly(ctx)
			t.Samples.Window = g.stop()
		} else {
			start, err = f.fly(ctx)
		}
		t.Samples.TCP = tcpSince(before, tcpInfo(tap.conn))
	}
	if ctx.Err() == nil {
		time.Sleep(t.Place.Settle)
	}
	t.Place.Meter.Close(t.Place.Now())
	conn.Close()
	<-t.Ended
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	f.finish(start, l.reach, ctx.Err() != nil)
	return t.Samples, nil
}

// dial connects, and notes how long that took.
func dial(ctx context.Context, t *trial.Trial, tap *wiretap) (transport.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, t.DialTimeout())
	defer cancel()
	began := t.Place.Now()
	conn, err := t.Transport.Dial(ctx, tap, t.Addr)
	if err != nil {
		return nil, &fault.NoServerError{Addr: t.Addr, Err: err, Within: t.DialTimeout()}
	}
	t.Samples.SetUp = t.Place.Now() - began
	return conn, nil
}
