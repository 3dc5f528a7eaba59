package course

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseAnswers(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a\nb\n", "[0 1]"},
		{"# mine\n\n  C  # sure\r\nb", "[2 1]"},
		{"a\n", "too few answers, 1: the lesson asks 2 questions"},
		{"", "too few answers, 0: the lesson asks 2 questions"},
		{"a\nb\n\na\n", `line 4: "a" is one answer too many: the lesson asks 2 questions`},
		{"a\nc\n", `line 2: "c" is not a choice: use a or b`},
		{"ab\nb\n", `line 1: "ab" is not a choice: use a, b or c`},
	}
	for _, test := range tests {
		choices, err := ParseAnswers(test.text, example.Predictions)
		got := fmt.Sprint(choices)
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
}

func FuzzParseAnswers(f *testing.F) {
	f.Add("a\nb\n")
	f.Add("# c\r\nB")
	f.Fuzz(func(t *testing.T, text string) {
		choices, err := ParseAnswers(text, example.Predictions)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %q is more than a line", text, err)
			}
			return
		}
		for i, p := range example.Predictions {
			if len(choices) != len(example.Predictions) || choices[i] < 0 || choices[i] >= len(p.Choices) {
				t.Fatalf("%q: %v", text, choices)
			}
		}
	})
}

func TestParseVotes(t *testing.T) {
	tests := []struct{ text, want string }{
		{"12 5 3", "[12 5 3]"},
		{"12,5, 3 ", "[12 5 3]"},
		{"0 0 1", "[0 0 1]"},
		{"12 5", "there are 2 numbers for 3 choices"},
		{"0 0 0", "nobody has voted"},
		{"1 2 99999999999", `"99999999999" is not a number of votes`},
		{"1 -2 3", `"-2" is not a number of votes`},
	}
	for _, test := range tests {
		votes, err := ParseVotes(test.text, 3)
		got := fmt.Sprint(votes)
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
}

func TestKeys(t *testing.T) {
	tests := []struct {
		sent string
		want []Key
	}{
		{"\r", []Key{Next}},
		{"12 5\x7f\r", []Key{'1', '2', ' ', '5', Erase, Next}},
		{"bBqQ\x03\x04\b", []Key{Back, Back, Quit, Quit, Stop, Quit, Erase}},
		{"\x1b[6~\x1b[5~\x1b[C\x1b[D\x1bOC\x1bOD", []Key{Next, Back, Next, Back, Next, Back}},
		{"\x1b[1;5Bx", []Key{'x'}},
		{"\x1b", nil},
		{"\x1b[", []Key{'['}},
		{"\x1bq", []Key{Quit}},
		{"é", nil},
	}
	for _, test := range tests {
		if got := Keys(test.sent); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%q: %v, want %v", test.sent, got, test.want)
		}
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("\x1b[6~12 5\r")
	f.Fuzz(func(t *testing.T, sent string) {
		if keys := Keys(sent); len(keys) > len(sent) {
			t.Errorf("%q: %v", sent, keys)
		}
	})
}
