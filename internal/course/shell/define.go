package shell

import (
	"fmt"
	"io"
	"strings"

	"wirelab/internal/term/table"
	"wirelab/internal/usage"
	"wirelab/lessons"
)

// Define prints on w what a word means, and the command that shows it.
func Define(w io.Writer, asked string) error {
	word, ok := lessons.Define(asked)
	if !ok {
		return usage.Wrongf("%q is not in the glossary: wirelab define lists the words", asked)
	}
	wrapped := func(text string) string { return strings.TrimSuffix(table.Paragraph(text, table.Width), "\n") }
	_, err := fmt.Fprintf(w, "%s\n%s\n\n%s\n\nSee it: %s\n",
		word.Name, wrapped(word.Precisely), wrapped("Loosely: "+word.Loosely), word.SeeIt)
	return err
}

// Words prints on w all words that there are.
func Words(w io.Writer) error {
	var rows [][]string
	for _, word := range lessons.Words() {
		rows = append(rows, []string{word.Name, word.SeeIt})
	}
	return table.Plain(w, []string{"word", "see it"}, rows)
}
