package measure

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
	"wirelab/internal/transport"
)

// A linked is a network whose link is ours: the lab, or kernels. So what goes over the wire can be seen,
// and both ends have one clock.
type linked struct {
	place
	now   func() time.Duration
	close func() error
}

// A tap sees packets as they enter a link, one call after the other.
type tap func(...packet.Record)

// onLink runs one trial on a network that open makes for it alone. The n-th trial of each transport has
// the same seed, so that transports are compared under the same fates.
func (r *runner) onLink(
	ctx context.Context, name string, trial int, open func(p bench.Plan, seed uint64, see tap) (*linked, error),
) (*bench.Samples, error) {
	t, err := transport.Named(name)
	if err != nil {
		return nil, err
	}
	meter := newMeter(r.framing(t), r.watcher.Packets)
	net, err := open(r.plan, trialSeed(r.plan.Seed, trial), meter.see)
	if err != nil {
		return nil, err
	}
	inside := &runner{
		plan:     r.plan,
		place:    net.place,
		now:      net.now,
		progress: r.progress,
		patience: r.patience,
		meter:    meter,
	}
	inside.plan.Transports = []string{name}
	stop, err := inside.startServers(ctx)
	var s *bench.Samples
	if err == nil {
		s, err = inside.trial(ctx, inside.ends[0], trial)
	}
	time.Sleep(net.settle) // until the connection has been closed on both sides
	meter.stop(net.now())
	stop()
	if failed := net.close(); err == nil {
		err = failed
	}
	if err != nil {
		return nil, overLink(err, meter)
	}
	meter.report(s)
	return s, nil
}

// trialSeed is what the link of a trial draws from. The first trial has the plan's seed itself, so that
// `wirelab ladder` with that seed shows the link that this trial meets. The others have a hash of both: had
// they the next numbers, the seeds 1 and 2 would have six of seven trials in common.
func trialSeed(seed uint64, trial int) uint64 {
	if trial == 0 {
		return seed
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], seed)
	binary.BigEndian.PutUint64(b[8:], uint64(trial))
	hash := sha256.Sum256(b[:])
	return binary.BigEndian.Uint64(hash[:])
}

// settling is how long a network is left alone after the last message, and after the connection was
// closed, so that what is still under way is seen and counted. In real time somebody waits along.
func settling(p bench.Plan) time.Duration {
	const long = 5 * time.Second
	if p.Virtual() {
		return long
	}
	roundTrip := p.Up.Delay + p.Down.Delay + p.Up.Jitter + p.Down.Jitter
	return min(4*roundTrip+100*time.Millisecond, long)
}

// clientsOf are hosts as networks.
func clientsOf[H netx.Network](hosts []H) (clients []netx.Network) {
	for _, h := range hosts {
		clients = append(clients, h)
	}
	return clients
}
