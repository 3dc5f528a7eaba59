// Package shell is the course at a terminal: it lists the lessons, shows them, goes through them with a learner
// or presents them to a class, runs their commands, and remembers what was done.
package shell

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"wirelab/internal/course/weave"
	"wirelab/internal/network/netx"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
)

// A lessonShell runs a lesson's commands with this very program.
type lessonShell struct {
	program *weave.Program
	running *activity // shows that a command is running; nil: nothing does
	done    func()    // a command has ended; may be nil
}

func newLessonShell(running *activity) (*lessonShell, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	program := Program(path)
	if running.takesReports() {
		program.Env = append(program.Env, term.ReportsVariable+"="+term.ReportsWanted)
		program.Notes = func(keep io.Writer) io.Writer { return &term.Reports{To: keep, Show: running.report} }
	}
	return &lessonShell{program: program, running: running}, nil
}

// setWidth has commands set their texts in so many columns, but in no more than lessons have.
func (s *lessonShell) setWidth(columns int) {
	s.program.Columns = min(columns, table.Width)
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

// RunWide runs a command as Run does, with room for its tables.
func (s *lessonShell) RunWide(ctx context.Context, line string) (output string, err error) {
	defer s.watch()()
	wide := *s.program
	wide.Columns = table.Width
	output, _, err = wide.Run(ctx, line)
	return output, err
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

// watch shows that a command is running until stop is called.
func (s *lessonShell) watch() (stop func()) {
	stopShowing := s.running.begin()
	return func() {
		stopShowing()
		if s.done != nil {
			s.done()
		}
	}
}
