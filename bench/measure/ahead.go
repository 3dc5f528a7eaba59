package measure

import (
	"context"
	"runtime"
	"sync"

	"wirelab/bench"
)

// ahead carries out trials in virtual time, several at once, before they are asked for. Each has a
// network and a clock of its own, so it comes to the same as when it runs alone.
type ahead struct {
	trials  []*aheadTrial // in order
	asked   int           // how many of them have been asked for
	begun   chan struct{} // as many as take memory: from when they begin until the next one is asked for
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// An aheadTrial is a trial of one of the plans that are carried out.
type aheadTrial struct {
	which   trialOf
	runner  *runner
	done    chan struct{} // closed when the rest is there
	outcome *outcome
	err     error
}

// startAhead begins with the trials of those plans that take place in virtual time. Call stop in the end.
func startAhead(ctx context.Context, w Watcher, plans ...bench.Plan) *ahead {
	a := &ahead{}
	processors := runtime.GOMAXPROCS(0)
	room := 2 * processors // for those, too, that have come to an end before their turn
	for _, p := range plans {
		if !p.Virtual() {
			continue
		}
		room = p.AtOnce(room, w.Packets)
		r := newRunner(p, w)
		for _, t := range courseOf(p) {
			a.trials = append(a.trials, &aheadTrial{which: t, runner: r, done: make(chan struct{})})
		}
	}
	a.begun = make(chan struct{}, room)
	ctx, a.cancel = context.WithCancel(ctx)
	free := make(chan *aheadTrial)
	a.running.Go(func() { a.handOut(ctx, free) })
	for range min(processors, room) {
		a.running.Go(func() {
			for t := range free {
				t.carryOut(ctx)
			}
		})
	}
	return a
}

// handOut gives the trials, in order, to whoever is free.
func (a *ahead) handOut(ctx context.Context, free chan<- *aheadTrial) {
	defer close(free)
	for _, t := range a.trials {
		select {
		case a.begun <- struct{}{}:
			free <- t
			t.runner.begin(t.which)
		case <-ctx.Done():
			t.err = ctx.Err()
			close(t.done)
		}
	}
}

func (t *aheadTrial) carryOut(ctx context.Context) {
	defer close(t.done)
	var s *bench.Samples
	if s, t.err = t.runner.labTrial(ctx, t.which.transport, t.which.number); t.err == nil {
		t.outcome = t.runner.outcomeOf(s)
	}
}

// next waits for the outcome of the next trial, which is t.
func (a *ahead) next(context.Context, trialOf) (*outcome, error) {
	if a.asked > 0 {
		select {
		case <-a.begun: // nobody looks at the last one any more
		default: // it never began, since ctx has ended
		}
	}
	t := a.trials[a.asked]
	a.asked++
	<-t.done
	o := t.outcome
	t.outcome = nil // here it is not needed any more
	return o, t.err
}

// stop ends what is still running, and returns when it has ended.
func (a *ahead) stop() {
	a.cancel()
	a.running.Wait()
}
