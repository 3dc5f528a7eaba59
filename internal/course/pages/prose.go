package pages

import (
	"bytes"
	"html/template"
	"net/url"
	"path"
	"regexp"
	"strings"

	"wirelab/internal/course/weave"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// An element is a paragraph, a heading, a list, or another part of a text that stands on its own.
type element struct {
	level int    // of a heading; 0: it is none
	id    string // of a heading
	html  template.HTML
	draws string // of a picture that stands alone: the command that draws it; empty: it is none
}

// A writer turns the prose of one page into HTML.
type writer struct {
	site *site
	page string // its path
	dir  string // the folder of the source to which links in the text are relative
	ids  parser.IDs
}

func (s *site) writer(page, dir string) *writer {
	return &writer{site: s, page: page, dir: dir, ids: parser.NewContext().IDs()}
}

// markdown knows no HTML: what looks like it is text.
var markdown = goldmark.New(
	goldmark.WithParser(weave.Markdown(
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
	)),
	goldmark.WithExtensions(
		extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
		extension.NewTypographer(extension.WithTypographicSubstitutions(map[extension.TypographicPunctuation][]byte{
			extension.EnDash: nil, extension.EmDash: nil, extension.Ellipsis: nil, // -- begins an option
			extension.LeftAngleQuote: nil, extension.RightAngleQuote: nil,
		})),
	),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

// elements takes a text apart. Headings have different ids in all texts of the page.
func (w *writer) elements(source string) ([]element, error) {
	src := []byte(source)
	doc := markdown.Parser().Parse(text.NewReader(src), parser.WithContext(parser.NewContext(parser.WithIDs(w.ids))))
	if err := w.redirect(doc, src); err != nil {
		return nil, err
	}
	var all []element
	for block := doc.FirstChild(); block != nil; block = block.NextSibling() {
		n := block
		var e element
		var b bytes.Buffer
		if heading, ok := n.(*ast.Heading); ok {
			e.level = heading.Level
			if id, ok := heading.AttributeString("id"); ok {
				e.id = string(id.([]byte))
			}
		}
		if image, ok := n.FirstChild().(*ast.Image); ok && n.ChildCount() == 1 {
			e.draws = strings.Join(strings.Fields(string(image.Title)), " ")
			n, image.Title = image, nil // which stands above it
		}
		if err := markdown.Renderer().Render(&b, src, n); err != nil {
			return nil, err
		}
		e.html = template.HTML(b.String()) // goldmark has escaped it
		all = append(all, e)
	}
	return all, nil
}

// redirect has links lead to pages, and takes away those that have no target here. The name of a file of
// the source becomes a link to it, and a measurement one to the experiment with its options.
func (w *writer) redirect(doc ast.Node, src []byte) error {
	var links []ast.Node
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.(type) {
		case *ast.Link, *ast.Image, *ast.CodeSpan:
			if entering {
				links = append(links, n)
			}
		}
		return ast.WalkContinue, nil
	})
	for _, n := range links {
		switch n := n.(type) {
		case *ast.Image:
			file := path.Join(w.dir, string(n.Destination))
			if _, ok := w.site.files[file]; ok && strings.HasSuffix(file, ".svg") {
				n.Destination = []byte(relative(w.page, file))
			} else { // what is in the place of a picture says what it shows
				unwrap(n)
			}
		case *ast.Link:
			if to, ok := w.target(string(n.Destination)); ok {
				n.Destination = []byte(to)
			} else {
				unwrap(n)
			}
		case *ast.CodeSpan:
			_, within := n.Parent().(*ast.Link)
			if to := w.named(string(spanText(n, src))); to != "" && !within {
				link := ast.NewLink()
				link.Destination = []byte(to)
				n.Parent().ReplaceChild(n.Parent(), n, link)
				link.AppendChild(link, n)
			}
		}
	}
	return err
}

// named is where code in a sentence leads that names a file of the source, or is a measurement that the experiment can show;
// empty: nowhere.
func (w *writer) named(code string) string {
	if address := experimentOf(code); address != "" && w.site.Engine != "" {
		return relative(w.page, address)
	}
	if page, ok := w.site.pages[code]; ok && page != w.page && w.reaches(page) {
		return relative(w.page, page)
	}
	return ""
}

// unwrap puts what a node contains in its place.
func unwrap(n ast.Node) {
	parent := n.Parent()
	for child := n.FirstChild(); child != nil; {
		next := child.NextSibling()
		parent.InsertBefore(parent, n, child)
		child = next
	}
	parent.RemoveChild(parent, n)
}

func spanText(n ast.Node, src []byte) []byte {
	var b []byte
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			b = append(b, t.Segment.Value(src)...)
		}
	}
	return b
}

// target is where a link of the text leads from the page, if anywhere.
func (w *writer) target(link string) (string, bool) {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return "", false
	case u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "mailto":
		return link, true
	case u.Scheme != "" || u.Host != "":
		return "", false
	case u.Path == "":
		return link, u.Fragment != ""
	}
	file := path.Join(w.dir, u.Path)
	page, ok := w.site.pages[file]
	if !ok {
		page, ok = w.site.pages[path.Clean(u.Path)] // as from the source's root
	}
	if !ok || !w.reaches(page) {
		return "", false
	}
	to := relative(w.page, page)
	if u.Fragment != "" && page == glossaryPage {
		to += "#" + slug(u.Fragment)
	}
	return to, true
}

// reaches says whether this page may link to that one: the teacher's folder can be left out.
func (w *writer) reaches(page string) bool {
	return !strings.HasPrefix(page, "teacher/") || strings.HasPrefix(w.page, "teacher/")
}

// inline is a line of text: with code and emphasis, and without a paragraph around it.
func (w *writer) inline(source string) template.HTML {
	all, err := w.elements(strings.Join(strings.Fields(source), " "))
	if err != nil || len(all) != 1 {
		return template.HTML(template.HTMLEscapeString(source))
	}
	inner, ok := strings.CutPrefix(strings.TrimSpace(string(all[0].html)), "<p>")
	if !ok {
		return template.HTML(template.HTMLEscapeString(source))
	}
	return template.HTML(strings.TrimSuffix(inner, "</p>"))
}

var notInSlug = regexp.MustCompile(`[^a-z0-9]+`)

// slug is a text as an anchor: lower case, and a dash for whatever is neither letter nor digit.
func slug(text string) string {
	return strings.Trim(notInSlug.ReplaceAllString(strings.ToLower(text), "-"), "-")
}
