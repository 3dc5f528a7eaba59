package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// A watched writer remembers its first error, for those who print without looking, as help does.
type watched struct {
	io.Writer
	failed error
}

func (w *watched) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if w.failed == nil {
		w.failed = err
	}
	return n, err
}

// unwatched is what w writes to in the end.
func unwatched(w io.Writer) io.Writer {
	if out, ok := w.(*watched); ok {
		return out.Writer
	}
	return w
}

// terminalWidth is how many columns the terminal has that w writes to, 0 if there is none.
func terminalWidth(w io.Writer) int {
	columns, _ := terminalSize(w)
	return columns
}

// terminalSize is how large the terminal is that w writes to, 0 and 0 if there is none.
func terminalSize(w io.Writer) (columns, lines int) {
	f, ok := unwatched(w).(*os.File)
	if !ok {
		return 0, 0
	}
	columns, lines, err := term.GetSize(int(f.Fd()))
	if err != nil { // it is no terminal
		return 0, 0
	}
	return columns, lines
}
