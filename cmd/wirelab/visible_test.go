package main

import "testing"

func TestVisible(t *testing.T) {
	tests := []struct{ in, want string }{
		{"plain, größer, 你好, 👋", "plain, größer, 你好, 👋"},
		{"a\tb", "a\tb"},
		{"\x1b[2Jgone", `\u001b[2Jgone`},
		{"over\rwritten", `over\u000dwritten`},
		{"abc\u202Ecba", `abc\u202ecba`},
		{"bad \xff utf8 \uFFFD", `bad \xff utf8 ` + "\uFFFD"},
	}
	for _, test := range tests {
		if got := visible(test.in); got != test.want {
			t.Errorf("visible(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}
