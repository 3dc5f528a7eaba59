package room

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/place"
	"wirelab/bench/measure/trial"
	"wirelab/internal/network/packet"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// A Load is one member of a room who publishes, and others who listen. The zero value is for a server that is
// not ours.
type Load struct {
	witness *witness // in our server; nil where the server is not ours
}

// crowd is the most subscribers that are told of each other. A thousand who enter and leave would make a million
// events, and no figure needs them.
const crowd = 100

// Framing is how messages to and from the server are told apart in TCP's stream.
func (l *Load) Framing(t transport.Transport) packet.Protocol {
	if t.Stream {
		return packet.Lines
	}
	return t.Framing
}

// Listen makes a server of ours for trials of p, with a witness in it. It serves the trials of one
// transport, one after the other.
func (l *Load) Listen(ctx context.Context, p bench.Plan, at *place.Place, t transport.Transport) (*transport.Server, error) {
	rooms := &hub.Hub{
		Quiet: p.Subscribers > crowd, NoTransports: true, Rate: -1, // the plan says how fast
	}
	if at.Virtual {
		rooms.Gather = time.Nanosecond // so that what goes out together does not depend on how this machine runs goroutines
	}
	l.witness = &witness{hub: rooms, now: at.Now}
	// The clients are ours: the plan says how many ask how often.
	o := transport.Options{MaxReplies: -1, MaxPerAddr: -1, Hub: rooms, Batch: 64}
	return t.ListenBroadcast(ctx, at.Server, at.Listen, o)
}

// Run carries out one trial. Where ctx ends meanwhile, messages whose fate nobody knows count as not sent.
func (l *Load) Run(ctx context.Context, t *trial.Trial) (*bench.Samples, error) {
	p := newPublication(t, l.room(t.Samples.Trial))
	if l.witness != nil {
		t.Samples.ServerSaw = true
		l.witness.begin(p.room, t.Real, len(t.Samples.Messages))
	}
	defer p.leaveAll()
	stop := context.AfterFunc(ctx, p.hangUp) // wakes whoever waits in a connection
	defer stop()
	if err := p.enterAll(ctx); err != nil {
		return nil, err
	}
	over, tended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(tended)
		p.tendAll(over)
	}()
	away := make(chan struct{})
	start, err := p.publish(ctx, away)
	if ctx.Err() == nil {
		time.Sleep(t.Place.Settle)
	}
	close(over)
	<-tended
	<-away
	t.Place.Meter.Close(t.Place.Now())
	p.leaveAll()
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	p.finish(start, l.witness, ctx.Err() != nil)
	return t.Samples, nil
}

// room is the name of a trial's room. On a server that is not ours, others may be in rooms.
func (l *Load) room(number int) string {
	if l.witness == nil {
		return "bench-" + rand.Text()[:8]
	}
	return fmt.Sprintf("bench-%d", number)
}
