package shell

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"wirelab/internal/term"
)

// An activity shows that a command is running, on the line of a terminal where the cursor is: for how long, if that
// is long, and how far it has come once it reports that. The nil activity shows nothing.
type activity struct {
	w     io.Writer
	first func() (columns int) // goes to that line and shows something there at once; may be nil

	mu      sync.Mutex
	running bool
	began   time.Time
	bar     *term.Bar // nil before the first report
	shown   int       // columns that the line has
}

// long is from when on one wants to know that something is still going on.
const long = 2 * time.Second

// takesReports says whether a command's reports can be shown.
func (a *activity) takesReports() bool { return a != nil && term.NewBar(a.w) != nil }

// begin shows it until stop is called, which leaves the line empty.
func (a *activity) begin() (stop func()) {
	if a == nil {
		return func() {}
	}
	a.mu.Lock()
	a.running, a.began, a.bar, a.shown = true, time.Now(), nil, 0
	if a.first != nil {
		a.shown = a.first()
	}
	a.mu.Unlock()
	ended, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				a.wait()
			}
		}
	}()
	return func() {
		close(ended)
		<-stopped
		a.end()
	}
}

// wait shows how long the command has been running.
func (a *activity) wait() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if d := time.Since(a.began); a.bar == nil && d >= long {
		text := fmt.Sprintf("... running for %d s", d/time.Second)
		fmt.Fprint(a.w, "\r"+text)
		a.shown = len(text)
	}
}

// report shows how far the command has come. One that comes after the command's end is too late.
func (a *activity) report(share float64, doing string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.running {
		return
	}
	if a.bar == nil {
		a.clear()
		a.bar = term.NewBar(a.w)
	}
	a.bar.Show(int(1000*share), 1000, doing)
}

func (a *activity) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running = false
	a.bar.Finish()
	a.clear()
}

// clear empties the line.
func (a *activity) clear() {
	if a.shown > 0 {
		fmt.Fprint(a.w, "\r"+strings.Repeat(" ", a.shown)+"\r")
		a.shown = 0
	}
}
