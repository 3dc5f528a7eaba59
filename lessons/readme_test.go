package lessons

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// What the READMEs point to is there: files, words of the glossary, lessons to show.
func TestReadmesPointSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(?:\s+"[^"]*")?\)`)
	define := regexp.MustCompile("`wirelab define ([^`]+)`")
	for _, file := range []string{"README.md", "../README.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), string(m[1]))); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
		for _, m := range define.FindAllSubmatch(text, -1) {
			if _, ok := Define(string(m[1])); !ok {
				t.Errorf("%s: the glossary does not have %s", file, m[1])
			}
		}
	}
}
