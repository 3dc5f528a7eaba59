// Package table writes the tables that wirelab prints, and sets the text around them.
package table

import (
	"bytes"
	"io"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// Plain writes a table for a terminal to w: no borders, columns two blanks apart, and no blanks at
// the ends of lines. Blanks before a cell's text stay, to indent it. Cells may be painted by a colour.Pen.
func Plain(w io.Writer, header []string, rows [][]string) error {
	var b bytes.Buffer
	err := write(&b, header, rows,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		})),
		tablewriter.WithPadding(tw.Padding{Right: "  ", Overwrite: true}),
		tablewriter.WithTrimSpace(tw.Off),
	)
	if err != nil {
		return err
	}
	// tablewriter ends the colour of a cell once more, after the blanks that follow it.
	set := bytes.ReplaceAll(b.Bytes(), []byte("\x1b[0m"), nil)
	for line := range bytes.Lines(set) {
		if _, err := w.Write(append(bytes.TrimRight(line, " \n"), '\n')); err != nil {
			return err
		}
	}
	return nil
}

// Markdown writes a table in Markdown to w.
func Markdown(w io.Writer, header []string, rows [][]string) error {
	return write(w, header, rows, tablewriter.WithRenderer(renderer.NewMarkdown()))
}

func write(w io.Writer, header []string, rows [][]string, options ...tablewriter.Option) error {
	t := tablewriter.NewTable(w, append(options,
		tablewriter.WithHeaderAutoFormat(tw.Off), // headers stay as they are written
		tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
	)...)
	t.Header(header)
	if err := t.Bulk(rows); err != nil {
		return err
	}
	return t.Render()
}
