package paper

import (
	"regexp"
	"strings"
)

var (
	// item matches the first line of a list's item: how far it is indented, its marker, and what follows.
	item = regexp.MustCompile(`^( {0,3})((?:[-*+]|\d{1,3}[.)]) +)(.*)$`)
	// interrupts matches one that may come right after a line of a paragraph.
	interrupts = regexp.MustCompile(`^ {0,3}(?:[-*+]|1[.)]) `)
	quoted     = regexp.MustCompile(`^> ?(.*)$`)
)

// markdown sets a text in lines of that many columns. The second line of a list's item stands below the
// first one's text.
func (p Paper) markdown(text string, width int) string {
	var out strings.Builder
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	for len(lines) > 0 {
		n := blockLines(lines)
		out.WriteString(p.block(lines[:n], width))
		if n < len(lines) {
			out.WriteString("\n")
			if lines[n-1] == "" {
				out.WriteString("\n")
			}
		}
		lines = lines[n:]
	}
	return out.String()
}

// blockLines says how many of the lines are an item of a list, a quotation, or what comes before those.
func blockLines(lines []string) int {
	first := item.FindStringSubmatch(lines[0])
	quotation := quoted.MatchString(lines[0])
	for n := 1; n < len(lines); n++ {
		line, afterBlank := lines[n], lines[n-1] == ""
		isItem := item.FindStringSubmatch(line)
		switch {
		case quotation:
			if !quoted.MatchString(line) && line != "" {
				return n
			}
		case first == nil:
			if afterBlank && isItem != nil || interrupts.MatchString(line) || quoted.MatchString(line) {
				return n
			}
		case isItem != nil && len(isItem[1]) <= len(first[1]):
			return n
		case afterBlank && line != "" && !strings.HasPrefix(line, first[1]+"  "):
			return n // a paragraph after the list
		}
	}
	return len(lines)
}

// block sets as many lines as blockLines has counted.
func (p Paper) block(lines []string, width int) string {
	if quoted.MatchString(lines[0]) {
		var inner []string
		for _, line := range lines {
			inner = append(inner, quoted.ReplaceAllString(line, "$1"))
		}
		return indent("│ ", "│ ", p.markdown(strings.Join(inner, "\n"), max(width-2, 1)))
	}
	first := item.FindStringSubmatch(lines[0])
	if first == nil {
		return p.prose(strings.Join(lines, "\n"), width)
	}
	marker := first[2]
	inner := []string{first[3]}
	for _, line := range lines[1:] {
		line = strings.TrimPrefix(line, first[1])
		for range len(marker) {
			line = strings.TrimPrefix(line, " ")
		}
		inner = append(inner, line)
	}
	set := p.markdown(strings.Join(inner, "\n"), max(width-len(marker), 1))
	return indent(marker, strings.Repeat(" ", len(marker)), set)
}

// indent puts one prefix before the first line of a text, and another before its others.
func indent(first, others, text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(others+line, " ")
	}
	lines[0] = first + strings.TrimPrefix(lines[0], others)
	if text == "" {
		return first
	}
	return strings.Join(lines, "\n")
}

// held matches what a line must not end in the middle of, though it has hyphens: code, and options.
var held = regexp.MustCompile("`[^`]+`|(?:^|[\\s(])--?[a-z][a-z-]*")

// hold makes hyphens of another kind where no line may end, and release makes them what they were.
func hold(text string) string {
	return held.ReplaceAllStringFunc(text, func(part string) string {
		return strings.ReplaceAll(part, "-", "\u2011")
	})
}

func release(text string) string { return strings.ReplaceAll(text, "\u2011", "-") }
