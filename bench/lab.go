package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"wirelab/internal/lab"
	"wirelab/internal/packet"
)

// labTrial runs one trial on a lab of its own. The n-th trial of each transport has the same seed, so
// that transports are compared under the same fates.
func (r *runner) labTrial(ctx context.Context, name string, trial int) (s *Samples, err error) {
	run := func(ctx context.Context) { s, err = r.inLab(ctx, name, trial) }
	if !r.plan.Virtual() {
		run(ctx)
		return s, err
	}
	if stuck := r.virtually(ctx, run); stuck != nil {
		return nil, stuck
	}
	return s, err
}

// virtually runs f in virtual time. That it never ends is an error, which says how to see it again.
func (r *runner) virtually(ctx context.Context, f func(context.Context)) error {
	if err := lab.Virtual(ctx, f); err != nil {
		return fmt.Errorf("%s: %w", r.plan.Command(), err)
	}
	return nil
}

// settling is how long a lab is left alone after the last message, and after the connection was
// closed, so that what is still under way is seen and counted.
const settling = 5 * time.Second

func (r *runner) inLab(ctx context.Context, name string, trial int) (*Samples, error) {
	var seen []packet.Record // written by the link alone, until it is closed
	net, err := lab.New(lab.Config{
		Up: r.plan.Up, Down: r.plan.Down, Seed: r.plan.Seed + uint64(trial), Virtual: r.plan.Virtual(),
		Clients: r.plan.clients(),
		Tap:     func(p lab.Packet) { seen = append(seen, p.Records()...) },
	})
	if err != nil {
		return nil, err
	}
	at := place{server: net.Server, listen: net.Server.Addr.String() + ":0", virtual: r.plan.Virtual()}
	for _, client := range net.Clients {
		at.clients = append(at.clients, client)
	}
	inside := &runner{
		plan:     r.plan,
		place:    at,
		now:      net.Now,
		progress: r.progress,
		patience: r.patience,
	}
	inside.plan.Transports = []string{name}
	stop, err := inside.startServers(ctx)
	var s *Samples
	if err == nil {
		s, err = inside.trial(ctx, inside.ends[0], trial)
	}
	r.settle()
	end := net.Now()
	stop()
	net.Close()
	if err == nil {
		// What hosts do because they are switched off is nobody's cost.
		seen = slices.DeleteFunc(seen, func(p packet.Record) bool { return p.Time >= end })
		s.Packets = seen
		framing := inside.framing(inside.ends[0])
		s.Wire = wireOf(seen, framing, inside.start, inside.closed)
		s.Stalls = stallsOf(seen, framing, inside.start, inside.closed)
	}
	return s, err
}

// settle waits until the connection has been closed on both sides. In real time somebody waits along.
func (r *runner) settle() {
	if r.plan.Virtual() {
		time.Sleep(settling)
		return
	}
	roundTrip := r.plan.Up.Delay + r.plan.Down.Delay + r.plan.Up.Jitter + r.plan.Down.Jitter
	time.Sleep(min(4*roundTrip+100*time.Millisecond, settling))
}

// stallsOf finds, among the messages that were delivered between start and closed, at both hosts,
// those that had waited for bytes before them.
func stallsOf(seen []packet.Record, framing packet.Protocol, start, closed time.Duration) *Stalls {
	if framing == packet.Unframed { // no stream, no order to keep
		return nil
	}
	var s Stalls
	var longest, total time.Duration
	for _, m := range packet.Receive(seen, framing) {
		if wait := m.Stall(); wait > 0 && m.Carries() && m.Deliverable >= start && m.Deliverable < closed {
			s.Count++
			longest, total = max(longest, wait), total+wait
		}
	}
	s.Longest, s.Total = Known(longest), Known(total)
	return &s
}
