package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"wirelab/internal/term/table"
)

// TestFits: what commands print fits whatever it is to be shown on, and no word is broken for that.
func TestFits(t *testing.T) {
	for _, command := range []string{
		"links", "define", "define socket", "define percentile", "lessons", "lessons 3", "lessons show glossary",
		"layers hi --transport tcp,udp", "demo", "demo push", "demo emit", "demo retry", "demo rooms", "demo chat", "demo crash",
	} {
		t.Run(command, func(t *testing.T) {
			t.Parallel()
			wide := printed(t, command, 200)
			for _, columns := range []int{40, 60, 100} {
				fits(t, command, printed(t, command, columns), wide, columns)
			}
		})
	}
}

// printed is what a command prints in so many columns.
func printed(t *testing.T, command string, columns int) string {
	t.Helper()
	c := exec.Command("wirelab", strings.Fields(command)...)
	c.Env = append(os.Environ(), fmt.Sprintf("COLUMNS=%d", columns), "WIRELAB_PROGRESS=off")
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return string(out)
}

// TestHelpReflows: so do help texts.
func TestHelpReflows(t *testing.T) {
	var check func(above string, commands []*cli.Command)
	check = func(above string, commands []*cli.Command) {
		for _, c := range commands {
			line := strings.TrimSpace(above + " " + c.Name)
			_, help, _ := wirelab(t.Context(), "", append(strings.Fields(line), "--help")...)
			for _, columns := range []int{40, 60, 120} {
				fits(t, line+" --help", table.Reflow(help, columns), help, columns)
			}
			check(line, c.Subcommands)
		}
	}
	check("", newApp(nil, nil, nil).Commands)
}

// fits checks that a text is no wider than it may be, but for single words that are, and that it has only words
// that it has in another width, too.
func fits(t *testing.T, what, text, wide string, columns int) {
	t.Helper()
	known := map[string]bool{`\`: true} // it ends the first line of a long command
	for word := range strings.FieldsSeq(wide) {
		for _, end := range []string{"-", "(", "."} { // where long words may be broken
			for _, part := range strings.SplitAfter(word, end) {
				known[part] = true
			}
			if head, tail, ok := strings.Cut(word, end); ok {
				known[head+end], known[tail] = true, true
			}
		}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		words := strings.Fields(line)
		if n := runewidth.StringWidth(line); n > columns && len(words) > 1 {
			t.Errorf("%s: %d columns of %d: %s", what, n, columns, line)
		}
		if dump := strings.HasPrefix(line, "  00"); dump { // layers has as many bytes in a line as fit
			continue
		}
		for _, word := range words {
			for _, part := range strings.SplitAfter(word, "-") {
				if !known[word] && !known[part] && strings.Trim(word, "─") != "" {
					t.Errorf("%s: %q is no word: %s", what, word, line)
				}
			}
		}
	}
}
