package shell

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"wirelab/internal/course"
	"wirelab/internal/file"
	"wirelab/internal/term"
	"wirelab/internal/usage"
	"wirelab/lessons"
)

// A Session is one lesson, with a learner or before a class.
type Session struct {
	Lesson   string       // its number, or part of its title or folder
	Answers  string       // a file with predictions; without it, the learner is asked
	Present  bool         // one step a screen, before a class
	Progress ProgressFile // where what the learner has done is remembered

	In         io.Reader // where the learner types
	Out, Notes io.Writer // the lesson, and what is not part of it
}

// Run goes through the lesson until it ends, the learner ends it, or ctx does, which is no error.
func (s *Session) Run(ctx context.Context) error {
	lesson, steps, answers, err := s.prepare()
	if err != nil {
		return err
	}
	defer term.ShowEscapes(s.Out)()
	if s.Present {
		return s.present(ctx, lesson, steps)
	}
	return s.walk(ctx, lesson, steps, answers)
}

// walk goes through the lesson with a learner.
func (s *Session) walk(ctx context.Context, lesson lessons.Lesson, steps []course.Step, answers []int) error {
	walk := &course.Walk{
		Lesson: lesson, Steps: steps, Next: nextLesson(lesson), Keep: keeper(s.Notes, s.Progress, lesson.Dir),
	}
	done, err := s.equip(ctx, walk, answers)
	if err != nil {
		return err
	}
	defer done()
	progress, err := s.Progress.read()
	if err != nil {
		return err
	}
	before := progress.Of(lesson.Dir)
	if s.Answers != "" {
		before = course.Record{}
	}
	err = walk.Run(ctx, before)
	if errors.Is(err, course.ErrQuit) {
		return sayGoodbye(s.Out, s.Progress, lesson)
	}
	return err
}

// equip gives a walk what it needs at this terminal: the shell that carries commands out, and who answers. done ends the shell.
func (s *Session) equip(ctx context.Context, walk *course.Walk, answers []int) (done func() error, err error) {
	var running *activity
	if s.Answers == "" && term.IsTerminal(s.Notes) && os.Getenv("NO_COLOR") == "" {
		running = &activity{w: s.Notes}
	}
	commands, err := newLessonShell(running)
	if err != nil {
		return nil, err
	}
	commands.setWidth(term.Columns(s.Out))
	walk.Paper, walk.Out, walk.Shell = paperFor(s.Out), s.Out, commands
	if s.Answers != "" {
		walk.Learner = &scriptedLearner{out: s.Out, answers: answers}
		return commands.program.Close, nil
	}
	learner := newLearner(ctx, s.In, s.Out)
	walk.Learner = learner
	_, walk.Height = term.Size(s.Out)
	commands.done = learner.forget
	return commands.program.Close, nil
}

// prepare finds the lesson and the answers, and all that is wrong before anything runs.
func (s *Session) prepare() (lesson lessons.Lesson, steps []course.Step, answers []int, err error) {
	if lesson, err = findLesson(s.Lesson, false); err != nil {
		return lesson, nil, nil, err
	}
	if steps, err = course.Steps(lesson); err != nil {
		return lesson, nil, nil, fmt.Errorf("lesson %d: %w", lesson.Number, err)
	}
	answers, err = s.answers(lesson)
	return lesson, steps, answers, err
}

// answers are those of the file; none if a person or a class is there to answer.
func (s *Session) answers(lesson lessons.Lesson) ([]int, error) {
	terminal := term.IsTerminal(s.In) && term.IsTerminal(term.Unwatched(s.Out))
	switch {
	case s.Answers != "" && s.Present:
		return nil, usage.Wrongf("--answers and --present: use only one of them; with --present the class answers")
	case s.Answers != "":
		return readAnswers(s.Answers, lesson)
	case !terminal && s.Present:
		return nil, usage.Wrongf("--present needs a terminal")
	case !terminal:
		return nil, usage.Wrongf("there is no terminal here to ask at; give the answers with --answers FILE")
	}
	return nil, nil
}

func readAnswers(name string, lesson lessons.Lesson) ([]int, error) {
	text, err := file.ReadText(name)
	if err != nil {
		return nil, usage.Wrongf("--answers: %w", err)
	}
	answers, err := course.ParseAnswers(text, lesson.Predictions)
	if err != nil {
		return nil, usage.Wrongf("--answers %s: %w", name, err)
	}
	return answers, nil
}

// nextLesson says what comes after a lesson.
func nextLesson(done lessons.Lesson) string {
	for _, l := range lessons.All() {
		if l.Number > done.Number {
			return fmt.Sprintf("wirelab lessons run %d (%s)", l.Number, l.Title)
		}
	}
	return "that was the last lesson; wirelab lessons lists them all"
}

// keeper remembers progress in a file. If that fails, it says so once, and the lesson goes on.
func keeper(notes io.Writer, remembered ProgressFile, lesson string) func(course.Record) {
	failed := false
	return func(r course.Record) {
		if err := remembered.keep(lesson, r); err != nil && !failed {
			failed = true
			fmt.Fprintf(notes, "Your progress is not kept: %v\n", err)
		}
	}
}

// sayGoodbye says how to go on with a lesson that was broken off.
func sayGoodbye(w io.Writer, remembered ProgressFile, lesson lessons.Lesson) error {
	progress, err := remembered.read()
	if err != nil || progress.Of(lesson.Dir).Next == 0 {
		_, err := fmt.Fprintln(w, "\nUntil next time.")
		return err
	}
	_, err = fmt.Fprintf(w, "\nUntil next time: wirelab lessons run %d goes on here.\n", lesson.Number)
	return err
}
