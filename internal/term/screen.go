package term

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	xterm "golang.org/x/term"
)

// A Screen is a terminal where a person types while others talk: what is written to it comes above the
// line that is being typed. The line editor takes every character to be one column wide: while a line has
// wider ones, the prompt before them may stay behind. The nil screen is none, and may be closed.
type Screen struct {
	in, out *os.File
	columns func() int // of the terminal, which may change

	editor  *xterm.Terminal // of the line that is typed; nil while the screen is not open
	restore func()          // gives the terminal its own line editor back
}

// NewScreen returns the screen of a program that reads in and writes to out; nil if they are no terminal.
func NewScreen(in io.Reader, out io.Writer) *Screen {
	w, _ := out.(*Watched)
	if w == nil || !IsTerminal(in) || !IsTerminal(w.Writer) {
		return nil
	}
	return &Screen{in: in.(*os.File), out: w.Writer.(*os.File), columns: func() int { return Width(out) }}
}

// Open takes the terminal over. From then on Ctrl-C is a key, which ends the input as Ctrl-D does.
func (s *Screen) Open() error {
	before, err := xterm.MakeRaw(int(s.in.Fd()))
	if err != nil {
		return fmt.Errorf("the terminal: %w", err)
	}
	s.restore = sync.OnceFunc(func() {
		xterm.Restore(int(s.in.Fd()), before)
		fmt.Fprintln(s.out) // so that what comes next has a line of its own
	})
	s.editor = xterm.NewTerminal(struct {
		io.Reader
		io.Writer
	}{s.in, s.out}, "> ")
	s.fit()
	return nil
}

// fit tells the line editor how wide the terminal is, which may have changed.
func (s *Screen) fit() {
	if columns := s.columns(); columns > 0 {
		s.editor.SetSize(columns, 24) // the height does not matter to it
	}
}

// Write prints above the line that is being typed.
func (s *Screen) Write(b []byte) (int, error) {
	s.fit()
	return s.editor.Write(b)
}

// Columns is how wide the terminal is now.
func (s *Screen) Columns() int { return s.columns() }

// IsOpen says whether a person is typing there.
func (s *Screen) IsOpen() bool { return s != nil && s.editor != nil }

// Close gives the terminal back.
func (s *Screen) Close() {
	if s.IsOpen() {
		s.restore()
		s.editor = nil
	}
}

// Lines does for a person what the function Lines does for a file. The goroutine ends with the
// program, for a Read that waits for the terminal cannot be woken.
func (s *Screen) Lines(ctx context.Context) (<-chan string, <-chan error) {
	lines, failed, editor := make(chan string), make(chan error, 1), s.editor
	go func() {
		defer close(lines)
		for {
			line, err := editor.ReadLine()
			if errors.Is(err, xterm.ErrPasteIndicator) { // pasted, in a terminal that another program has told to mark that
				err = nil
			}
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
