package pages

import (
	"html/template"
	"path"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// highlighted is code as HTML, line by line: what kind of word each is says the class of a span. Lines
// have no newline.
func highlighted(file, code string) []template.HTML {
	lexer := lexers.Get(strings.TrimPrefix(path.Ext(file), "."))
	if lexer == nil {
		lexer = lexers.Fallback
	}
	code = strings.TrimSuffix(code, "\n")
	tokens, err := chroma.Tokenise(chroma.Coalesce(lexer), nil, code)
	if err != nil { // then it goes without
		tokens = []chroma.Token{{Type: chroma.Text, Value: code}}
	}
	var lines []template.HTML
	for _, line := range chroma.SplitTokensIntoLines(tokens) {
		var b strings.Builder
		for _, t := range line {
			text := template.HTMLEscapeString(strings.TrimSuffix(t.Value, "\n"))
			if class := classOf(t.Type); class != "" {
				text = `<span class="` + class + `">` + text + `</span>`
			}
			b.WriteString(text)
		}
		lines = append(lines, template.HTML(b.String()))
	}
	for n := strings.Count(code, "\n") + 1; len(lines) > n; { // what a lexer adds at the end
		lines = lines[:len(lines)-1]
	}
	return lines
}

// joined is highlighted code in one piece.
func joined(lines []template.HTML) template.HTML {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(string(line) + "\n")
	}
	return template.HTML(b.String())
}

// classOf is how a kind of word looks. There are few, so that each is told apart from afar.
func classOf(t chroma.TokenType) string {
	switch {
	case t.InCategory(chroma.Comment):
		return "comment"
	case t == chroma.KeywordType, t == chroma.KeywordConstant:
		return ""
	case t.InCategory(chroma.Keyword):
		return "keyword"
	case t.InSubCategory(chroma.LiteralString), t.InSubCategory(chroma.LiteralNumber):
		return "literal"
	case t == chroma.NameFunction:
		return "function"
	}
	return ""
}
