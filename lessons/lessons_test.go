package lessons

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// TestWords: each word has all its parts, and no two have the same form.
func TestWords(t *testing.T) {
	seen := map[string]string{}
	for _, w := range Words() {
		for _, form := range append([]string{strings.ToLower(w.Name)}, w.Also...) {
			if other, twice := seen[form]; twice {
				t.Errorf("%q is %s and %s", form, other, w.Name)
			}
			seen[form] = w.Name
			if found, ok := Define(" " + strings.ToUpper(form)); !ok || found.Name != w.Name {
				t.Errorf("Define(%q) is %v", form, found.Name)
			}
		}
		if w.Precisely == "" || w.Loosely == "" || !strings.HasPrefix(w.SeeIt, "wirelab ") {
			t.Errorf("%s: %+v", w.Name, w)
		}
	}
	// The vocabulary of the reading notes that the course grew from.
	for _, word := range []string{
		"socket", "web socket", "socket.io", "client", "server", "osi model", "tcp model", "tcp", "udp", "packet",
		"rooms", "event", "emit", "missed event", "message queue", "mq", "osi", "ack",
		"late", // as bench's tables use it
	} {
		if _, ok := Define(word); !ok {
			t.Errorf("the glossary does not have %q", word)
		}
	}
	if _, ok := Define("aether"); ok {
		t.Error("aether is defined")
	}
}

// TestWhy: a lesson whose tables send the reader to that very lesson says, before the first of them, what Why is.
func TestWhy(t *testing.T) {
	for _, l := range All() {
		why := regexp.MustCompile(fmt.Sprintf(`Why: +wirelab lessons show %d\n`, l.Number)).FindStringIndex(l.Text)
		if why == nil {
			continue
		}
		before := strings.Join(strings.Fields(l.Text[:why[0]]), " ")
		if !strings.Contains(before, "names the lesson that explains it") {
			t.Errorf("lesson %d does not say what Why means before it prints it", l.Number)
		}
	}
}

func TestParse(t *testing.T) {
	if _, err := parse("# G\n\n## A\nPrecisely: a\nVaguely: b\n"); err == nil || err.Error() != `glossary.md:5: "Vaguely" is no part of a word` {
		t.Error(err)
	}
}
