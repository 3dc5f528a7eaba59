package term

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/schollz/progressbar/v3"
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

// A Bar shows how far some work has come. The nil Bar shows nothing.
type Bar struct {
	bar     *progressbar.ProgressBar
	columns int // of the terminal
}

// NewBar returns a bar on w; nil if w is no terminal, or if NO_COLOR is set.
func NewBar(w io.Writer) *Bar {
	if !IsTerminal(w) || os.Getenv("NO_COLOR") != "" {
		return nil
	}
	columns := Columns(w)
	return &Bar{newBar(w, columns), columns}
}

// Show says that n of total parts are done, and what is being done.
func (b *Bar) Show(n, total int, doing string) {
	if b != nil {
		b.bar.Describe(runewidth.Truncate(doing, max(b.columns-numbers-barWidth(b.columns), 1), "…"))
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

// How many columns a bar takes, all but what is being done.
const (
	longest  = 30 // the bar itself, where there is room
	shortest = 5
	words    = 18 // what is being done, as a rule: "tcp, trial 1 of 7"
	numbers  = 16 // the share and the time: " 100% |", "| [1m30s]"
)

func barWidth(columns int) int { return min(max(columns-words-numbers, shortest), longest) }

// newBar makes a bar that shows what is being done, the share of it and the time it has taken.
func newBar(w io.Writer, columns int) *progressbar.ProgressBar {
	return progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetWidth(barWidth(columns)),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetPredictTime(false), // trials also wait, and warm up
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionSetTheme(progressbar.ThemeASCII),
	)
}

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
