package term

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// ShowProgress draws a bar on w until stop is called, if w is a terminal and NO_COLOR is not set; to whoever has
// asked for reports it writes those. It asks now what share of the work is done, and what is being done.
func ShowProgress(w io.Writer, now func() (share float64, doing string)) (stop func()) {
	bar := NewBar(w)
	show := func(share float64, doing string) { bar.Show(min(int(share*steps), steps-1), steps, doing) }
	switch {
	case bar != nil:
	case reportsWanted():
		show = func(share float64, doing string) { report(w, share, doing) }
	default:
		return func() {}
	}
	done := make(chan struct{})
	var drawing sync.WaitGroup
	drawing.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				bar.Finish()
				return
			case <-tick.C:
				show(now())
			}
		}
	})
	return func() {
		close(done)
		drawing.Wait()
	}
}

// steps is how finely a bar is divided.
const steps = 1000

// ShowLines writes a line on w each interval, until stop is called. line is given the time since the start.
func ShowLines(w io.Writer, interval time.Duration, line func(since time.Duration) string) (stop func()) {
	begun := time.Now()
	return Each(interval, func() { fmt.Fprintln(w, line(time.Since(begun))) })
}

// Each calls tell each interval, until stop is called, which returns when no call is under way.
func Each(interval time.Duration, tell func()) (stop func()) {
	done := make(chan struct{})
	var telling sync.WaitGroup
	telling.Go(func() {
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				tell()
			}
		}
	})
	return func() {
		close(done)
		telling.Wait()
	}
}
