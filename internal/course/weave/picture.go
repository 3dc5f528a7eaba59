package weave

import (
	"regexp"
	"strings"
)

// A Picture is an image in a text that a command draws: its title is that command. It begins a line.
//
//	![What it shows.](how-late.svg "wirelab bench --format svg")
type Picture struct {
	Line    int    // from 1
	File    string // relative to the text's folder
	Command string
}

var drawn = regexp.MustCompile(`(?m)^!\[[^\]]*\]\(([^)\s]+\.svg)\s+"(wirelab [^"]+)"\)`)

// Pictures are those of a text.
func Pictures(text string) (all []Picture, err error) {
	pieces, err := Split(text)
	if err != nil {
		return nil, err
	}
	for _, p := range pieces {
		if p.Block {
			continue
		}
		for _, m := range drawn.FindAllStringSubmatchIndex(p.Body, -1) {
			line := p.Line + strings.Count(p.Body[:m[0]], "\n")
			command := strings.Join(strings.Fields(p.Body[m[4]:m[5]]), " ")
			all = append(all, Picture{line, p.Body[m[2]:m[3]], command})
		}
	}
	return all, nil
}
