package course

import (
	"strings"
	"testing"

	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// example is a lesson that has all kinds of blocks. Indented fences stand for real ones.
var example = lessons.Lesson{
	Number: 7, Dir: "07-example", Title: "An example", Minutes: 10, Needs: []int{1, 2},
	Words: []string{"TCP", "packet"}, Misconception: "All is one.",
	Text: strings.ReplaceAll(`# An example

How many?

## Predict

'''predict 1
'''
'''predict 2
'''
Talk about it.

## Run

A server:

'''console running
$ wirelab serve echo
tcp 127.0.0.1:7101
'''
'''console
$ wirelab count
3 things
$ wirelab bench
a table
'''

## Investigate

Look:

'''go a.go A
func A() {}
'''

More.

'''console shown
$ wirelab chat tcp
'''
`, "'''", "```"),
	Predictions: []lessons.Prediction{
		{
			Question: "How many things?", Run: "wirelab count", Measure: `(?P<n>\d+) things`,
			Choices: []lessons.Choice{
				{Text: "one", When: "n == 1", Misconception: "All is one."},
				{Text: "three", When: "n == 3"},
				{Text: "four", When: "n == 4", Misconception: "There is always one more."},
			},
		},
		{
			Question: "Is any lost?", Run: "wirelab bench",
			Choices: []lessons.Choice{{Text: "yes", When: "udp.lost > 0"}, {Text: "no", When: "udp.lost == 0", Misconception: "What is sent arrives."}},
		},
	},
}

func steps(t testing.TB, l lessons.Lesson) []Step {
	t.Helper()
	steps, err := Steps(l)
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

func TestSteps(t *testing.T) {
	want := []Step{
		{Read, "", "How many?", 0, weave.Command{}},
		{Ask, "Predict", "", 0, weave.Command{}},
		{Ask, "Predict", "", 1, weave.Command{}},
		{Read, "Predict", "Talk about it.", 0, weave.Command{}},
		{Serve, "Run", "A server:", 0, weave.Command{Line: "wirelab serve echo", Output: "tcp 127.0.0.1:7101"}},
		{Run, "Run", "", 0, weave.Command{Line: "wirelab count", Output: "3 things"}},
		{Answer, "Run", "", 0, weave.Command{}},
		{Run, "Run", "", 0, weave.Command{Line: "wirelab bench", Output: "a table"}},
		{Answer, "Run", "", 1, weave.Command{}},
		{Read, "Investigate", "Look:\n\n```go a.go A\nfunc A() {}\n```", 0, weave.Command{}},
		{Try, "Investigate", "More.", 0, weave.Command{Line: "wirelab chat tcp"}},
	}
	got := steps(t, example)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			t.Errorf("step %d is missing: %+v", i, want[i])
		case i >= len(want) || got[i] != want[i]:
			t.Errorf("step %d is %+v", i, got[i])
		}
	}
}

func TestStepsErrors(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Text\n\n```predict 3\n```\n", "line 3: there is no question 3"},
		{"```predict one\n```\n", "line 1: there is no question one"},
		{"```predict 1\n```\n", "question 1: wirelab count does not come after it"},
		{"```console\n$ wirelab count\n```\n```predict 1\n```\n", "question 1: wirelab count does not come after it"},
		{"```console\nwirelab count\n```\n", "line 1: a console block begins with $ and a command"},
		{"```console\n$ wirelab count\n", "line 1: the block has no end"},
	}
	for _, test := range tests {
		l := example
		l.Text = test.text
		if _, err := Steps(l); err == nil || err.Error() != test.want {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
		}
	}
}

// TestCourse: all lessons can be gone through.
func TestCourse(t *testing.T) {
	for _, l := range lessons.All() {
		asked := 0
		steps, err := Steps(l)
		if err != nil {
			t.Errorf("%s: %v", l.Dir, err)
		}
		for _, s := range steps {
			if s.Kind == Ask {
				asked++
			}
		}
		if asked != len(l.Predictions) {
			t.Errorf("%s asks %d questions of %d", l.Dir, asked, len(l.Predictions))
		}
	}
}

func TestPaged(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"a b c d", "a b c d"},
		{"a b c d e", "a b c d|e"},
		{"a b c - e f", "a b c|e f"}, // - is an empty line
		{"a - c d e f", "a - c d|e f"},
		{"a b c d - f g h i - -", "a b c d|f g h i"},
		{"h__v r__1 r__2 r__3 r__4 r__5 r__6 r__7", "h__v r__1 r__2 r__3|h__v r__4 r__5 r__6|h__v r__7"},
		{"a - b h__v r__1 r__2", "a - b h__v|r__1 r__2"}, // that is no head: there is something above it
		{"a b - h__v r__1 r__2 r__3", "a b|h__v r__1 r__2 r__3"},
	}
	for _, test := range tests {
		var got []string
		for _, page := range paged(strings.Split(strings.NewReplacer("-", "", " ", "|", "_", " ").Replace(test.text), "|"), 4, 4) {
			got = append(got, strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(strings.Join(page, "|"), "||", "|-|"), " ", "_"), "|", " "))
		}
		if text := strings.Join(got, "|"); text != test.want {
			t.Errorf("%s: %q, want %q", test.text, text, test.want)
		}
	}
}
