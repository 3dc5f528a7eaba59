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

// Hanging sets a text in lines of at most width columns. All but the first, which keeps its indent, are indented by
// so many.
func Hanging(text string, indent, width int) string {
	if visible.Width(text) <= width {
		return text
	}
	first := len(text) - len(strings.TrimLeft(text, " "))
	all := words(text)
	lines := Wrap(all, width-first)[:1]
	lines = append(lines, Wrap(all[len(words(lines[0])):], width-indent)...)
	return strings.Repeat(" ", first) + strings.Join(lines, "\n"+strings.Repeat(" ", indent))
}

// Command sets a command line in lines of at most width columns that a shell reads as one. All but the first are
// indented by so many. An option stays with its value where there is room for both.
func Command(line string, indent, width int) string {
	if visible.Width(line) <= width {
		return line
	}
	room := width - indent - len(` \`)
	all := words(strings.TrimLeft(line, " "))
	joined := line[:len(line)-len(strings.TrimLeft(line, " "))] + all[0]
	for i, word := range all[1:] {
		before := all[i]
		if strings.HasPrefix(before, "--") && !strings.HasPrefix(word, "-") && visible.Width(before+" "+word) <= room {
			joined += joint + word
		} else {
			joined += " " + word
		}
	}
	lines := Hanging(joined, indent, width-len(` \`))
	return strings.NewReplacer(joint, " ", "\n", " \\\n").Replace(lines)
}
