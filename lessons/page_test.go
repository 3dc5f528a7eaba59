package lessons

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestReadPages(t *testing.T) {
	pages, err := readPages(fstest.MapFS{
		"answers/ports.md":        {Data: []byte("# What is a port?\n\nA number.\n")},
		"answers/missed-event.md": {Data: []byte("\n# What happens?\n")},
		"answers/draft.txt":       {},
		"03-byte-stream/a.md":     {},
	})
	if err != nil || len(pages) != 2 || pages[0].Name != "missed-event" || pages[1].Title != "What is a port?" {
		t.Errorf("%+v, %v", pages, err)
	}
	if _, err := readPages(fstest.MapFS{"answers/a.md": {Data: []byte("a\n")}}); err == nil {
		t.Error("a page without a title is one")
	}
}

// TestPages: the course's own pages have names of their own, and the glossary is all there.
func TestPages(t *testing.T) {
	for _, p := range Answers() {
		if p.Name == "glossary" || strings.ContainsAny(p.Name, " ABC") {
			t.Errorf("a page is called %q", p.Name)
		}
	}
	if n := strings.Count(Glossary().Text, "\n## "); n != len(Words()) {
		t.Errorf("the glossary's page has %d words, and not %d", n, len(Words()))
	}
}
