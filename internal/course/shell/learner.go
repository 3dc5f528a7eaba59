package shell

import (
	"context"
	"fmt"
	"io"
	"time"

	"wirelab/internal/course"
	"wirelab/internal/term"
	"wirelab/lessons"
)

// A scriptedLearner has all its answers ready, and waits for nothing.
type scriptedLearner struct {
	out     io.Writer
	answers []int
}

func (l *scriptedLearner) Answer(ctx context.Context, prompt string) (string, error) {
	if ctx.Err() != nil {
		return "", course.ErrQuit
	}
	answer := lessons.Letter(l.answers[0])
	l.answers = l.answers[1:]
	_, err := fmt.Fprintf(l.out, "%s%s\n", prompt, answer)
	return answer, err
}

func (l *scriptedLearner) Wait(ctx context.Context, _ string) error {
	if ctx.Err() != nil {
		return course.ErrQuit
	}
	return nil
}

// A terminalLearner sits at a terminal.
type terminalLearner struct {
	out    io.Writer
	lines  <-chan string
	failed <-chan error
}

func newLearner(ctx context.Context, in io.Reader, out io.Writer) *terminalLearner {
	lines, failed := term.Lines(ctx, in, 1000)
	return &terminalLearner{out, lines, failed}
}

// Answer implements course.Learner. q ends the lesson, as Ctrl-C and the end of the input do.
func (l *terminalLearner) Answer(ctx context.Context, prompt string) (string, error) {
	if _, err := fmt.Fprint(l.out, prompt); err != nil {
		return "", err
	}
	select {
	case <-ctx.Done():
		fmt.Fprintln(l.out)
		return "", course.ErrQuit
	case line, ok := <-l.lines:
		if !ok {
			fmt.Fprintln(l.out)
			if err := <-l.failed; err != nil {
				return "", err
			}
			return "", course.ErrQuit
		}
		if line == "q" || line == "Q" {
			return "", course.ErrQuit
		}
		return line, nil
	}
}

// Wait implements course.Learner.
func (l *terminalLearner) Wait(ctx context.Context, prompt string) error {
	if _, err := l.Answer(ctx, prompt); err != nil {
		return err
	}
	_, err := fmt.Fprintln(l.out)
	return err
}

// forget drops what was typed while nobody asked for it.
func (l *terminalLearner) forget() {
	for {
		select {
		case _, ok := <-l.lines:
			if !ok {
				return
			}
		case <-time.After(20 * time.Millisecond): // there is no more
			return
		}
	}
}
