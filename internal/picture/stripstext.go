package picture

import (
	"cmp"
	"fmt"
	"strings"

	"wirelab/internal/term/colour"
	"wirelab/internal/term/table"
	"wirelab/internal/term/visible"
)

// signs are what cells are in a terminal.
var signs = map[CellLook]rune{Quiet: '·', Half: '▄', Full: '█', Striped: '▒', Cross: '×', Gone: '─', Blank: ' '}

// Text is the strips for a terminal: a character for each cell, as many as there is room for, from the first on.
func (s Strips) Text(t Terminal) string {
	c := canvas{Terminal: t}
	cells := 0
	for _, g := range s.Groups {
		c.left = max(c.left, visible.Width(g.Name))
		for _, strip := range g.Strips {
			c.left, cells = max(c.left, visible.Width(strip.Name)), max(cells, len(strip.Cells))
		}
	}
	c.columns = max(1, min(cells, t.Columns-c.left-3))
	c.x = Axis{Name: s.X, Min: float64(s.First), Max: float64(s.First + max(c.columns-1, 1))}
	var b strings.Builder
	b.WriteString(table.Paragraph(s.Title, t.Columns))
	var keys []string
	for _, state := range s.States {
		if state.Look != Blank {
			keys = append(keys, string(signs[state.Look])+" "+state.Name)
		}
	}
	if c.columns < cells {
		keys = append(keys, fmt.Sprintf("the first %d of %d", c.columns, cells))
	}
	b.WriteString(table.Paragraph(strings.Join(keys, " · "), t.Columns))
	for _, g := range s.Groups {
		c.group(&b, g, s.States)
	}
	c.xAxis(&b)
	b.WriteString(table.Paragraph(cmp.Or(s.TextSays, s.Says), min(t.Columns, table.Width)))
	if t.ASCII {
		return ascii(b.String())
	}
	return b.String()
}

// group writes the strips of a group, below its name and those of its marks.
func (c canvas) group(b *strings.Builder, g Group, states []State) {
	var names strings.Builder
	if len(g.Strips) > 0 {
		c.markNames(&names, Panel{Marks: c.seen(g.Strips[0].Marks)})
	}
	head := fmt.Sprintf("%*s", c.left, g.Name)
	if rest, ok := strings.CutPrefix(names.String(), strings.Repeat(" ", c.left)); ok && rest != "" {
		b.WriteString(head + rest)
	} else {
		b.WriteString(head + "\n")
	}
	for _, strip := range g.Strips {
		whose := g.Transport
		if strip.Transport != "" {
			whose = strip.Transport
		}
		row := make([]cell, c.columns)
		for i, state := range strip.Cells[:min(len(strip.Cells), c.columns)] {
			look := states[state].Look
			row[i] = cell{signs[look], whose}
			if look == Gone || look == Cross {
				row[i].whose = colour.Lost.Name
			}
		}
		c.write(b, strip.Name, row)
	}
}

// seen are the marks that are on the canvas; in a terminal a mark stands above the first cell after it.
func (c canvas) seen(marks []Mark) (some []Mark) {
	for _, m := range marks {
		if m.At >= c.x.Min && m.At <= c.x.Max {
			some = append(some, Mark{Name: m.Name, At: m.At + 0.5})
		}
	}
	return some
}
