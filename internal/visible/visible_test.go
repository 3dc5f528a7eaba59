package visible_test

import (
	"testing"
	"unicode/utf8"

	"wirelab/internal/visible"
)

func TestText(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain, größer, 你好, 👋", "plain, größer, 你好, 👋"},
		{"a\tb\n", `a\tb\n`},
		{"\x1b[2Jgone", `\u001b[2Jgone`},
		{"over\rwritten", `over\rwritten`},
		{"abc\u202Ecba", `abc\u202ecba`},
		{"no\u200bwhere", `no\u200bwhere`},
		{"\U000e0001", `\U000e0001`},
		{"bad \xff utf8 \uFFFD", `bad \xff utf8 ` + "\uFFFD"},
	}
	for _, test := range tests {
		if got := visible.Text(test.in); got != test.want {
			t.Errorf("Text(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b\xff\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		got := visible.Text(text)
		if !utf8.ValidString(got) {
			t.Errorf("Text(%q) = %q is not UTF-8", text, got)
		}
		if again := visible.Text(got); again != got {
			t.Errorf("Text(%q) = %q, and that is not safe either", text, got)
		}
	})
}
