package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"wirelab/internal/course"
	"wirelab/internal/course/check"
	"wirelab/internal/file/filetest"
)

// TestLessonsAreInStep: the code in the lessons is as in the source, what their commands print is as it
// stands there, and each prediction has an answer. -update brings them up to date. Texts with servers come
// one after the other, since their servers have the same ports; the rest are checked beside them, in two parts, the texts of
// one lesson together: what they both show is run once.
func TestLessonsAreInStep(t *testing.T) {
	if testing.Short() {
		t.Skip("it runs every command of every text: not with -short")
	}
	t.Parallel()
	root, err := course.SourceRoot()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := check.All(root)
	if err != nil {
		t.Fatal(err)
	}
	even := regexp.MustCompile(`^\d[02468]-`)
	parts := map[string][]string{}
	for _, name := range texts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		part := "without servers"
		lesson := filepath.Base(filepath.Dir(name))
		switch {
		case bytes.Contains(text, []byte("```console running")):
			part = "with servers"
		case even.MatchString(lesson):
			part = "lessons with an even number"
		}
		parts[part] = append(parts[part], name)
	}
	for part, texts := range parts {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			args := []string{"lessons", "check"}
			if *update {
				args = append(args, "--update")
			}
			if out, err := exec.Command("wirelab", append(args, texts...)...).CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// TestLessonsWrongUse: a user's mistake is one line that says what was wrong, and status 2.
func TestLessonsWrongUse(t *testing.T) {
	tests := []struct{ line, want string }{
		{"dance", `wirelab lessons: there is no "dance": it is list, show, run, quiz, check, export, tasks, or a lesson's number or part of its title`},
		{"lst", `wirelab lessons: there is no "lst": did you mean list?`},
		{"streem", `wirelab lessons: there is no "streem": did you mean stream?`},
		{"99", `wirelab lessons: there is no lesson or page "99": wirelab lessons lists them`},
		{"3 --teacher", `wirelab lessons: there is no option --teacher: --help lists them`},
		{"show missed-evnt", `wirelab lessons show: there is no lesson or page "missed-evnt": did you mean missed-event?`},
		{"list 3", `wirelab lessons list: "3" is not an option, and this command takes nothing else`},
		{"list --progress=", `wirelab lessons list: --progress needs a value`},
		{"show", `wirelab lessons show: say which: a lesson's number or part of its title, or a page; wirelab lessons lists them`},
		{"show 99", `wirelab lessons show: there is no lesson or page "99": wirelab lessons lists them`},
		{"show aether", `wirelab lessons show: there is no lesson or page "aether": wirelab lessons lists them`},
		{"show glossary --teacher", `wirelab lessons show: --teacher: the page glossary has no teacher's page; lessons have one`},
		{"show 3 --loud", `wirelab lessons show: there is no option --loud: --help lists them`},
		{"run", `wirelab lessons run: say which lesson: its number or part of its title; wirelab lessons lists them`},
		{"run 99", `wirelab lessons run: there is no lesson "99": wirelab lessons lists them`},
		{"run 3", `wirelab lessons run: there is no terminal here to ask at; give the answers with --answers FILE`},
		{"run 3 --present", `wirelab lessons run: --present needs a terminal`},
		{"run 3 --present --answers a", `wirelab lessons run: --answers and --present: use only one of them; with --present the class answers`},
		{"run 3 --answers not-there", `wirelab lessons run: --answers: not-there: no such file or directory`},
		{"run 3 --answers=", `wirelab lessons run: --answers needs a value`},
	}
	for _, test := range tests {
		status, stdout, stderr := wirelab(t.Context(), "", append([]string{"lessons"}, strings.Fields(test.line)...)...)
		if status != 2 || stderr != test.want+"\n" || stdout != "" {
			t.Errorf("wirelab lessons %s\n got status %d, %q, and on stdout %q\nwant %q", test.line, status, stderr, stdout, test.want+"\n")
		}
	}
}

// TestLessonsHelp: help fits a terminal of 80 columns, and gives an example.
func TestLessonsHelp(t *testing.T) {
	for _, command := range []string{"", "list", "show", "run", "quiz", "check", "export", "tasks"} {
		_, stdout, _ := wirelab(t.Context(), "", append(strings.Fields("lessons "+command), "--help")...)
		for line := range strings.Lines(stdout) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
				t.Errorf("lessons %s --help: %d columns: %s", command, n, line)
			}
		}
		if !strings.Contains(stdout, "   wirelab lessons ") {
			t.Errorf("lessons %s --help gives no example", command)
		}
	}
}

// TestLessonsCheckHelp: whoever checks a text is told that its commands are run, and by what.
func TestLessonsCheckHelp(t *testing.T) {
	_, stdout, _ := wirelab(t.Context(), "", "lessons", "check", "--help")
	for _, want := range []string{`"$ "`, "uses sh", "before you check it"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("lessons check --help does not say %q:\n%s", want, stdout)
		}
	}
}

// TestLessonsCheckLinks: --update writes no file that only a link among the lessons leads to.
func TestLessonsCheckLinks(t *testing.T) {
	t.Chdir(t.TempDir())
	filetest.Empty(t, "lessons/glossary.md")
	filetest.Empty(t, "README.md")
	const mine = "```console\n$ wirelab version\nold\n```\n"
	for name, text := range map[string]string{"go.mod": "module wirelab\n", "mine": mine} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../mine", "lessons/notes.md"); err != nil {
		t.Skip(err)
	}
	status, _, stderr := wirelab(t.Context(), "", "lessons", "check", "--update")
	if status != 2 || !strings.HasSuffix(stderr, "notes.md: that is a link, or no file: name it if it is to be checked\n") {
		t.Errorf("status %d, %q", status, stderr)
	}
	if got, err := os.ReadFile("mine"); string(got) != mine || err != nil {
		t.Errorf("what the link leads to has become %q, %v", got, err)
	}
}
