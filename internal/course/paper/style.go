package paper

import "charm.land/glamour/v2/ansi"

// style says how Markdown looks. A text keeps the terminal's own colours, which whoever sits before it, or
// behind the projector, has chosen; what stands out is bold or underlined. Without escapes it has the
// marks that Markdown has.
func (p Paper) style() ansi.StyleConfig {
	s := ansi.StyleConfig{
		Document:       ansi.StyleBlock{Margin: ptr(uint(0))},
		Heading:        ansi.StyleBlock{StylePrimitive: ansi.StylePrimitive{BlockSuffix: "\n"}},
		HorizontalRule: ansi.StylePrimitive{Format: "\n────────\n"},
		CodeBlock:      ansi.StyleCodeBlock{StyleBlock: ansi.StyleBlock{Margin: ptr(uint(0))}},
	}
	if !p.Escapes {
		s.H1.Prefix, s.H2.Prefix, s.H3.Prefix = "# ", "## ", "### "
		s.Emph = ansi.StylePrimitive{BlockPrefix: "*", BlockSuffix: "*"}
		s.Strong = ansi.StylePrimitive{BlockPrefix: "**", BlockSuffix: "**"}
		s.Code.Prefix, s.Code.Suffix = "`", "`"
		return s
	}
	s.Heading.Bold = ptr(true)
	s.H1.Underline = ptr(true)
	s.H2.Prefix, s.H2.Suffix = "── ", " ──"
	s.Emph.Underline = ptr(true)
	s.Strong.Bold = ptr(true)
	s.Code.Bold = ptr(true)
	s.CodeBlock.Chroma = &ansi.Chroma{
		Keyword:          ansi.StylePrimitive{Bold: ptr(true)},
		KeywordReserved:  ansi.StylePrimitive{Bold: ptr(true)},
		KeywordNamespace: ansi.StylePrimitive{Bold: ptr(true)},
		Comment:          ansi.StylePrimitive{Color: ptr("#ansiteal")},
		LiteralString:    ansi.StylePrimitive{Color: ptr("#ansidarkgreen")},
		LiteralNumber:    ansi.StylePrimitive{Color: ptr("#ansidarkgreen")},
		NameFunction:     ansi.StylePrimitive{Underline: ptr(true)},
		KeywordType:      ansi.StylePrimitive{},
		Background:       ansi.StylePrimitive{},
	}
	return s
}

func ptr[T any](v T) *T { return &v }
