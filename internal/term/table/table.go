// Package table writes the tables that wirelab prints, and sets the text around them.
package table

import (
	"io"
	"strings"

	"wirelab/internal/term/visible"
)

// Plain writes a table for a terminal to w: no borders, columns two blanks apart, and no blanks at
// the ends of lines. Blanks before a cell's text stay, to indent it. Cells may be painted by a colour.Pen.
func Plain(w io.Writer, header []string, rows [][]string) error {
	all := append([][]string{header}, rows...)
	widths := columnWidths(all)
	var b strings.Builder
	for _, row := range all {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(padded(cell, widths[i]+gap))
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Markdown writes a table in Markdown to w. Blanks before a cell's text mean nothing there.
func Markdown(w io.Writer, header []string, rows [][]string) error {
	var all [][]string
	for _, row := range append([][]string{header}, rows...) {
		cells := make([]string, max(len(row), len(header)))
		for i, cell := range row {
			cells[i] = strings.TrimSpace(cell)
		}
		all = append(all, cells)
	}
	widths := columnWidths(all)
	var b strings.Builder
	for n, row := range all {
		for i, cell := range row {
			b.WriteString("| " + padded(cell, widths[i]) + " ")
		}
		b.WriteString("|\n")
		if n == 0 {
			for _, width := range widths {
				b.WriteString("|:" + strings.Repeat("-", width+1)) // the colon: text begins at the left
			}
			b.WriteString("|\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// columnWidths are as wide as the widest cells of the columns.
func columnWidths(rows [][]string) (widths []int) {
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], visible.Width(cell))
		}
	}
	return widths
}

// padded is a cell with blanks behind it, so that it takes width columns.
func padded(cell string, width int) string {
	return cell + strings.Repeat(" ", width-visible.Width(cell))
}
