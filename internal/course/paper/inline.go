package paper

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// inline sets what is in a block on one line, in a style that its emphasis adds to.
func (p Paper) inline(block ast.Node, source []byte, style string) string {
	var b strings.Builder
	for n := block.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			text := literal(n.Value(source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				text += " "
			}
			b.WriteString(p.sgr(style, text))
		case *ast.CodeSpan:
			b.WriteString(p.marked("`", p.sgr(with(style, bold), code(n, source))))
		case *ast.Emphasis:
			mark, look := "*", underlined
			if n.Level > 1 {
				mark, look = "**", bold
			}
			b.WriteString(p.marked(mark, p.inline(n, source, with(style, look))))
		case *ast.Link:
			b.WriteString(p.inline(n, source, style))
			if to := string(n.Destination); !strings.HasPrefix(to, "#") {
				b.WriteString(p.sgr(style, " "+to))
			}
		case *ast.Image: // what it shows, and what draws it
			b.WriteString(p.sgr(style, "Picture: ") + p.inline(n, source, style))
			if title := release(string(n.Title)); title != "" {
				command := asText(strings.Join(strings.Fields(title), " "))
				b.WriteString(p.sgr(style, " (") + p.marked("`", p.sgr(with(style, bold), hold(command))) + p.sgr(style, ")"))
			}
		case *ast.AutoLink:
			b.WriteString(p.sgr(style, string(n.URL(source))))
		default:
			b.WriteString(p.inline(n, source, style))
		}
	}
	return b.String()
}

// asText is the command that draws the same with characters, if there is one, and else the command itself.
func asText(command string) string {
	before, picture, _ := strings.Cut(command, " --format svg")
	switch {
	case strings.HasPrefix(command, "wirelab ladder "):
		return before
	case strings.HasPrefix(command, "wirelab bench ") && (picture == "" || picture == " --picture window" || picture == " --picture messages"):
		return before + " --plot"
	}
	return command
}

// code is what a code span has, as it is.
func code(span *ast.CodeSpan, source []byte) string {
	var b strings.Builder
	for n := span.FirstChild(); n != nil; n = n.NextSibling() {
		if text, ok := n.(*ast.Text); ok {
			b.Write(text.Value(source))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

// marked puts Markdown's mark around a text that has no escapes to make it stand out.
func (p Paper) marked(mark, text string) string {
	if p.Escapes {
		return text
	}
	return mark + text + mark
}

// with adds one more SGR code to a style.
func with(style, code string) string {
	if style == "" || style == code {
		return code
	}
	return style + ";" + code
}

// literal is what a text says: Markdown's \* is an asterisk, and &amp; an ampersand.
func literal(text []byte) string {
	return string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(text))))
}
