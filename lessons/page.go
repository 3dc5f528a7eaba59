package lessons

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// A Page is a text that belongs to no lesson.
type Page struct {
	Name  string // such as missed-event
	Title string
	Text  string // Markdown, with the blocks of package weave
}

// Answers returns the pages that answer questions, in the order of their names.
func Answers() []Page {
	pages, err := readPages(course)
	if err != nil {
		panic(err) // they are part of the program, and tested
	}
	return pages
}

// Glossary is the glossary as a page.
func Glossary() Page {
	var b strings.Builder
	b.WriteString("# Glossary\n")
	for _, w := range Words() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n%s\n\nSee it: `%s`\n", w.Name, w.Precisely, w.Heard(), w.SeeIt)
	}
	return Page{"glossary", "Glossary", b.String()}
}

func readPages(course fs.FS) (pages []Page, err error) {
	files, err := fs.Glob(course, "answers/*.md")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := fs.ReadFile(course, file)
		if err != nil {
			return nil, err
		}
		page, err := newPage(strings.TrimSuffix(path.Base(file), ".md"), string(text))
		if err != nil {
			return nil, err
		}
		pages = append(pages, page)
	}
	return pages, nil
}

func newPage(name, text string) (Page, error) {
	for line := range strings.Lines(text) {
		if title, ok := strings.CutPrefix(line, "# "); ok {
			return Page{name, strings.TrimSpace(title), text}, nil
		}
	}
	return Page{}, fmt.Errorf("%s.md: there is no title: a line that begins with #", name)
}
