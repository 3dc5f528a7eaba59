package pages

import (
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"wirelab/lessons"
)

// course is the real one. The source is around it.
func course() Course {
	return Course{
		Lessons: lessons.All(), Answers: lessons.Answers(), Words: lessons.Words(), Syllabus: lessons.Syllabus(),
		Version: "v1.2.3", Engine: "engine/", Offline: true, Source: os.DirFS("../../.."),
	}
}

// whole are the files of the real course.
var whole = sync.OnceValues(func() (map[string][]byte, error) { return course().Render() })

func renderWhole(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func render(t *testing.T, c Course) map[string][]byte {
	t.Helper()
	files, err := c.Render()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A read page is what a browser makes of one.
type readPage struct {
	ids   map[string]bool
	links []string // within the course
	nodes []*html.Node
}

func read(t *testing.T, name string, text []byte) readPage {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(string(text)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	p := readPage{ids: map[string]bool{}}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		p.nodes = append(p.nodes, n)
		if id := attr(n, "id"); id != "" {
			if p.ids[id] {
				t.Errorf("%s: two elements are called %q", name, id)
			}
			p.ids[id] = true
		}
		for _, a := range []string{"href", "src"} {
			link := attr(n, a)
			abroad := strings.HasPrefix(link, "http://") || strings.HasPrefix(link, "https://")
			switch {
			case link == "" || link == "data:," || n.Data == "a" && abroad:
			case abroad || strings.Contains(link, ":") || strings.HasPrefix(link, "/"):
				t.Errorf("%s: <%s> loads %s", name, n.Data, link)
			default:
				p.links = append(p.links, link)
			}
		}
	}
	return p
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func pages(t *testing.T, files map[string][]byte) map[string]readPage {
	t.Helper()
	all := map[string]readPage{}
	for name, text := range files {
		if path.Ext(name) == ".html" {
			all[name] = read(t, name, text)
		}
	}
	return all
}

// TestLinks: with and without the source, every link of a page leads somewhere, and none from the class's
// pages to the teacher's.
func TestLinks(t *testing.T) {
	for _, source := range []bool{true, false} {
		files := renderWhole(t)
		if !source {
			c := course()
			c.Source = nil
			files = render(t, c)
		}
		all := pages(t, files)
		for name, p := range all {
			for _, link := range p.links {
				target, anchor, _ := strings.Cut(link, "#")
				to := path.Join(path.Dir(name), target)
				if target == "" {
					to = name
				}
				if files[to] == nil || anchor != "" && !all[to].ids[anchor] && to != commandLinePage && to != experimentPage {
					t.Errorf("%s: %s leads nowhere", name, link)
				}
				if strings.HasPrefix(to, "teacher/") && !strings.HasPrefix(name, "teacher/") {
					t.Errorf("%s: %s is for the teacher", name, link)
				}
			}
		}
		t.Logf("%d files", len(files))
	}
}

// TestForm: each page is whole, says what it is, as no other does, and does nothing that its policy forbids.
func TestForm(t *testing.T) {
	files := renderWhole(t)
	titled := map[string]string{}
	for name, p := range pages(t, files) {
		balanced(t, name, files[name])
		for _, n := range p.nodes {
			if n.Data != "title" {
				continue
			}
			if other := titled[textOf(n)]; other != "" {
				t.Errorf("%s and %s have the title %q", name, other, textOf(n))
			}
			titled[textOf(n)] = name
		}
		count := map[string]int{}
		for _, n := range p.nodes {
			count[n.Data]++
			if n.Data == "html" && attr(n, "lang") != "en" || n.Data == "style" || n.Data == "script" && !has(n, "src") {
				t.Errorf("%s: <%s>", name, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
				}
			}
		}
		if count["h1"] != 1 || count["main"] != 1 || count["title"] != 1 {
			t.Errorf("%s has not one title and one heading: %v", name, count)
		}
		if !strings.Contains(string(files[name]), `content="default-src 'none';`) {
			t.Errorf("%s has no policy", name)
		}
	}
}

// balanced: every element that is begun is ended, in order.
func balanced(t *testing.T, name string, text []byte) {
	t.Helper()
	var open []string
	z := html.NewTokenizer(strings.NewReader(string(text)))
	void := []string{"meta", "link", "input", "br", "hr", "img"}
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%s: no end of %v", name, open)
			}
			return
		case html.StartTagToken:
			if tag, _ := z.TagName(); !slices.Contains(void, string(tag)) {
				open = append(open, string(tag))
			}
		case html.EndTagToken:
			tag, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(tag) {
				t.Errorf("%s: </%s> within %v", name, tag, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
}

// TestHidden: nothing that gives an answer away can be seen at first: what decided a prediction, what was
// measured, and the sections after it are folded, with a script and without.
func TestHidden(t *testing.T) {
	c := course()
	all := pages(t, renderWhole(t))
	for _, l := range c.Lessons {
		p := all[lessonPage(l)]
		answers := 0
		for _, n := range p.nodes {
			switch {
			case n.Data == "details" && has(n, "open"):
				t.Errorf("lesson %d: something is open", l.Number)
			case attr(n, "class") == "answer":
				answers++
			}
		}
		if answers != len(l.Predictions) {
			t.Errorf("lesson %d: %d answers to %d questions", l.Number, answers, len(l.Predictions))
		}
		for _, n := range p.nodes {
			for _, q := range l.Predictions {
				if n.Data == "pre" && attr(n, "aria-label") == "What "+q.Run+" printed" && !folded(n) {
					t.Errorf("lesson %d shows what %s printed", l.Number, q.Run)
				}
			}
			for _, q := range l.Predictions {
				for _, choice := range q.Choices {
					if n.Data == "span" && choice.Misconception != "" && textOf(n) == strings.TrimSpace(choice.Misconception) && !folded(n) {
						t.Errorf("lesson %d shows a misconception", l.Number)
					}
				}
			}
		}
	}
}

func folded(n *html.Node) bool {
	for a := range n.Ancestors() {
		if a.Type == html.ElementNode && a.Data == "details" {
			return true
		}
	}
	return false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// TestSource: with the source around, files that a lesson names have pages, and solutions have none.
func TestSource(t *testing.T) {
	files := renderWhole(t)
	var sources []string
	for name := range maps.Keys(files) {
		if strings.HasPrefix(name, "source/") {
			sources = append(sources, name)
		}
		if strings.Contains(name, "solution") {
			t.Error(name)
		}
	}
	if !slices.Contains(sources, "source/tcpdemo/message.go.html") {
		t.Errorf("no page of tcpdemo/message.go among %q", sources)
	}
}
