package pages

import (
	"html/template"
	"strings"

	"wirelab/internal/course/highlight"
)

// highlighted is code as HTML, line by line: what kind of word each is says the class of a span. Lines
// have no newline.
func highlighted(file, code string) (lines []template.HTML) {
	for _, words := range highlight.Lines(file, code) {
		var b strings.Builder
		for _, w := range words {
			text := template.HTMLEscapeString(w.Text)
			if w.Kind != highlight.Plain && w.Kind != highlight.Predeclared {
				text = `<span class="` + string(w.Kind) + `">` + text + `</span>`
			}
			b.WriteString(text)
		}
		lines = append(lines, template.HTML(b.String()))
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
