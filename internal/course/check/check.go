// Package check says whether the texts of the course are in step with the program: their code, what their
// commands print, their numbers, and the answers to their predictions.
package check

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

	"wirelab/internal/course"
	"wirelab/internal/course/prose"
	"wirelab/internal/course/shell"
	"wirelab/internal/course/weave"
	"wirelab/internal/file"
	"wirelab/internal/usage"
	"wirelab/lessons"
)

// Texts checks texts against the program and its source, or all texts of the course (All) if none is
// named. It prints on w what is wrong with them, which is an error, too; with update it brings code and
// outputs up to date.
func Texts(ctx context.Context, w io.Writer, texts []string, update bool) error {
	root, err := course.SourceRoot()
	if err != nil {
		return err
	}
	if len(texts) == 0 {
		if texts, err = All(root); err != nil {
			return err
		}
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	k := &checker{root: root, program: program, printed: decisive(), update: update}
	for _, text := range texts {
		found, err := k.check(ctx, text)
		if ctx.Err() != nil {
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
			fmt.Fprintf(w, "%s: %s\n", name, f)
		}
	}
	for _, line := range k.figures {
		fmt.Fprintln(w, line)
	}
	if k.faults > 0 {
		return fmt.Errorf("faults: %d; --update mends code and outputs", k.faults)
	}
	_, err = fmt.Fprintf(w, "in step with the program; texts: %d\n", len(texts))
	return err
}

// All lists the texts of the course: the README, SCALE.md, and everything in the lessons' folder below root, but for
// packages of others that npm has put there.
func All(root string) (texts []string, err error) {
	texts = []string{filepath.Join(root, "README.md"), filepath.Join(root, "SCALE.md")}
	err = filepath.WalkDir(filepath.Join(root, "lessons"), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err == nil && entry.IsDir() && entry.Name() == "node_modules":
			return fs.SkipDir
		case err != nil || filepath.Ext(path) != ".md":
			return err
		case !entry.Type().IsRegular(): // --update would write where it leads to
			return usage.Wrongf("%s: that is a link, or no file: name it if it is to be checked", path)
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
	figures []string // of the lessons, a line each
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
	commands := rememberer{shell.Program(k.program), k.printed}
	defer commands.Close()
	drifts, updated, err := weave.Check(ctx, text, weave.Source{
		ReadFile: func(path string) ([]byte, error) {
			text, err := file.ReadText(filepath.Join(k.root, path))
			return []byte(text), err
		},
		Predict:  questions(lesson),
		Shell:    commands,
		RealTime: realTime,
	})
	now := text
	switch {
	case err != nil:
		return nil, shell.WithPortHint(err)
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
	more, err := k.checkPictures(ctx, filepath.Dir(path), now, commands)
	if faults = append(faults, more...); err != nil {
		return faults, err
	}
	if lesson, err = lessonAt(path); lesson == nil || err != nil { // as it is now
		return faults, err
	}
	figures, err := prose.Measure(*lesson)
	if err != nil {
		return faults, err
	}
	k.figures = append(k.figures, fmt.Sprintf("%s: %v", lesson.Dir, figures))
	return append(faults, k.checkLesson(ctx, lesson, now, commands)...), nil
}

// checkPictures says which pictures of a text in a folder are not what their commands draw. With update, it draws them
// anew.
func (k *checker) checkPictures(ctx context.Context, dir, text string, commands weave.Shell) (faults []string, err error) {
	pictures, err := weave.Pictures(text)
	if err != nil {
		return nil, err
	}
	for _, p := range pictures {
		want, _, err := commands.Run(ctx, p.Command)
		if err != nil {
			return faults, fmt.Errorf("line %d: %w", p.Line, err)
		}
		if !filepath.IsLocal(p.File) {
			return faults, fmt.Errorf("line %d: %s is not in the text's folder", p.Line, p.File)
		}
		name := filepath.Join(dir, filepath.FromSlash(p.File))
		got, err := file.ReadText(name)
		switch {
		case err == nil && got == want:
		case k.update:
			if err := replaceFile(name, want); err != nil {
				return faults, err
			}
		default:
			faults = append(faults, fmt.Sprintf("line %d: %s is not what %s draws", p.Line, p.File, p.Command))
		}
	}
	return faults, nil
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
		var all []lessons.Prediction
		if lesson != nil {
			all = lesson.Predictions
		}
		n, err := lessons.Question(all, number)
		if err != nil {
			return "", err
		}
		return all[n].Markdown(), nil
	}
}

// checkLesson says what is wrong with a lesson beyond its blocks.
func (k *checker) checkLesson(ctx context.Context, l *lessons.Lesson, text string, commands weave.Shell) (faults []string) {
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
	faults = append(faults, prose.Faults(*l)...)
	for i, p := range l.Predictions {
		if err := answered(ctx, l, i, commands); err != nil {
			fault("question %d (%s): %v", i+1, p.Run, err)
		}
	}
	return faults
}

// answered says whether the lesson asks a question and then runs the command that decides it, and whether
// that finds right the one choice that is no misconception.
func answered(ctx context.Context, l *lessons.Lesson, number int, commands weave.Shell) error {
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
	output, _, err := commands.Run(ctx, p.Command())
	if err != nil {
		return err
	}
	right, err := p.Decide(output)
	if err == nil && p.Choices[right].Misconception != "" {
		err = fmt.Errorf("measured is %s), %s, which is said to be a misconception", lessons.Letter(right), p.Choices[right].Text)
	}
	return err
}
