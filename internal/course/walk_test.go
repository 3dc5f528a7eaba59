package course

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"wirelab/internal/course/paper"
	"wirelab/internal/course/weave"
)

// A fakeShell has outputs for commands; it fails those that it does not know.
type fakeShell struct {
	outputs map[string]string
	ran     []string
}

func newShell() *fakeShell {
	return &fakeShell{outputs: map[string]string{
		"wirelab serve echo":          "tcp 127.0.0.1:7101\n",
		"wirelab count":               "3 things\n",
		"wirelab bench":               "fresh table\n",
		"wirelab bench --format json": `{"results": [{"transport": "udp", "lost": 4}]}`,
	}}
}

func (s *fakeShell) Run(ctx context.Context, line string) (output, notes string, err error) {
	s.ran = append(s.ran, line)
	output, ok := s.outputs[line]
	if !ok {
		return "", "", errors.New("exit status 1: no such thing")
	}
	return output, "", ctx.Err()
}

func (s *fakeShell) Start(ctx context.Context, line string, enough func(string) bool) (string, error) {
	output, _, err := s.Run(ctx, line)
	if err == nil && !enough(output) {
		err = errors.New("that is not enough")
	}
	return output, err
}

// A fakeLearner says one thing after the other: to questions what stands there, and to a wait nothing,
// unless a q is next. Then it has had enough.
type fakeLearner struct{ says []string }

func (l *fakeLearner) Answer(context.Context, string) (string, error) {
	if len(l.says) == 0 || l.says[0] == "q" {
		return "", ErrQuit
	}
	said := l.says[0]
	l.says = l.says[1:]
	return said, nil
}

func (l *fakeLearner) Wait(context.Context, string) error {
	if len(l.says) > 0 && l.says[0] == "q" {
		return ErrQuit
	}
	return nil
}

// walk goes through a lesson, and returns what was shown and the last record.
func walk(t *testing.T, shell weave.Shell, before Record, says ...string) (shown string, r Record, err error) {
	t.Helper()
	var out strings.Builder
	w := &Walk{
		Lesson: example, Steps: steps(t, example), Next: "nothing", Paper: paper.Paper{Width: 60}, Out: &out,
		Learner: &fakeLearner{says}, Shell: shell, Keep: func(kept Record) { r = kept },
	}
	err = w.Run(t.Context(), before)
	return out.String(), r, err
}

// inOrder says whether a text has some parts, one after the other.
func inOrder(t *testing.T, text string, parts ...string) {
	t.Helper()
	rest := text
	for _, part := range parts {
		_, after, ok := strings.Cut(rest, part)
		if !ok {
			t.Fatalf("there is no %q, or not in its place:\n%s", part, text)
		}
		rest = after
	}
}

// TestWalk: it asks, runs, says what was measured and what a wrong choice comes from, and not before.
func TestWalk(t *testing.T) {
	shown, r, err := walk(t, newShell(), Record{}, "x", "?", "c", "A)")
	if err != nil || !reflect.DeepEqual(r, Record{Finished: true}) {
		t.Errorf("%v, %+v", err, r)
	}
	inOrder(t, shown, "Lesson 7: An example", "10 minutes in class · after lessons 1 and 2 · words: TCP,\npacket", "── Predict",
		"How many things?", `"x" is not a choice: use a, b or c`, "How many things?", "Is any lost?",
		"$ wirelab serve echo\n", "It goes on running", "$ wirelab count\n3 things\n",
		"Prediction 1, measured: b) three", "You predicted c) four", "There is always one more.",
		"$ wirelab bench\nfresh table\n", "Prediction 2, measured: a) yes", "That is what you predicted.",
		"── a.go  A ──", "func A() {}", "$ wirelab chat tcp", "for another terminal",
		"Prediction 1: you said c; measured is b", "Prediction 2: you said a, and so it is", "1 of 2 as measured",
		"Many think, before this lesson: All is one.", "nothing")
	if before, _, _ := strings.Cut(shown, "── Summary"); strings.Contains(before, "All is one") {
		t.Error("the misconception is given away")
	}
}

// TestResume: a lesson goes on where it was broken off, with what ran before it running again.
func TestResume(t *testing.T) {
	_, kept, err := walk(t, newShell(), Record{Finished: true}, "c")
	if want := (Record{Finished: true, Next: 2, Steps: 11, Choices: []string{"c", ""}}); !errors.Is(err, ErrQuit) || !reflect.DeepEqual(kept, want) {
		t.Fatalf("%v, %+v, want %+v", err, kept, want)
	}
	shown, kept, err := walk(t, newShell(), kept, "", "a", "q")
	if !errors.Is(err, ErrQuit) || kept.Next != 4 {
		t.Errorf("%v, %+v", err, kept)
	}
	if inOrder(t, shown, "── Predict", "Is any lost?"); strings.Contains(shown, "How many things?") {
		t.Errorf("it began anew:\n%s", shown)
	}

	later := Record{Next: 9, Steps: 11, Choices: []string{"b", "a"}}
	shell := newShell()
	shown, _, err = walk(t, shell, later, "")
	if err != nil || fmt.Sprint(shell.ran) != "[wirelab serve echo wirelab count wirelab bench wirelab bench --format json]" {
		t.Errorf("%v, %v", err, shell.ran)
	}
	inOrder(t, shown, "run again: 3", "── Investigate", "2 of 2 as measured")
}

// TestBeginAnew: a record that no longer fits the lesson is nothing to go on with; nor does one have to.
func TestBeginAnew(t *testing.T) {
	for _, test := range []struct {
		before Record
		says   []string
	}{
		{Record{Next: 3, Steps: 11, Choices: []string{"a", "b"}}, []string{"n", "a", "b"}},
		{Record{Next: 3, Steps: 12, Choices: []string{"a", "b"}}, []string{"a", "b"}},
		{Record{Next: 11, Steps: 11, Choices: []string{"a", "b"}}, []string{"a", "b"}},
		{Record{Next: 3, Steps: 11, Choices: []string{"a"}}, []string{"a", "b"}},
		{Record{Next: 3, Steps: 11, Choices: []string{"a", "z"}}, []string{"a", "b"}},
		{Record{Next: 3, Steps: 11, Choices: []string{"a", ""}}, []string{"a", "b"}},
	} {
		shown, _, err := walk(t, newShell(), test.before, test.says...)
		if err != nil || !strings.Contains(shown, "How many things?") {
			t.Errorf("%+v: %v\n%s", test.before, err, shown)
		}
	}
}

// TestFailure: a command that does not work here does not end the lesson.
func TestFailure(t *testing.T) {
	shell := newShell()
	delete(shell.outputs, "wirelab count")
	shown, r, err := walk(t, shell, Record{}, "b", "b")
	if err == nil || err.Error() != "2 of the lesson's commands did not work here" || !r.Finished {
		t.Errorf("%v, %+v", err, r)
	}
	inOrder(t, shown, "! That did not work here: exit status 1: no such thing", "it printed:\n\n3 things",
		"! Prediction 1 could not be measured here", "Prediction 1: you said b; it was not measured", "0 of 1 as measured")
}

// TestStopped: Ctrl-C while a command runs breaks the lesson off.
func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var out strings.Builder
	shell := &stoppingShell{newShell(), cancel}
	w := &Walk{Lesson: example, Steps: steps(t, example), Out: &out, Learner: &fakeLearner{[]string{"a", "b"}}, Shell: shell}
	if err := w.Run(ctx, Record{}); !errors.Is(err, ErrQuit) || strings.Contains(out.String(), "3 things") {
		t.Errorf("%v\n%s", err, out.String())
	}
}

// A stoppingShell is stopped when it runs something.
type stoppingShell struct {
	*fakeShell
	stop func()
}

func (s *stoppingShell) Run(ctx context.Context, line string) (output, notes string, err error) {
	s.stop()
	return s.fakeShell.Run(ctx, line)
}

// TestHeight: however much a lesson has to show, no more than a screen of it comes between two prompts, and a
// table has its head on each screen.
func TestHeight(t *testing.T) {
	l := example
	l.Text = strings.ReplaceAll(l.Text, "How many?", strings.Repeat("one\n\n", 20))
	shell := newShell()
	shell.outputs["wirelab bench"] = "A title\n\nname  value\n" + strings.Repeat("row   1\n", 60) + "\nA note.\n"
	for _, height := range []int{8, 12, 24, 40} {
		screens := &screens{}
		w := &Walk{
			Lesson: l, Steps: steps(t, l), Height: height, Paper: paper.Paper{Width: 60, Wide: 60}, Out: screens,
			Learner: screens, Shell: shell,
		}
		if err := w.Run(t.Context(), Record{}); err != nil {
			t.Fatal(err)
		}
		heads, rows := 0, 0
		for _, screen := range screens.all {
			if n := strings.Count(screen, "\n"); n >= height && height >= 24 { // a question is not taken apart
				t.Errorf("%d lines on a screen of %d:\n%s", n, height, screen)
			}
			heads += strings.Count(screen, "name  value\n")
			if n := strings.Count(screen, "row   1\n"); n > 0 {
				rows += n
				if !strings.Contains(screen, "name  value\nrow   1\n") {
					t.Errorf("height %d: a table without its head:\n%s", height, screen)
				}
			}
		}
		if rows != 60 || heads < 60/height {
			t.Errorf("height %d: %d rows under %d heads", height, rows, heads)
		}
	}
}

// screens are a learner, and the screen before them: what came between two prompts.
type screens struct {
	all []string
	now strings.Builder
}

func (s *screens) Write(b []byte) (int, error) { return s.now.Write(b) }

func (s *screens) Answer(context.Context, string) (string, error) {
	s.all = append(s.all, s.now.String())
	s.now.Reset()
	return "a", nil
}

func (s *screens) Wait(ctx context.Context, prompt string) error {
	_, err := s.Answer(ctx, prompt)
	return err
}
