package merge

import (
	"encoding/csv"
	"io"
)

// prefixed copies lines of CSV from one to another, each with the machine's name in front; the first, of names, only if
// it is wanted.
func prefixed(to io.Writer, from io.Reader, machine string, names bool) error {
	lines, err := csv.NewReader(from).ReadAll()
	if err != nil {
		return err
	}
	out := csv.NewWriter(to)
	for i, line := range lines {
		switch {
		case i > 0:
			out.Write(append([]string{machine}, line...)) // errors stay until Flush
		case names:
			out.Write(append([]string{"machine"}, line...))
		}
	}
	out.Flush()
	return out.Error()
}
