package paper

import (
	"regexp"
	"slices"
	"strings"

	"wirelab/internal/course/weave"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// proseParser knows neither lists and quotations, which block has taken apart, nor HTML: what looks like
// those is text.
var proseParser = goldmark.New(
	goldmark.WithParser(weave.Markdown()),
	goldmark.WithExtensions(extension.Table),
).Parser()

// A text keeps the terminal's own colours, which whoever sits before it, or behind the projector, has
// chosen; what stands out is bold or underlined.
const (
	bold       = "1"
	underlined = "4"
)

// padding is what fills the lines of a table.
var padding = regexp.MustCompile(`(?m) +$`)

// prose sets Markdown without lists and quotations. Without escapes it keeps the marks that Markdown has.
func (p Paper) prose(markdown string, width int) string {
	source := []byte(hold(markdown))
	var blocks []string
	for n := proseParser.Parse(text.NewReader(source)).FirstChild(); n != nil; n = n.NextSibling() {
		blocks = append(blocks, strings.TrimRight(p.element(n, source, width), "\n"))
	}
	return release(padding.ReplaceAllString(strings.Join(blocks, "\n\n"), ""))
}

// element sets a paragraph, a heading, a table, or code. The lines of code are not wrapped.
func (p Paper) element(n ast.Node, source []byte, width int) string {
	switch n := n.(type) {
	case *ast.Heading:
		return lipgloss.Wrap(p.heading(n, source), width, "")
	case *ast.Paragraph:
		return lipgloss.Wrap(p.inline(n, source, ""), width, "")
	case *extast.Table:
		return p.table(n, source, width)
	case *ast.ThematicBreak:
		return "────────"
	}
	return string(n.Lines().Value(source))
}

func (p Paper) heading(n *ast.Heading, source []byte) string {
	switch {
	case !p.Escapes:
		return strings.Repeat("#", n.Level) + " " + p.inline(n, source, "")
	case n.Level == 1:
		return p.inline(n, source, underlined+";"+bold)
	case n.Level == 2:
		return p.sgr(bold, "── ") + p.inline(n, source, bold) + p.sgr(bold, " ──")
	}
	return p.inline(n, source, bold)
}

// table sets a table no wider than that.
func (p Paper) table(t *extast.Table, source []byte, width int) string {
	var head []string
	widths := map[int]int{} // of columns whose heading would be cut: the library wraps text, and cuts headings
	set := table.New().Width(width).Border(lipgloss.NormalBorder()).
		BorderTop(false).BorderLeft(false).BorderRight(false).BorderBottom(false).
		StyleFunc(func(_, column int) lipgloss.Style {
			style := lipgloss.NewStyle().Margin(0, 1).Width(widths[column])
			if t.Alignments[column] == extast.AlignRight {
				style = style.Align(lipgloss.Right)
			}
			return style
		})
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, p.inline(cell, source, ""))
		}
		if row.Kind() == extast.KindTableHeader {
			head = cells
			set.Headers(cells...)
		} else {
			set.Row(cells...)
		}
	}
	for text := set.String(); ; text = set.String() {
		first, _, _ := strings.Cut(text, "\n")
		cut := slices.IndexFunc(head, func(heading string) bool { return !strings.Contains(first, heading) })
		if cut < 0 || widths[cut] > 0 {
			return text
		}
		widths[cut] = lipgloss.Width(head[cut]) + 2
	}
}
