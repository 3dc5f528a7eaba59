package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// A screen is a terminal where a person types while others talk: what is written to it comes above the
// line that is being typed. The line editor takes every character to be one column wide: while a line has
// wider ones, the prompt before them may stay behind. The nil screen is none, and may be closed.
type screen struct {
	in, out *os.File
	columns func() int

	*term.Terminal
	restore func() // gives the terminal its own line editor back
}

// newScreen returns the screen of a program that reads in and writes to out; nil if they are no terminal.
func newScreen(in io.Reader, out io.Writer) *screen {
	w, _ := out.(*watched)
	if w == nil || !isTerminal(in) || !isTerminal(w.Writer) {
		return nil
	}
	return &screen{in: in.(*os.File), out: w.Writer.(*os.File), columns: func() int { return terminalWidth(out) }}
}

// open takes the terminal over. From then on Ctrl-C is a key, which ends the input as Ctrl-D does.
func (s *screen) open() error {
	before, err := term.MakeRaw(int(s.in.Fd()))
	if err != nil {
		return fmt.Errorf("the terminal: %w", err)
	}
	s.restore = sync.OnceFunc(func() {
		term.Restore(int(s.in.Fd()), before)
		fmt.Fprintln(s.out) // so that what comes next has a line of its own
	})
	s.Terminal = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{s.in, s.out}, "> ")
	s.fit()
	return nil
}

// fit tells the line editor how wide the terminal is, which may have changed.
func (s *screen) fit() {
	if columns := s.columns(); columns > 0 {
		s.SetSize(columns, 24) // the height does not matter to it
	}
}

// Write prints above the line that is being typed.
func (s *screen) Write(b []byte) (int, error) {
	s.fit()
	return s.Terminal.Write(b)
}

// isOpen says whether a person is typing there.
func (s *screen) isOpen() bool { return s != nil && s.Terminal != nil }

// close gives the terminal back.
func (s *screen) close() {
	if s.isOpen() {
		s.restore()
		s.Terminal = nil
	}
}

// readLines does for a person what the function readLines does for a file. The goroutine ends with the
// program, for a Read that waits for the terminal cannot be woken.
func (s *screen) readLines(ctx context.Context) (<-chan string, <-chan error) {
	lines, failed, editor := make(chan string), make(chan error, 1), s.Terminal
	go func() {
		defer close(lines)
		for {
			line, err := editor.ReadLine()
			if err != nil {
				if errors.Is(err, io.EOF) {
					err = nil
				}
				failed <- err
				return
			}
			select {
			case lines <- line:
			case <-ctx.Done():
				failed <- nil
				return
			}
		}
	}()
	return lines, failed
}
