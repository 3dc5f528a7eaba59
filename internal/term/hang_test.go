package term

import (
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"
)

func TestHang(t *testing.T) {
	x := strings.Repeat("x", 100)
	tests := []struct {
		name, line string
		columns    int
		want       string
	}{
		{"short", "eve: hi", 20, "eve: hi"},
		{"no terminal", "eve: " + x, 0, "eve: " + x},
		{"at a space", "eve: one two three four", 16, "eve: one two\n    three four"},
		{"the last column stays free", "eve: 567890", 11, "eve:\n  567890"},
		{"a long word", "* " + x[:22], 12, "*\n   " + x[:8] + "\n   " + x[:8] + "\n   " + x[:6]},
		{"spaces", "eve: " + strings.Repeat(" ", 15) + "ada: I did it", 20, "eve:" + strings.Repeat(" ", 15) + "\n    ada: I did it"},
		{"spaces at the end", "eve: hi" + strings.Repeat(" ", 90), 20, "eve: hi" + strings.Repeat(" ", 12)},
		{"wide", "eve:你好你好你好", 13, "eve:你好你好\n   你好"},
		{"narrow", "abc", 1, "a\nb\nc"},
		{"narrow and wide", "你好", 2, "你\n好"},
		{"nothing", "", 20, ""},
	}
	for _, test := range tests {
		if got := Hang(test.line, test.columns); got != test.want {
			t.Errorf("%s: %q in %d columns is\n%q, want\n%q", test.name, test.line, test.columns, got, test.want)
		}
	}
}

// A terminal that knows emoji draws some of them wider than the sum of their parts: it must not break the line
// by itself.
func TestHangWideEmoji(t *testing.T) {
	for filler, drawn := range map[string]int{"❤\ufe0f": 2, "1\ufe0f\u20e3": 2, "🇩": 2, "🇩🇪": 2} {
		for n := range 80 {
			for part := range strings.Lines(Hang("eve: "+strings.Repeat(filler, n)+" ada: I did it", 80)) {
				part = strings.TrimSuffix(part, "\n")
				fillers := strings.Count(part, filler)
				if width := drawn*fillers + len(strings.ReplaceAll(part, filler, "")); width >= 80 {
					t.Fatalf("%q %d times: a line has %d columns: %q", filler, n, width, part)
				}
			}
		}
	}
}

// Whatever fills up a line, what follows does not begin where names do.
func TestHangWhateverFills(t *testing.T) {
	const columns = 80
	for _, filler := range []string{" ", "x", "- ", "你", "👋", "é", "e\u0301", "👨‍👩‍👧", "🇩🇪", "…", "x\u3000"} {
		for n := range 200 {
			line := "eve: " + strings.Repeat(filler, n) + "ada: I did it"
			lines := strings.Split(Hang(line, columns), "\n")
			for i, part := range lines {
				width := 0
				for _, r := range part { // as on a terminal that knows no graphemes
					width += runewidth.RuneWidth(r)
				}
				if width >= columns || i > 0 && !strings.HasPrefix(part, "    ") {
					t.Fatalf("%q %d times: %q has %d columns", filler, n, part, width)
				}
			}
			without := strings.NewReplacer(" ", "", "\n", "")
			if got := without.Replace(strings.Join(lines, "")); got != without.Replace(line) {
				t.Fatalf("%q became %q", line, got)
			}
		}
	}
}
