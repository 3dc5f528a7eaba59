// Package glossary shows the glossary at a terminal.
package glossary

import (
	"fmt"
	"io"
	"strings"

	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/usage"
	"wirelab/lessons"
)

// Define prints on w what a word means, and the command that shows it. What is only a part of a word will do, if it
// is part of no other.
func Define(w io.Writer, asked string) error {
	word, ok := lessons.Define(asked)
	if !ok {
		switch like := lessons.Like(asked); {
		case len(like) == 1:
			word = like[0]
		case len(like) > 1:
			return usage.Wrongf("%q may be %s: say which", asked, eitherOf(like))
		default:
			return usage.Wrongf("%q is not in the glossary: %s", asked,
				usage.DidYouMean(asked, forms(), "wirelab define lists the words"))
		}
	}
	columns := min(term.Columns(w), table.Width)
	wrapped := func(text string) string { return table.Hanging(text, 0, columns) }
	_, err := fmt.Fprintf(w, "%s\n%s\n\n%s\n\n%s\n",
		word.Name, wrapped(word.Precisely), wrapped(word.Heard()), table.Hanging("See it: "+word.SeeIt, len("See it: "), columns))
	return err
}

// most is how many words an error names.
const most = 5

// eitherOf names some of the words.
func eitherOf(words []lessons.Word) string {
	var names []string
	for _, w := range words[:min(len(words), most)] {
		names = append(names, w.Name)
	}
	if len(words) > most {
		return strings.Join(names, ", ") + " or others"
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// forms are all forms of all words.
func forms() (all []string) {
	for _, w := range lessons.Words() {
		all = append(all, w.Forms()...)
	}
	return all
}

// Words prints on w all words that there are.
func Words(w io.Writer) error {
	var rows [][]string
	for _, word := range lessons.Words() {
		rows = append(rows, []string{word.Name, word.SeeIt})
	}
	return table.Fit(w, term.Columns(w), []string{"word", "see it"}, rows)
}
