package measure

import (
	"context"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/place"
)

// A runner carries out one plan.
type runner struct {
	plan     bench.Plan
	watcher  Watcher
	progress *Progress
	patience time.Duration // as in trial.Trial; a test has less

	failures    failures // of transports, so far
	shortBuffer error    // a server's, as its Short says
}

func newRunner(p bench.Plan, w Watcher) *runner {
	return &runner{plan: p, watcher: w, progress: w.Progress, patience: giveUpAfter(p)}
}

// giveUpAfter is a runner's patience: 30 s, and more on a link that takes seconds itself.
func giveUpAfter(p bench.Plan) time.Duration { return max(30*time.Second, 10*p.RoundTrip()) }

// siteAt is where the plan's trials are carried out at a place. It has no servers yet.
func (r *runner) siteAt(at *place.Place) *site {
	return &site{
		plan: r.plan, place: at, program: r.watcher.Program, patience: r.patience,
		sent: func() { r.progress.sent.Add(1) }, came: r.progress.saw,
	}
}

// hostTrials runs the trials on the machine's own sockets, once it knows what they can resolve. One
// server of each transport serves all its trials.
func (r *runner) hostTrials(ctx context.Context) (*bench.Calibration, map[string][]bench.Metrics, error) {
	host := r.siteAt(place.Host())
	stop, err := host.startServers(ctx)
	defer stop()
	if err != nil {
		return nil, nil, err
	}
	r.progress.doing.Store("calibrating")
	calibration, short, err := calibrate(ctx, r.plan, host.place)
	if err != nil {
		return nil, nil, err
	}
	r.shortBuffer = short
	trials, err := r.trials(ctx, r.oneByOne(host.trialOn))
	return calibration, trials, err
}
