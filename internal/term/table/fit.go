package table

import (
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wirelab/internal/term/visible"
)

const (
	gap     = 2  // blanks between two columns
	narrow  = 10 // columns that text has at least, unless it is shorter: with fewer it is hard to read
	further = 2  // how far a value is indented below its name
)

// Fit writes a table as Plain does, in at most width columns. If it is wider, its widest text is broken between
// words; if that is not enough, it is stacked: a row at a time, each cell behind the name of its column. A row
// whose first cell is empty belongs to the row above it; a row of one cell is a heading.
func Fit(w io.Writer, width int, header []string, rows [][]string) error {
	if lines, ok := narrowed(width, append([][]string{header}, rows...)); ok {
		return Plain(w, lines[0], lines[1:])
	}
	return stack(w, width, header, rows)
}

// FitBeside writes a table whose columns are compared with one another, such as one for each transport; the first
// of them, as many as labels says, name the rows. If they do not fit side by side, they come one after the other.
func FitBeside(w io.Writer, width, labels int, header []string, rows [][]string) error {
	if lines, ok := narrowed(width, append([][]string{header}, rows...)); ok {
		return Plain(w, lines[0], lines[1:])
	}
	for i := labels; i < len(header); i++ {
		one := func(row []string) []string {
			return append(slices.Clone(row[:min(labels, len(row))]), row[min(i, len(row)):min(i+1, len(row))]...)
		}
		var below [][]string
		for _, row := range rows {
			below = append(below, one(row))
		}
		if i > labels {
			if _, err := io.WriteString(w, "\n"); err != nil {
				return err
			}
		}
		if err := Fit(w, width, one(header), below); err != nil {
			return err
		}
	}
	return nil
}

// narrowed breaks cells between words so that the rows take at most width columns, the widest first. It says
// whether that is possible.
func narrowed(width int, rows [][]string) (lines [][]string, ok bool) {
	var natural, least []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(natural) {
				natural, least = append(natural, 0), append(least, 0)
			}
			natural[i] = max(natural[i], visible.Width(cell))
			least[i] = max(least[i], unbreakable(cell))
		}
	}
	total := -gap
	for i := range natural {
		total += natural[i] + gap
		least[i] = max(least[i], min(natural[i], narrow))
	}
	for ; total > width; total-- {
		widest := -1
		for i := range natural {
			if natural[i] > least[i] && (widest < 0 || natural[i] > natural[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return nil, false
		}
		natural[widest]--
	}
	for _, row := range rows {
		lines = append(lines, broken(row, natural)...)
	}
	return lines, true
}

// unbreakable is how many columns a cell needs at least. Numbers stay with their units: only what begins with a
// letter is text.
func unbreakable(cell string) (least int) {
	text := strings.TrimLeft(cell, " ")
	indent := len(cell) - len(text)
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(text, `-("' `)); !unicode.IsLetter(first) {
		return visible.Width(cell)
	}
	for _, word := range words(text) {
		least = max(least, indent+visible.Width(word))
	}
	return least
}

// broken makes as many rows of one as its cells take in columns of these widths.
func broken(row []string, widths []int) (lines [][]string) {
	lines = [][]string{make([]string, len(row))}
	for i, cell := range row {
		for n, part := range split(cell, widths[i]) {
			if n == len(lines) {
				lines = append(lines, make([]string, len(row)))
			}
			lines[n][i] = part
		}
	}
	return lines
}

// split breaks a cell between words, and keeps its indent.
func split(cell string, width int) []string {
	text := strings.TrimLeft(cell, " ")
	indent := cell[:len(cell)-len(text)]
	lines := []string{text}
	if visible.Width(cell) > width {
		lines = Wrap(words(text), width-len(indent))
	}
	for i, line := range lines {
		lines[i] = indent + strings.ReplaceAll(line, joint, " ")
	}
	return lines
}

// joint is a blank at which no line is broken.
const joint = "\u00a0"

// Joined has a text stay on one line of a cell, such as a number and its unit.
func Joined(text string) string { return strings.ReplaceAll(text, " ", joint) }

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) && string(r) != joint })
}

// stack writes a table a row at a time: on each line the name of a column, and the cell.
func stack(w io.Writer, width int, header []string, rows [][]string) error {
	var lines [][]string
	var named []bool // of the columns, since the row began
	for n, row := range rows {
		if n == 0 || len(row) == 1 || row[0] != "" {
			named = make([]bool, len(header))
			if n > 0 {
				lines = append(lines, []string{""})
			}
		}
		if len(row) == 1 {
			lines = append(lines, row)
			continue
		}
		for i, cell := range row[:min(len(row), len(header))] {
			cell = strings.TrimLeft(cell, " ")
			switch {
			case cell == "":
			case header[i] == "": // it names the row
				lines = append(lines, []string{cell})
			case named[i]:
				lines = append(lines, []string{"", cell})
			default:
				lines = append(lines, []string{header[i], cell})
				named[i] = true
			}
		}
	}
	if len(lines) == 0 {
		return Plain(w, header, nil)
	}
	if fitting, ok := narrowed(width, lines); ok {
		return Plain(w, fitting[0], fitting[1:])
	}
	var b strings.Builder
	for _, line := range lines {
		for i, cell := range line {
			if i == 1 {
				cell = strings.Repeat(" ", further) + cell
			}
			if i == 0 && cell == "" && len(line) > 1 {
				continue
			}
			b.WriteString(strings.Join(split(cell, width), "\n") + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
