package clock

import (
	"time"

	"wirelab/bench"
)

// WatchPauses looks, until it is stopped, for times in which the program does not run: it sleeps a little
// again and again, and notes each sleep that takes much longer.
func WatchPauses(now func() time.Duration) (stop func() []bench.Pause) {
	const nap, much = 20 * time.Millisecond, 50 * time.Millisecond
	over := make(chan struct{})
	found := make(chan []bench.Pause, 1)
	go func() {
		var pauses []bench.Pause
		timer := time.NewTimer(nap)
		defer timer.Stop()
		for last := now(); ; {
			done := false
			select {
			case <-timer.C:
				timer.Reset(nap)
			case <-over:
				done = true
			}
			at := now()
			if at-last > much {
				pauses = append(pauses, bench.Pause{From: min(last+nap, at), To: at})
			}
			if last = at; done {
				found <- pauses
				return
			}
		}
	}()
	return func() []bench.Pause {
		close(over)
		return <-found
	}
}
