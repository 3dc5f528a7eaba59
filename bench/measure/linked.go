package measure

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/fault"
	"wirelab/bench/measure/place"
	"wirelab/internal/network/netx"
)

// onLink runs one trial on a network that open makes for it alone. The n-th trial of each transport has
// the same seed, so that transports are compared under the same fates. The link is ours, so what goes over the
// wire is seen, and both ends have one clock.
func (r *runner) onLink(
	ctx context.Context, name string, number int, open func(p bench.Plan, seed uint64, m *place.Meter) (*place.Place, error),
) (*bench.Samples, error) {
	t, err := r.plan.Transport(name)
	if err != nil {
		return nil, err
	}
	meter := place.NewMeter(newLoad(r.plan, "").Framing(t), r.watcher.Packets)
	at, err := open(r.plan, trialSeed(r.plan.Seed, number), meter)
	if err != nil {
		return nil, err
	}
	inside := r.siteAt(at)
	inside.plan.Transports = []string{name}
	stop, err := inside.startServers(ctx)
	var s *bench.Samples
	if err == nil {
		s, err = inside.trial(ctx, inside.ends[0], number)
	}
	time.Sleep(at.Settle) // until the connection has been closed on both sides
	meter.Stop(at.Now())
	stop()
	if failed := at.Close(); err == nil {
		err = failed
	}
	if err != nil {
		return nil, overLink(err, meter)
	}
	meter.Report(s)
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

// overLink makes a LinkError of an error that the link may have caused, and leaves others as they are.
func overLink(err error, m *place.Meter) error {
	missing := (*fault.NoServerError)(nil)
	if !errors.As(err, &missing) || !netx.IsTimeout(missing.Err) && !errors.Is(missing.Err, fault.ErrNoAnswer) {
		return err
	}
	sent, arrived := m.Passed()
	return &fault.LinkError{Sent: sent, Arrived: arrived, Err: missing}
}
