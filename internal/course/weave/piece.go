package weave

import (
	"fmt"
	"strings"
)

// A Piece of a text is a fenced block, or the Markdown between two of them.
type Piece struct {
	Line  int      // of its first line, from 1
	Block bool     // fenced, with three backticks at the beginning of a line
	Info  []string // of a block: the words after the backticks
	Body  string   // without the fences
}

// Text is the piece as it stands in the text.
func (p Piece) Text() string {
	if !p.Block {
		return p.Body
	}
	return "```" + strings.Join(p.Info, " ") + "\n" + p.Body + "```\n"
}

// Is says whether it is a block of that kind, such as "console".
func (p Piece) Is(kind string) bool { return p.Block && len(p.Info) > 0 && p.Info[0] == kind }

// Declaration says which declaration of which file a block shows, if it shows one.
func (p Piece) Declaration() (file, name string, ok bool) {
	if !p.Is("go") || len(p.Info) != 3 {
		return "", "", false
	}
	return p.Info[1], p.Info[2], true
}

// Split takes a text apart. Blocks that stand in a list or a quotation, not at the beginning of a line,
// are Markdown like the rest.
func Split(text string) (pieces []Piece, err error) {
	var between strings.Builder
	began := 1
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		info, fence := strings.CutPrefix(lines[i], "```")
		if !fence {
			between.WriteString(lines[i])
			continue
		}
		if between.Len() > 0 {
			pieces = append(pieces, Piece{Line: began, Body: between.String()})
			between.Reset()
		}
		block := Piece{Line: i + 1, Block: true, Info: strings.Fields(info)}
		for i++; i < len(lines) && strings.TrimRight(lines[i], "\r\n") != "```"; i++ {
			block.Body += lines[i]
		}
		if i == len(lines) {
			return nil, fmt.Errorf("line %d: the block has no end", block.Line)
		}
		pieces = append(pieces, block)
		began = i + 2
	}
	if between.Len() > 0 {
		pieces = append(pieces, Piece{Line: began, Body: between.String()})
	}
	return pieces, nil
}
