package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course/weave"
	"wirelab/internal/file"
	"wirelab/lessons"
)

func lessonsCheckCommand() *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "checks the lessons against the program",
		UsageText: "wirelab lessons check [--update] [TEXT ...]",
		Description: `Run it anywhere in wirelab's source. It looks at README.md and all texts of the
lessons, or at those that are named: whether code is as it stands in the source;
whether each command prints what the text says; whether each number in a
sentence stands in an output; and whether each prediction has an answer among
its choices.

It runs the lines of a text that begin with "$ ", with sh where they are more
than wirelab and plain words. They can do all that you can do: check a text from
somebody else only when you have read it.

EXAMPLES:
   wirelab lessons check
   wirelab lessons check lessons/03-byte-stream/lesson.md
   wirelab lessons check --update      mends code and outputs that have changed`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "update", Usage: "bring code and outputs up to date"},
		},
		Action: runLessonsCheck,
	}
}

func runLessonsCheck(c *cli.Context) error {
	root, err := sourceRoot()
	if err != nil {
		return err
	}
	texts := c.Args().Slice()
	if len(texts) == 0 {
		if texts, err = courseTexts(root); err != nil {
			return err
		}
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	k := &checker{root: root, program: program, printed: decisive(), update: c.Bool("update")}
	for _, text := range texts {
		found, err := k.check(c.Context, text)
		if c.Context.Err() != nil {
			return errors.New("cut short")
		}
		if err != nil {
			found = append(found, err.Error())
		}
		name, relErr := filepath.Rel(root, text)
		if relErr != nil {
			name = text
		}
		for _, f := range found {
			k.faults++
			fmt.Fprintf(c.App.Writer, "%s: %s\n", name, f)
		}
	}
	if k.faults > 0 {
		return fmt.Errorf("faults: %d; --update mends code and outputs", k.faults)
	}
	_, err = fmt.Fprintf(c.App.Writer, "in step with the program; texts: %d\n", len(texts))
	return err
}

// sourceRoot finds wirelab's source around the working directory.
func sourceRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		mod, err := file.ReadText(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(mod, "module wirelab\n") {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", wrongf("run it in wirelab's source: it compares the lessons with that")
		}
		dir = up
	}
}

// courseTexts are the README and everything in the lessons' folder.
func courseTexts(root string) (texts []string, err error) {
	texts = []string{filepath.Join(root, "README.md")}
	err = filepath.WalkDir(filepath.Join(root, "lessons"), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || filepath.Ext(path) != ".md":
			return err
		case !entry.Type().IsRegular(): // --update would write where it leads to
			return wrongf("%s: that is a link, or no file: name it if it is to be checked", path)
		}
		texts = append(texts, path)
		return nil
	})
	return texts, err
}

// A checker looks at texts.
type checker struct {
	root    string // of the source
	program string // wirelab
	printed map[string]*printed
	update  bool
	faults  int
}

// check says what is wrong with a text. With update, code and outputs are brought up to date, and it says
// only what that cannot mend.
func (k *checker) check(ctx context.Context, path string) (faults []string, err error) {
	text, err := file.ReadText(path)
	if err != nil {
		return nil, errors.Unwrap(err) // the caller says which text
	}
	lesson, err := lessonAt(path)
	if err != nil {
		return nil, err
	}
	shell := rememberer{newProgram(k.program), k.printed}
	defer shell.Close()
	drifts, updated, err := weave.Check(ctx, text, weave.Source{
		ReadFile: func(path string) ([]byte, error) {
			text, err := file.ReadText(filepath.Join(k.root, path))
			return []byte(text), err
		},
		Predict:  questions(lesson),
		Shell:    shell,
		RealTime: realTime,
	})
	now := text
	switch {
	case err != nil:
		return nil, withPortHint(err)
	case k.update && len(drifts) > 0:
		if err := replaceFile(path, updated); err != nil {
			return nil, err
		}
		now = updated
	default:
		for _, d := range drifts {
			faults = append(faults, fmt.Sprintf("%v; it should be\n%s", d, d.Want))
		}
	}
	if lesson, err = lessonAt(path); lesson == nil || err != nil { // as it is now
		return faults, err
	}
	return append(faults, k.checkLesson(ctx, lesson, now, shell)...), nil
}

// realTime says whether what a command prints depends on the machine.
func realTime(line string) bool { return strings.Contains(line, "--net host") }

// replaceFile writes a file, whole or not at all.
func replaceFile(path, text string) error {
	f, err := file.Create(path, nil)
	if err != nil {
		return err
	}
	defer f.Discard()
	_, err = io.WriteString(f, text)
	return cmp.Or(err, f.Keep())
}

// lessonAt reads the lesson whose text is at path; nil if that is no lesson's.
func lessonAt(path string) (*lessons.Lesson, error) {
	dir, name := filepath.Split(filepath.Clean(path))
	if name != "lesson.md" {
		return nil, nil
	}
	dir = filepath.Clean(dir)
	return lessons.Read(os.DirFS(filepath.Dir(dir)), filepath.Base(dir))
}

// questions returns those of a lesson, by number.
func questions(lesson *lessons.Lesson) func(number string) (string, error) {
	return func(number string) (string, error) {
		n, err := strconv.Atoi(number)
		if err != nil || lesson == nil || n < 1 || n > len(lesson.Predictions) {
			return "", fmt.Errorf("there is no question %s", number)
		}
		return lesson.Predictions[n-1].Markdown(), nil
	}
}

// checkLesson says what is wrong with a lesson beyond its blocks.
func (k *checker) checkLesson(ctx context.Context, l *lessons.Lesson, text string, shell weave.Shell) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	loose, err := weave.Loose(l.Text, l.Figures)
	if err != nil {
		fault("%v", err)
	}
	offset := strings.Count(text, "\n") - strings.Count(l.Text, "\n") // the front matter
	for _, n := range loose {
		n.Line += offset
		fault("%v: quote it from one, or say among the figures where it is from", n)
	}
	for _, word := range l.Words {
		if _, ok := lessons.Define(word); !ok {
			fault("%q is not in the glossary", word)
		}
	}
	for _, file := range l.Reads {
		if _, err := os.Stat(filepath.Join(k.root, file)); err != nil {
			fault("reads: %v", err)
		}
	}
	for i, p := range l.Predictions {
		if err := answered(ctx, l, i, shell); err != nil {
			fault("question %d (%s): %v", i+1, p.Run, err)
		}
	}
	return faults
}

// answered says whether the lesson asks a question and then runs the command that decides it, and whether
// that finds right the one choice that is no misconception.
func answered(ctx context.Context, l *lessons.Lesson, number int, shell weave.Shell) error {
	p := l.Predictions[number]
	asked, run := false, false
	pieces, err := weave.Split(l.Text)
	if err != nil {
		return err
	}
	for _, piece := range pieces {
		switch {
		case piece.Is("predict") && len(piece.Info) == 2 && piece.Info[1] == strconv.Itoa(number+1):
			asked = true
		case piece.Is("console") && asked:
			run = run || strings.Contains("\n"+piece.Body, "\n$ "+p.Run+"\n")
		}
	}
	switch {
	case !asked:
		return errors.New("the lesson does not ask it")
	case !run:
		return errors.New("the lesson does not run the command after it has asked")
	}
	output, _, err := shell.Run(ctx, p.Command())
	if err != nil {
		return err
	}
	right, err := p.Decide(output)
	if err == nil && p.Choices[right].Misconception != "" {
		err = fmt.Errorf("measured is %s), %s, which is said to be a misconception", lessons.Letter(right), p.Choices[right].Text)
	}
	return err
}
