// Package shell is the course at a terminal: it lists the lessons, shows them, goes through them with a learner
// or presents them to a class, runs their commands, and remembers what was done.
package shell

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"wirelab/internal/course/weave"
	"wirelab/internal/network/netx"
	"wirelab/internal/term"
)

// A lessonShell runs a lesson's commands with this very program.
type lessonShell struct {
	program *weave.Program
	waiting func(time.Duration) // is told every second how long a command has been running, if that is long; may be nil
	done    func()              // a command has ended; may be nil
}

// long is from when on one wants to know that something is still going on.
const long = 2 * time.Second

func newLessonShell() (*lessonShell, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return &lessonShell{program: Program(program)}, nil
}

// Program runs the commands of a text, without the user's own progress: see ProgressVariable.
func Program(path string) *weave.Program {
	return &weave.Program{
		Name: "wirelab", Path: path, Aliases: []string{"go run ./cmd/wirelab"},
		Env: []string{ProgressVariable + "=off"},
	}
}

// Run implements weave.Shell.
func (s *lessonShell) Run(ctx context.Context, line string) (output, notes string, err error) {
	defer s.watch()()
	return s.program.Run(ctx, line)
}

// Start implements weave.Shell.
func (s *lessonShell) Start(ctx context.Context, line string, enough func(string) bool) (string, error) {
	defer s.watch()()
	output, err := s.program.Start(ctx, line, enough)
	return output, WithPortHint(err)
}

// WithPortHint adds what to do when a text's server could not have its port: the texts leave no choice.
func WithPortHint(err error) error {
	if err == nil || !strings.Contains(err.Error(), netx.PortInUse) {
		return err
	}
	return fmt.Errorf("%w; here, end the program that has it", err)
}

// watch reports until stop is called.
func (s *lessonShell) watch() (stop func()) {
	began, ended, stopped := time.Now(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				if d := time.Since(began); d >= long && s.waiting != nil {
					s.waiting(d)
				}
			}
		}
	}()
	return func() {
		close(ended)
		<-stopped
		if s.waiting != nil {
			s.waiting(0)
		}
		if s.done != nil {
			s.done()
		}
	}
}

// waitingLine shows on a terminal how long a command has been running, and takes that away in the end.
func waitingLine(w io.Writer) func(time.Duration) {
	if !term.IsTerminal(w) || os.Getenv("NO_COLOR") != "" {
		return nil
	}
	shown := false
	return func(d time.Duration) {
		if d > 0 {
			fmt.Fprintf(w, "\r... running for %d s", d/time.Second)
		} else if shown {
			fmt.Fprint(w, "\r                         \r")
		}
		shown = d > 0
	}
}
