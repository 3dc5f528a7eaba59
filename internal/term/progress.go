package term

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// ShowProgress draws a bar on w until stop is called, if w is a terminal and NO_COLOR is not set. It asks
// now what share of the work is done, and what is being done.
func ShowProgress(w io.Writer, now func() (share float64, doing string)) (stop func()) {
	bar := NewBar(w)
	if bar == nil {
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
				share, doing := now()
				bar.Show(min(int(share*steps), steps-1), steps, doing)
			}
		}
	})
	return func() {
		close(done)
		drawing.Wait()
	}
}

// A Bar shows how far some work has come. The nil Bar shows nothing.
type Bar struct{ bar *progressbar.ProgressBar }

// NewBar returns a bar on w; nil if w is no terminal, or if NO_COLOR is set.
func NewBar(w io.Writer) *Bar {
	if !IsTerminal(w) || os.Getenv("NO_COLOR") != "" {
		return nil
	}
	return &Bar{newBar(w)}
}

// Show says that n of total parts are done, and what is being done.
func (b *Bar) Show(n, total int, doing string) {
	if b != nil {
		b.bar.Describe(doing)
		b.bar.Set(n * steps / total)
	}
}

// Finish takes the bar away.
func (b *Bar) Finish() {
	if b != nil {
		b.bar.Finish()
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
