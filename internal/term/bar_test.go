//go:build !js

package term

import (
	"bytes"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestBar(t *testing.T) {
	var out bytes.Buffer
	bar := newBar(&out, 80)
	bar.Describe("tcp, trial 1 of 7")
	bar.Set(steps / 2)
	for _, want := range []string{"tcp, trial 1 of 7", "50%", "[0s]"} { // and no guess of what is left
		if !strings.Contains(out.String(), want) {
			t.Errorf("the bar does not show %s: %q", want, out.String())
		}
	}
}

// TestBarFits: a bar takes one line of the terminal, whatever is being done.
func TestBarFits(t *testing.T) {
	for _, columns := range []int{40, 60, 80, 200} {
		for _, doing := range []string{"", "tcp, trial 1 of 7", strings.Repeat("a long word, ", 30)} {
			var out bytes.Buffer
			bar := &Bar{newBar(&out, columns), columns}
			bar.Show(1, 2, doing)
			for line := range strings.SplitSeq(out.String(), "\r") {
				if n := ansi.StringWidth(line); n > columns {
					t.Errorf("%d columns, on a terminal of %d: %q", n, columns, line)
				}
			}
		}
	}
}
