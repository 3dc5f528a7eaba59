package weave

import (
	"context"
	"errors"
	"testing"
)

const source = `package p

// Limit is how much.
const Limit = 3

type T struct{}

// Do does it.
func (t *T) Do() int {
	return Limit
}
`

// world has one file, and the commands that the test gives.
func world(outputs map[string]string) Source {
	return Source{
		ReadFile: func(path string) ([]byte, error) {
			if path != "p/p.go" {
				return nil, errors.New("no such file")
			}
			return []byte(source), nil
		},
		Predict: func(number string) (string, error) {
			if number != "1" {
				return "", errors.New("there is no question " + number)
			}
			return "How many?\n\na) 1\nb) 2\n", nil
		},
		Shell: pretender(outputs),
	}
}

// A pretender prints what it is told to.
type pretender map[string]string

func (p pretender) Run(_ context.Context, line string) (output, notes string, err error) {
	out, ok := p[line]
	if !ok {
		return "", "", errors.New("status 1")
	}
	return out, "", nil
}

func (p pretender) Start(ctx context.Context, line string, _ func(string) bool) (string, error) {
	output, _, err := p.Run(ctx, line)
	return output, err
}

func TestCheck(t *testing.T) {
	w := world(map[string]string{"now": "12 ms, 3 lost\n", "hi": "hi\n", "quiet": ""})
	for _, test := range []struct {
		name, text string
		updated    string // "": as it is
		err        string
	}{
		{"a constant", "```go p/p.go Limit\n// Limit is how much.\nconst Limit = 3\n```\n", "", ""},
		{"a method", "a\n```go p/p.go T.Do\n// Do does it.\nfunc (t *T) Do() int {\n\treturn Limit\n}\n```\nb\n", "", ""},
		{
			"a method that has changed", "```go p/p.go T.Do\nfunc old() {}\n```\n",
			"```go p/p.go T.Do\n// Do does it.\nfunc (t *T) Do() int {\n\treturn Limit\n}\n```\n", "",
		},
		{"code that is nobody's", "```go\nx := 1\n```\n", "", ""},
		{"no language", "``` \n$ now\n```\n", "", ""},
		{"other languages", "```text\n$ now\n```\n", "", ""},
		{"exact", "```console\n$ hi\nhi\n$ quiet\n$ hi\nhi\n```\n", "", ""},
		{"not exact", "```console\n$ hi\nho\n$ now\n12 ms, 3 lost\n```\n", "```console\n$ hi\nhi\n$ now\n12 ms, 3 lost\n```\n", ""},
		{"of that shape", "```console shape\n$ now\n1.5 s, 100   lost\n```\n", "", ""},
		{"of another shape", "```console shape\n$ now\n1.5 s, 100 found\n```\n", "```console shape\n$ now\n12 ms, 3 lost\n```\n", ""},
		{"shown", "```console shown\n$ never ends\nwhatever\n```\n", "", ""},

		{"running", "```console running\n$ now\n1 s, 5 lost\n```\n", "", ""},
		{"a question", "```predict 1\nHow many?\n\na) 1\nb) 2\n```\n", "", ""},
		{"a question that has changed", "```predict 1\n```\n", "```predict 1\nHow many?\n\na) 1\nb) 2\n```\n", ""},

		{"no such question", "```predict 2\n```\n", "", "line 1: there is no question 2"},
		{"no such file", "\n```go p/q.go T\n```\n", "", "line 2: no such file"},
		{"no such declaration", "```go p/p.go U\n```\n", "", "line 1: p/p.go: there is no U"},
		{"a command that fails", "```console\n$ fail\n```\n", "", "line 1: fail: status 1"},
		{"no command", "```console\nhi\n```\n", "", "line 1: a console block begins with $ and a command"},
		{"no end", "```console\n$ hi\n", "", "line 1: the block has no end"},
		{"a kind that is none", "```console roughly\n$ hi\n```\n", "", `line 1: a block "console roughly": it is go FILE DECLARATION, predict NUMBER, console, console shape, console running or console shown`},
	} {
		drifts, updated, err := Check(t.Context(), test.text, w)
		if err != nil || test.err != "" {
			if err == nil || err.Error() != test.err {
				t.Errorf("%s: error %v, want %q", test.name, err, test.err)
			}
			continue
		}
		want := test.updated
		if want == "" {
			want = test.text
		}
		if updated != want || (len(drifts) > 0) != (test.updated != "") {
			t.Errorf("%s: %v, and the text should be\n%s", test.name, drifts, updated)
		}
		if again, _, err := Check(t.Context(), updated, w); len(again) > 0 || err != nil {
			t.Errorf("%s: once brought up to date, still %v, %v", test.name, again, err)
		}
	}
}

// Whatever the text, Check ends, leaves alone what is as it should be, and once is enough.
func FuzzCheck(f *testing.F) {
	f.Add("```go p/p.go T.Do\n```\n```console\n$ hi\n```")
	f.Add("```console shape\n$ now\n$ \n```\n")
	w := world(map[string]string{"hi": "hi\n", "now": "1 s"})
	f.Fuzz(func(t *testing.T, text string) {
		drifts, updated, err := Check(t.Context(), text, w)
		if err == nil && len(drifts) == 0 && updated != text {
			t.Errorf("nothing has changed, but it is %q", updated)
		}
		if again, _, failed := Check(t.Context(), updated, w); err == nil && (failed != nil || len(again) > 0) {
			t.Errorf("once brought up to date: %v, %v", again, failed)
		}
	})
}

// A number in a sentence is known from a block or from the figures, or it is told.
func TestLoose(t *testing.T) {
	text := `# 12 lessons

It took 1,420 bytes, or 40.5 ms; and 7 of 30.

` + "```console\n$ run --rtt 30ms\n1420 B in 40.5 ms\n```" + `

IPv4, RFC 9293 section 3.4, lessons 4 and 5, ` + "`9 words`" + `, [a link](p7.html).

3. three
`
	loose, err := Loose(text, []string{"12: the lessons there are"})
	if err != nil {
		t.Fatal(err)
	}
	if len(loose) != 1 || loose[0].String() != "line 3: 7 stands in no output" {
		t.Errorf("loose: %v", loose)
	}
}

// A busyShell prints the right thing only when it is asked for it so many times.
type busyShell struct {
	pretender
	late int
}

func (b *busyShell) Run(ctx context.Context, line string) (output, notes string, err error) {
	if b.late--; b.late >= 0 {
		return "too late\n", "", nil
	}
	return b.pretender.Run(ctx, line)
}

// A command in real time counts only if it differs three times, any other at once.
func TestRealTime(t *testing.T) {
	text := "```console\n$ now\n12 ms\n```\n"
	for _, test := range []struct {
		line   string // that is in real time
		late   int
		drifts int
	}{{"now", 0, 0}, {"now", 2, 0}, {"now", 3, 1}, {"later", 1, 1}} {
		s := world(nil)
		s.Shell = &busyShell{pretender{"now": "12 ms\n"}, test.late}
		s.RealTime = func(line string) bool { return line == test.line }
		if drifts, _, err := Check(t.Context(), text, s); len(drifts) != test.drifts || err != nil {
			t.Errorf("%q in real time, late %d times: %v, %v", test.line, test.late, drifts, err)
		}
	}
}
