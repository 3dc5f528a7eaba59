package table

import (
	"io"
	"slices"
	"strings"

	"wirelab/internal/term/visible"
)

// Head says how many lines at the beginning of a block are the head of a table, or of a ladder of packets; 0: it
// has none. A block is what stands between two empty lines.
func Head(block []string) int {
	if n := ladderHead(block); n > 0 {
		return n
	}
	lines := runes(block)
	if len(block) < 3 || len(cellStarts(lines, 0)) < 2 {
		return 0
	}
	if isRule(block[1]) {
		return 2
	}
	return 1
}

// Again sets the tables anew that stand in a text and are wider than width columns. All else stays as it is.
func Again(text string, width int) string {
	var out, block []string
	for _, line := range append(strings.Split(text, "\n"), "") {
		if line != "" {
			block = append(block, line)
			continue
		}
		out = append(append(out, again(block, width)...), "")
		block = nil
	}
	return strings.Join(out[:len(out)-1], "\n")
}

// again sets a block anew if it is a table that is too wide.
func again(block []string, width int) []string {
	fits := func(line string) bool { return visible.Width(line) <= width }
	if !slices.ContainsFunc(block, func(line string) bool { return !fits(line) }) || Head(block) == 0 || ladderHead(block) > 0 {
		return block
	}
	var rows [][]string
	lines := runes(block)
	starts := cellStarts(lines, len(lines)/6)
	for i, line := range lines {
		if !isRule(block[i]) {
			rows = append(rows, cells(line, starts))
		}
	}
	for i := range starts {
		if !slices.ContainsFunc(rows[1:], func(row []string) bool { return row[i] != "" }) {
			return block // a column of nothing
		}
	}
	for _, row := range rows {
		for _, cell := range row {
			if text := strings.TrimLeft(cell, " "); strings.Contains(text, "   ") && unbreakable(cell) < visible.Width(cell) {
				return block // two cells, of which the one is text: nobody can tell what belongs together
			}
		}
	}
	var b strings.Builder
	set := Fit
	if labels := labelsOf(rows); labels > 0 {
		set = func(w io.Writer, width int, header []string, rows [][]string) error {
			return FitBeside(w, width, labels, header, rows)
		}
	}
	if err := set(&b, width, rows[0], rows[1:]); err != nil {
		return block
	}
	if !hasWords(b.String(), block) {
		return block // a column is named and nearly empty: stacked, its name would be lost
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

// hasWords says whether all words of a block are in a text, but for rules.
func hasWords(text string, block []string) bool {
	have := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		have[word] = true
	}
	for _, line := range block {
		for word := range strings.FieldsSeq(line) {
			if !have[word] && !isRule(word) {
				return false
			}
		}
	}
	return true
}

// labelsOf is how many columns at the left name the rows: those without a name of their own. If two rows have the
// same name, there are none.
func labelsOf(rows [][]string) (n int) {
	for n < len(rows[0]) && rows[0][n] == "" {
		n++
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		name := strings.Join(row[:n], "\n")
		if seen[name] {
			return 0
		}
		seen[name] = true
	}
	return n
}

// cellStarts are the columns at which the cells of a table begin: behind two columns or more in which no line has
// anything, but for a few that run across. Where the first line has no names yet, they have none.
func cellStarts(lines [][]rune, few int) (starts []int) {
	if len(lines) == 0 {
		return nil
	}
	longest := 0
	first := max(slices.IndexFunc(lines[0], func(r rune) bool { return r != ' ' }), 0) // name of a column
	for _, line := range lines {
		longest = max(longest, len(line))
	}
	blanks := gap // so that what stands at the very left begins a cell
	for at := range longest {
		used := 0
		for _, line := range lines {
			if at < len(line) && line[at] != ' ' && !rule(line[at]) {
				used++
			}
		}
		if used <= few {
			blanks++
			continue
		}
		if blanks >= gap {
			starts = append(starts, at)
		}
		blanks = 0
	}
	from := 0 // of the cell that is looked at
	return slices.DeleteFunc(starts, func(at int) bool {
		from++
		end := longest
		if from < len(starts) {
			end = starts[from]
		}
		return at > first && !named(lines[0], at, end)
	})
}

// named says whether a word of the line begins between two columns.
func named(line []rune, from, to int) bool {
	for at := from; at < min(to, len(line)); at++ {
		if line[at] != ' ' && (at == 0 || line[at-1] == ' ') {
			return true
		}
	}
	return false
}

// cells takes a line apart. A cell that runs across the beginning of the next ends where two blanks are.
func cells(line []rune, starts []int) (cells []string) {
	end := 0 // of the cell before
	for i, from := range starts {
		to := len(line)
		if i+1 < len(starts) {
			to = min(to, starts[i+1])
		}
		from = max(min(from, to), end)
		for to = max(to, from); from < to && to < len(line) && !endsInBlanks(line[from:to]); to++ {
		}
		cells = append(cells, strings.TrimRight(string(line[from:to]), " "))
		end = to
	}
	return cells
}

// endsInBlanks says whether so many blanks end a part of a line that nothing runs on behind it.
func endsInBlanks(part []rune) bool {
	return strings.TrimRight(string(part[max(len(part)-gap, 0):]), " ") == ""
}

// ladderHead says how many lines stand above the lanes of a ladder; 0: it is none.
func ladderHead(block []string) int {
	first := slices.IndexFunc(block, func(line string) bool { return strings.ContainsRune(line, '│') })
	if first < 1 || len(block) < first+2 {
		return 0
	}
	at := slices.Index([]rune(block[first]), '│')
	for _, line := range runes(block[first:]) {
		if at >= len(line) || line[at] != '│' {
			return 0
		}
	}
	return first
}

func runes(lines []string) (all [][]rune) {
	for _, line := range lines {
		all = append(all, []rune(line))
	}
	return all
}

func isRule(line string) bool {
	return line != "" && strings.TrimFunc(line, rule) == ""
}

func rule(r rune) bool { return r == '─' }
