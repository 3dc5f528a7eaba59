package table

import (
	"strings"

	"wirelab/internal/term/visible"
)

// Width is how many columns a terminal is taken to have.
const Width = 80

// Wrap puts words into lines of at most width columns. A word that is longer than that has one for itself.
func Wrap(words []string, width int) (lines []string) {
	for _, word := range words {
		last := len(lines) - 1
		if last < 0 || visible.Width(lines[last]+" "+word) > width {
			lines = append(lines, word)
			continue
		}
		lines[last] += " " + word
	}
	return lines
}

// Paragraph sets a text in lines of at most width columns, each with a newline.
func Paragraph(text string, width int) string {
	return strings.Join(Wrap(strings.Fields(text), width), "\n") + "\n"
}
