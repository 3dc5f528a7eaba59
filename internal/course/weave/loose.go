package weave

import (
	"fmt"
	"regexp"
	"strings"
)

// A Number stands in a sentence.
type Number struct {
	Line int // from 1
	Text string
}

func (n Number) String() string {
	return fmt.Sprintf("line %d: %s stands in no output", n.Line, n.Text)
}

// Loose returns the numbers that a text quotes and that come from nowhere: they stand in none of its
// blocks and in none of the figures, which are numbers with a word on where they are from. So a number in
// a sentence goes out of date together with the output that it is quoted from.
//
// Numbers in words are not looked at, nor those of RFCs, sections, lessons and layers, in code, in links
// and before the items of lists.
func Loose(text string, figures []string) (loose []Number, err error) {
	pieces, err := Split(text)
	if err != nil {
		return nil, err
	}
	known := map[string]bool{}
	learn := func(text string) {
		for _, n := range quoted.FindAllString(text, -1) {
			known[plain(n)] = true
		}
	}
	for _, f := range figures {
		learn(f)
	}
	for _, p := range pieces {
		if p.Block {
			learn(p.Body)
		}
	}
	for _, p := range pieces {
		if p.Block {
			continue
		}
		for i, line := range strings.Split(excused.ReplaceAllStringFunc(p.Body, blanked), "\n") {
			for _, n := range quoted.FindAllString(line, -1) {
				if !known[plain(n)] {
					loose = append(loose, Number{p.Line + i, n})
				}
			}
		}
	}
	return loose, nil
}

var (
	// A number, and not a part of a word such as IPv4.
	quoted = regexp.MustCompile(`\b[0-9][0-9,]*(\.[0-9]+)?`)
	// What is no measurement: code, links, references, the numbers of a list.
	excused = regexp.MustCompile("(?s)`[^`]*`|\\]\\([^)]*\\)|(?m:^ *[0-9]+\\. )|" +
		`\b(?i:RFCs?|sections?|lessons?|layers?|parts?|steps?|questions?)\s+[0-9.]+((,| and|, and)\s+(section\s+)?[0-9.]+)*`)
)

// blanked is as long as text, and as many lines.
func blanked(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return ' '
	}, text)
}

// plain is a number without commas.
func plain(number string) string { return strings.ReplaceAll(number, ",", "") }
