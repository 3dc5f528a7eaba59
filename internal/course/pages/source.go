package pages

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"wirelab/internal/course/weave"
)

// fileName is the name of a file of the source, as code in a sentence.
var fileName = regexp.MustCompile("`([a-z0-9][A-Za-z0-9_./-]*\\.[a-z]+)`")

// findSources decides which files of the source have a page: those that texts tell one to read, take code
// from, or name.
func (s *site) findSources() {
	s.listed = map[string][]string{}
	if s.Source == nil {
		return
	}
	var texts []string
	for _, l := range s.Lessons {
		texts = append(texts, l.Text, l.Teacher)
		for _, file := range l.Reads {
			s.addSource(file)
		}
	}
	for _, p := range s.Answers {
		texts = append(texts, p.Text)
	}
	for _, text := range texts {
		for _, found := range fileName.FindAllStringSubmatch(text, -1) {
			s.addSource(found[1])
		}
		pieces, err := weave.Split(text)
		if err != nil {
			continue // whoever renders the text says so
		}
		for _, p := range pieces {
			if file, _, ok := p.Declaration(); ok {
				s.addSource(file)
			}
		}
	}
}

// addSource gives a file of the source a page, or a folder and the files in it. Solutions get none.
func (s *site) addSource(name string) {
	file := path.Clean(name)
	if _, known := s.pages[file]; known || !fs.ValidPath(file) || path.Base(file) == "solution.go" {
		return
	}
	info, err := fs.Stat(s.Source, file)
	if err != nil {
		return
	}
	if info.Mode().IsRegular() {
		if text, err := fs.ReadFile(s.Source, file); err == nil && utf8.Valid(text) {
			s.pages[file] = sourcePage(file)
		}
		return
	}
	entries, err := fs.ReadDir(s.Source, file)
	if err != nil || !info.IsDir() {
		return
	}
	page := "source/" + file + "/" + Index
	s.pages[file], s.pages[file+"/"] = page, page
	for _, e := range entries {
		if name := e.Name(); path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go") && name != "solution.go" {
			s.addSource(path.Join(file, name))
			s.listed[file] = append(s.listed[file], path.Join(file, name))
		}
	}
}

// A numbered line is one of a file.
type numbered struct {
	Number int
	Code   template.HTML
}

type sourceData struct {
	frame
	Lines []numbered // of a file
	Files []named    // of a folder
}

// named is a link with its text.
type named struct{ Name, Href string }

// sources writes the pages of the source.
func (s *site) sources() error {
	for file, page := range s.pages {
		if !strings.HasPrefix(page, "source/") || strings.HasSuffix(file, "/") {
			continue
		}
		d := sourceData{frame: s.frame(page, file)}
		if files, folder := s.listed[file]; folder {
			slices.Sort(files)
			for _, f := range files {
				d.Files = append(d.Files, named{path.Base(f), d.Link(sourcePage(f))})
			}
		} else {
			text, err := fs.ReadFile(s.Source, file)
			if err != nil {
				return err
			}
			for i, line := range highlighted(file, string(text)) {
				d.Lines = append(d.Lines, numbered{i + 1, line})
			}
		}
		if err := s.write(page, "source.html", d); err != nil {
			return err
		}
	}
	return nil
}

// sourceLink leads to a declaration in the file that has it; empty if the file has no page.
func (w *writer) sourceLink(file, code string) string {
	page, ok := w.site.pages[file]
	if !ok || !strings.HasPrefix(page, "source/") {
		return ""
	}
	link := relative(w.page, page)
	if text, err := fs.ReadFile(w.site.Source, file); err == nil {
		if before, _, found := strings.Cut(string(text), code); found {
			link += fmt.Sprintf("#L%d", strings.Count(before, "\n")+1)
		}
	}
	return link
}
