package table

import (
	"slices"
	"strings"

	"wirelab/internal/term/visible"
)

// Reflow sets a help text anew if it has lines of more than width columns: each paragraph, and each line that is
// indented, where what stands behind two blanks or more is a second column.
func Reflow(text string, width int) string {
	var b strings.Builder
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for len(lines) > 0 {
		n := 1
		kind := kindOf(lines[0])
		for n < len(lines) && kind != heading && kindOf(lines[n]) == kind {
			n++
		}
		part := lines[:n]
		switch {
		case !slices.ContainsFunc(part, func(line string) bool { return visible.Width(line) > width }):
			b.WriteString(strings.Join(part, "\n") + "\n")
		case kind == indented:
			b.WriteString(reflowList(part, width))
		default:
			b.WriteString(Paragraph(strings.Join(part, " "), width))
		}
		lines = lines[n:]
	}
	return b.String()
}

// kind is what a line of a help text is.
type kind int

const (
	empty kind = iota
	heading
	indented
	prose
)

func kindOf(line string) kind {
	switch {
	case strings.TrimSpace(line) == "":
		return empty
	case line[0] == ' ':
		return indented
	case strings.HasSuffix(line, ":") && strings.ToUpper(line) == line:
		return heading
	}
	return prose
}

// reflowList sets lines that are indented. If their second column begins too far to the right, it goes below the
// first.
func reflowList(lines []string, width int) string {
	const below = 7 // further than the first column of any help
	second := 0
	for _, line := range lines {
		if at := secondColumn(line); at < len(line) {
			second = max(second, at)
		}
	}
	var b strings.Builder
	for _, line := range lines {
		at := secondColumn(line)
		first, rest := strings.TrimRight(line[:at], " "), strings.Fields(line[at:])
		indent := len(first) - len(strings.TrimLeft(first, " "))
		switch {
		case len(rest) > 0 && second <= width*3/5:
			set := Wrap(rest, width-at)
			b.WriteString(first + strings.Repeat(" ", at-len(first)) + strings.Join(set, "\n"+strings.Repeat(" ", at)) + "\n")
			continue
		case indent > width/2: // it goes on with a second column
			first, rest = "", strings.Fields(first)
		}
		if first != "" {
			b.WriteString(Hanging(first, indent+4, width) + "\n")
		}
		if len(rest) > 0 {
			b.WriteString(Hanging(strings.Repeat(" ", below)+strings.Join(rest, " "), below, width) + "\n")
		}
	}
	return b.String()
}

// secondColumn is where the second column of a line begins; behind its end if there is none.
func secondColumn(line string) int {
	indent := len(line) - len(strings.TrimLeft(line, " "))
	blanks := strings.Index(line[indent:], "  ")
	if blanks < 0 {
		return len(line)
	}
	at := indent + blanks
	return at + len(line[at:]) - len(strings.TrimLeft(line[at:], " "))
}
