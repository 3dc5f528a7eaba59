package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"wirelab/lessons"
)

// TestQuizQuestions: each lesson has some. Whatever is drawn, one choice of a question is right by what is measured, and not always the same.
func TestQuizQuestions(t *testing.T) {
	t.Parallel()
	for _, l := range lessons.All() {
		if len(l.Quiz) == 0 {
			t.Errorf("%s has no questions", l.Dir)
		}
		for i, d := range l.Quiz {
			t.Run(l.Dir, func(t *testing.T) {
				t.Parallel()
				right := map[int]bool{}
				for _, p := range d.Each() {
					status, stdout, stderr := process(t, "", strings.Fields(p.Command())[1:]...)
					if status != 0 {
						t.Fatalf("%s: %s", p.Run, stderr)
					}
					n, err := p.Decide(stdout)
					if err != nil {
						t.Errorf("question %d, %s: %v", i+1, p.Run, err)
					}
					right[n] = true
				}
				if len(right) < 2 {
					t.Errorf("question %d has one answer, whatever is drawn", i+1)
				}
			})
		}
	}
}

// TestQuiz: the questions are of lessons that were finished; the same seed draws the same ones; what was wrong is worth another look.
func TestQuiz(t *testing.T) {
	dir := t.TempDir()
	progress, answers := filepath.Join(dir, "progress.json"), filepath.Join(dir, "answers.txt")
	for name, text := range map[string]string{
		progress: `{"version":1,"lessons":{"03-byte-stream":{"finished":true},"05-latency-and-bandwidth":{"next":2,"steps":9}}}`,
		answers:  "a\na\na\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	line := []string{"lessons", "quiz", "--seed", "3", "--questions", "3", "--answers", answers, "--progress", progress}
	status, first, stderr := wirelab(t.Context(), "", line...)
	if status != 0 || strings.Count(first, "from lesson 3 ") != 3 || strings.Contains(first, "from lesson 5") {
		t.Fatalf("status %d, %s\n%s", status, stderr, first)
	}
	if !strings.Contains(first, "Look again: wirelab lessons show 3 (TCP, a byte stream)\n") || !strings.Contains(first, " of 3 as measured.\n") {
		t.Errorf("it does not say how it went, and what to look at again:\n%s", first)
	}
	if _, again, _ := wirelab(t.Context(), "", line...); again != first {
		t.Error("the same seed asks something else")
	}
	if _, all, _ := wirelab(t.Context(), "", append(line, "--all")...); all == first {
		t.Error("--all asks the same as without it")
	}
	for line, want := range map[string]string{
		"lessons quiz --progress off --answers a":         "wirelab lessons quiz: you have finished no lesson with such questions yet: begin with wirelab lessons run 0, or use --all\n",
		"lessons quiz --questions 0":                      "wirelab lessons quiz: --questions 0: it must be 1 to 50\n",
		"lessons quiz 3":                                  `wirelab lessons quiz: "3" is not an option, and this command takes nothing else` + "\n",
		"lessons quiz --all --questions 2 --progress off": "wirelab lessons quiz: there is no terminal here to ask at; give the answers with --answers FILE\n",
	} {
		if status, stdout, stderr := wirelab(t.Context(), "", strings.Fields(line)...); status != 2 || stderr != want || stdout != "" {
			t.Errorf("%s: status %d, %q", line, status, stderr)
		}
	}
}
