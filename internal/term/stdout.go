// Package term is about the terminal: how large it is, what a person types there while others talk, and how
// long texts and progress are shown to them.
package term

import (
	"cmp"
	"io"
	"os"
	"strconv"

	xterm "golang.org/x/term"
)

// A Watched writer remembers its first error, for those who print without looking, as help does.
type Watched struct {
	io.Writer
	failed error
}

func (w *Watched) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	if w.failed == nil {
		w.failed = err
	}
	return n, err
}

// Failed is the first error of Write; nil if there was none.
func (w *Watched) Failed() error { return w.failed }

// Unwatched is what w writes to in the end.
func Unwatched(w io.Writer) io.Writer {
	if out, ok := w.(*Watched); ok {
		return out.Writer
	}
	return w
}

// Width is how many columns the terminal has that w writes to, 0 if there is none.
func Width(w io.Writer) int {
	columns, _ := Size(w)
	return columns
}

// ColumnsVariable is the environment's word for how wide texts are to be set (POSIX, Environment Variables). A
// terminal knows better how wide it is; it counts for a command whose output goes to a pipe or a file, and is
// then shown on a screen by somebody else.
const ColumnsVariable = "COLUMNS"

// A Sized writer shows texts that are so wide, as a page does.
type Sized interface {
	io.Writer
	Columns() int
}

// Columns is how wide a text for w is set: as wide as its terminal, as a Sized writer says, or as COLUMNS says where there is
// none, but between 40 and 200 columns; 80 where nothing says.
func Columns(w io.Writer) int { return cmp.Or(KnownColumns(w), 80) }

// KnownColumns is what Columns is, but 0 where nothing says how wide a text may be.
func KnownColumns(w io.Writer) int {
	columns := Width(w)
	switch w := Unwatched(w).(type) {
	case *os.File:
		if columns == 0 {
			columns, _ = strconv.Atoi(os.Getenv(ColumnsVariable))
		}
	case Sized:
		columns = w.Columns()
	}
	if columns <= 0 {
		return 0
	}
	return min(max(columns, 40), 200)
}

// Size is how large the terminal is that w writes to, 0 and 0 if there is none.
func Size(w io.Writer) (columns, lines int) {
	f, ok := Unwatched(w).(*os.File)
	if !ok {
		return 0, 0
	}
	columns, lines, err := xterm.GetSize(int(f.Fd()))
	if err != nil { // it is no terminal
		return 0, 0
	}
	return columns, lines
}

// Colours says whether w is a terminal that shows them, and nobody has asked it not to (no-color.org).
func Colours(w io.Writer) bool {
	return Width(w) > 0 && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// IsTerminal says whether stream is a terminal, at which a person reads or types.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && xterm.IsTerminal(int(f.Fd()))
}
