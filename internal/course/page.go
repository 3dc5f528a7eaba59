package course

import (
	"github.com/charmbracelet/x/ansi"

	"wirelab/internal/term/table"
)

// paged takes lines apart into screens: the first has room for so many, the others for as many as a screen takes.
// Where there is an empty line in a screen's lower half, it ends there. A table or a ladder that goes on has its
// head on every screen.
func paged(lines []string, room, screen int) (pages [][]string) {
	for ; len(lines) > room; room = screen {
		end := room
		for end > room/2 && lines[end] != "" {
			end--
		}
		if lines[end] != "" {
			end = room
		}
		block := end
		for block > 0 && lines[block-1] != "" {
			block--
		}
		head := headOf(lines[block:])
		if head > 0 && end <= block+head && block > 0 {
			end = block // there is no row below the head
		}
		page := lines[:end]
		lines = lines[end:]
		if head > 0 && end > block+head && lines[0] != "" && room > head+1 {
			lines = append(append([]string{}, page[block:block+head]...), lines...)
		}
		pages = append(pages, page)
		for len(lines) > 0 && lines[0] == "" {
			lines = lines[1:]
		}
	}
	if len(lines) > 0 || len(pages) == 0 {
		pages = append(pages, lines)
	}
	return pages
}

// headOf is how many lines the head of the table takes that the lines begin with, 0 if there is none.
func headOf(lines []string) int {
	var block []string
	for _, line := range lines {
		if line == "" {
			break
		}
		block = append(block, ansi.Strip(line))
	}
	return table.Head(block)
}
