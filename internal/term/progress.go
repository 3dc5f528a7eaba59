package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"wirelab/bench"
)

// showProgress draws a bar on w until stop is called, if w is a terminal and NO_COLOR is not set.
func showProgress(w io.Writer, p *bench.Progress) (stop func()) {
	if !isTerminal(w) || os.Getenv("NO_COLOR") != "" {
		return func() {}
	}
	bar := newBar(w)
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
				share, doing := p.Now()
				bar.Describe(doing)
				bar.Set(min(int(share*steps), steps-1))
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

// newBar makes a bar that shows what is being done, the share of it and the time it has taken.
func newBar(w io.Writer) *progressbar.ProgressBar {
	return progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetWidth(30),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetPredictTime(false), // trials also wait, and warm up
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionSetTheme(progressbar.ThemeASCII),
	)
}

// isTerminal says whether a person reads what is written to w.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
