// Package prose looks at a lesson's text as its reader does: how much of it there is, and how hard it is to read.
package prose

import (
	"regexp"
	"strings"

	"wirelab/internal/course/weave"
)

// Sections are a lesson's sections, by their headings of the second level, such as Investigate. What comes before the first
// has the heading "".
func Sections(text string) (map[string][]weave.Piece, error) {
	pieces, err := weave.Split(text)
	if err != nil {
		return nil, err
	}
	sections := map[string][]weave.Piece{}
	at := ""
	for _, p := range pieces {
		if p.Block {
			sections[at] = append(sections[at], p)
			continue
		}
		for i, part := range strings.Split("\n"+p.Body, "\n## ") {
			if i > 0 {
				at, part, _ = strings.Cut(part, "\n")
				at = strings.TrimSpace(at)
			}
			sections[at] = append(sections[at], weave.Piece{Body: part})
		}
	}
	return sections, nil
}

// Words are how many words a reader meets in the sentences, lists and tables of some pieces. Blocks are not counted, nor
// are pictures.
func Words(pieces []weave.Piece) (n int) {
	for _, p := range pieces {
		if !p.Block {
			n += len(strings.Fields(dashes.ReplaceAllString(unlinked(p.Body), " ")))
		}
	}
	return n
}

// Output is how many lines the outputs among some pieces have.
func Output(pieces []weave.Piece) (lines int) {
	for _, p := range pieces {
		if p.Is("console") || p.Is("text") {
			lines += strings.Count(p.Body, "\n")
		}
	}
	return lines
}

var (
	picture = regexp.MustCompile(`(?s)!\[[^\]]*\]\([^)]*\)`)
	link    = regexp.MustCompile(`(?s)\[([^\]]*)\]\([^)]*\)`)
	dashes  = regexp.MustCompile(`[-|#*>:]+(\s|$)`) // rules of tables, and marks of headings and items
)

// unlinked is Markdown without pictures, and with the texts of links for the links.
func unlinked(text string) string {
	return link.ReplaceAllString(picture.ReplaceAllString(text, ""), "$1")
}
