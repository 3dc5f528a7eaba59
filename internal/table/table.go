// Package table makes the tables that wirelab prints: no borders, columns two blanks apart.
package table

import (
	"io"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// New returns a table for a terminal. Fill it with Bulk, then call Render to write it to w.
func New(w io.Writer, header ...string) *tablewriter.Table {
	return build(w, header,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		})),
		tablewriter.WithPadding(tw.Padding{Right: "  ", Overwrite: true}),
	)
}

// NewMarkdown returns a table in Markdown.
func NewMarkdown(w io.Writer, header ...string) *tablewriter.Table {
	return build(w, header, tablewriter.WithRenderer(renderer.NewMarkdown()))
}

func build(w io.Writer, header []string, options ...tablewriter.Option) *tablewriter.Table {
	t := tablewriter.NewTable(w, append(options,
		tablewriter.WithHeaderAutoFormat(tw.Off), // headers stay as they are written
		tablewriter.WithHeaderAlignment(tw.AlignLeft),
		tablewriter.WithRowAlignment(tw.AlignLeft),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
	)...)
	t.Header(header)
	return t
}
