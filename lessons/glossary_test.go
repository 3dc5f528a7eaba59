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
			if other, twice := seen[form]; twice && other != w.Name {
				t.Errorf("%q is %s and %s", form, other, w.Name)
			}
			seen[form] = w.Name
			if bared := bare(form); bared != form {
				if other, twice := seen[bared]; twice && other != w.Name {
					t.Errorf("%q, without blanks and hyphens, is %s and %s", form, other, w.Name)
				}
				seen[bared] = w.Name
			}
			if found, ok := Define(" " + strings.ToUpper(form)); !ok || found.Name != w.Name {
				t.Errorf("Define(%q) is %v", form, found.Name)
			}
		}
		if w.PeopleSay != "" && !strings.Contains(w.PeopleSay, ", but ") {
			t.Errorf("%s: what people say is not set right: %s", w.Name, w.PeopleSay)
		}
		if w.Precisely == "" || (w.Loosely == "") == (w.PeopleSay == "") || !strings.HasPrefix(w.SeeIt, "wirelab ") {
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

// TestInexact: a word is found as people write it, and by a part of it that is nobody else's.
func TestInexact(t *testing.T) {
	for typed, want := range map[string]string{
		"packets": "Packet", "IP addresses": "IP address", "retries": "Retry", "queues": "Queue", "losses": "Loss",
		"head of line blocking": "Head-of-line blocking", "headofline blocking": "Head-of-line blocking", "byte-stream": "Byte stream",
		"web-socket": "WebSocket", "roundtrip time": "Round-trip time", "- up": "Up and down", "±": "Confidence interval", "-": "Marks",
	} {
		if w, ok := Define(typed); !ok || w.Name != want {
			t.Errorf("%q is %q, and not %q", typed, w.Name, want)
		}
	}
	for typed, want := range map[string]string{
		"head of line": "Head-of-line blocking", "protocol upg": "Upgrade", "retransmission time": "Retransmission timeout",
		"of-line": "Head-of-line blocking", "ab": "", "zzz": "", "sin": "",
	} {
		if like := Like(typed); want == "" && len(like) > 0 || want != "" && (len(like) != 1 || like[0].Name != want) {
			t.Errorf("%q is like %v, want %q", typed, like, want)
		}
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
