package table

import (
	"bytes"
	"io"

	"wirelab/internal/term/visible"
)

// Fit writes a table as Plain does if that takes at most width columns. A wider one it stacks: one column
// at a time, each under its header. The first labels columns, one or two, name the rows; in a stack the
// first of two is a line of its own, where it is not empty.
func Fit(w io.Writer, header []string, rows [][]string, labels, width int) error {
	var b bytes.Buffer
	if err := Plain(&b, header, rows); err != nil {
		return err
	}
	if widest(b.Bytes()) > width {
		b.Reset()
		for i, name := range header[labels:] {
			if i > 0 {
				b.WriteByte('\n')
			}
			if err := Plain(&b, []string{name, ""}, stacked(rows, labels, labels+i)); err != nil {
				return err
			}
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// stacked are the rows of one column of a table, with their names indented.
func stacked(rows [][]string, labels, column int) (stack [][]string) {
	for _, row := range rows {
		if labels > 1 && row[0] != "" {
			stack = append(stack, []string{row[0], ""})
		}
		stack = append(stack, []string{"  " + row[labels-1], row[column]})
	}
	return stack
}

// widest is how many columns the widest line takes.
func widest(text []byte) (most int) {
	for line := range bytes.Lines(text) {
		most = max(most, visible.Width(string(bytes.TrimRight(line, "\n"))))
	}
	return most
}
