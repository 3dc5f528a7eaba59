package trial

import (
	"context"
	"runtime"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/clock"
)

// Pace calls each with the number of each measured message when it is due, and returns when all have been or ctx has ended.
func (t *Trial) Pace(ctx context.Context, start time.Duration, each func(seq int)) {
	pauses := func() []bench.Pause { return nil } // virtual time knows none
	if !t.Place.Virtual {
		pauses = clock.WatchPauses(t.Place.Now)
	}
	over := make(chan struct{})
	go func() {
		defer close(over)
		pace := t.pacer()
		for seq := range t.Samples.Messages {
			if _, err := pace.Until(ctx, start+t.Plan.Due(seq)); err != nil {
				return
			}
			each(seq)
		}
	}()
	<-over
	t.Samples.Pauses = pauses()
}

// pacer makes what waits for the moments at which messages are due, in a goroutine of its own.
func (t *Trial) pacer() *clock.Pacer {
	if t.Place.Virtual {
		return clock.NewVirtualPacer(t.Place.Now)
	}
	runtime.LockOSThread() // and never unlocked: the thread, with its timer settings, ends here
	return clock.NewPacer(t.Place.Now)
}
