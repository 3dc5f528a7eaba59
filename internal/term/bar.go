//go:build !js

package term

import (
	"io"
	"os"

	"github.com/mattn/go-runewidth"
	"github.com/schollz/progressbar/v3"
)

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
