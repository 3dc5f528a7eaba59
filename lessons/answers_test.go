package lessons

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRecordedSession: what the answers quote from the recorded Socket.IO session stands there, in that
// order. Dots stand for lines left out, and at the end of a line for the rest of it.
func TestRecordedSession(t *testing.T) {
	recorded, err := os.ReadFile("answers/socketio-session.txt")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("answers/*.md")
	if err != nil || len(pages) != 7 {
		t.Fatalf("pages: %v, %v", pages, err)
	}
	quotes := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# ") {
			t.Errorf("%s does not begin with its question", page)
		}
		for _, block := range strings.Split(string(text), "```text\n")[1:] {
			block, _, _ = strings.Cut(block, "```")
			rest := "\n" + string(recorded)
			for _, line := range strings.Split(strings.TrimSpace(block), "\n") {
				line, partly := strings.CutSuffix(line, "...")
				if !partly {
					line += "\n"
				}
				_, after, found := strings.Cut(rest, "\n"+line)
				if !found {
					t.Errorf("%s quotes what the session does not have there: %s", page, line)
					break
				}
				rest = "\n" + after
				quotes++
			}
		}
	}
	if quotes == 0 {
		t.Error("nothing is quoted")
	}
}
