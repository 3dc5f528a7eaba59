package term

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// A command that runs for another, such as one of a lesson, has no terminal to draw a bar on. If the other has
// asked for that, it writes reports among its notes, a line each, which the other takes out again and shows:
//
//	\x1e 43.1 tcp, trial 3 of 7
const (
	// ReportsVariable is set to ReportsWanted in the environment of a command that is to write reports.
	ReportsVariable = "WIRELAB_REPORTS"
	ReportsWanted   = "1"

	beginsReport = 0x1e    // ASCII's record separator
	maxReport    = 1 << 10 // bytes; what is longer is none
	reportFormat = "\x1e%f %s\n"
)

func reportsWanted() bool { return os.Getenv(ReportsVariable) == ReportsWanted }

// report writes one.
func report(w io.Writer, share float64, doing string) { fmt.Fprintf(w, reportFormat, share, doing) }

// Reports is a writer for a command's notes. It passes them on, but for the reports, which it shows.
type Reports struct {
	To   io.Writer
	Show func(share float64, doing string)

	line []byte // a report that is not all there yet
}

// Write takes notes with reports between them.
func (r *Reports) Write(b []byte) (int, error) {
	all := len(b)
	for len(b) > 0 {
		if len(r.line) == 0 && b[0] != beginsReport {
			n := bytes.IndexByte(b, beginsReport)
			if n < 0 {
				n = len(b)
			}
			if _, err := r.To.Write(b[:n]); err != nil {
				return all - len(b), err
			}
			b = b[n:]
			continue
		}
		n := bytes.IndexByte(b, '\n') + 1
		whole := n > 0
		if !whole {
			n = len(b)
		}
		r.line, b = append(r.line, b[:n]...), b[n:]
		if err := r.end(whole); err != nil {
			return all - len(b), err
		}
	}
	return all, nil
}

// end shows a report that is whole. What is none, or never ends, is passed on.
func (r *Reports) end(whole bool) error {
	if !whole && len(r.line) <= maxReport {
		return nil
	}
	line := r.line
	r.line = nil
	var share float64
	if whole {
		if _, err := fmt.Sscanf(string(line[1:]), "%f", &share); err == nil {
			_, doing, _ := bytes.Cut(line[:len(line)-1], []byte(" "))
			r.Show(share, string(doing))
			return nil
		}
	}
	_, err := r.To.Write(line)
	return err
}
