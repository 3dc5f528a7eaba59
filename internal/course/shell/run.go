package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course"
	"wirelab/internal/file"
	"wirelab/internal/term"
	"wirelab/lessons"
)

func lessonsRunCommand() *cli.Command {
	return &cli.Command{
		Name: "run", Usage: "goes through a lesson with you, step by step",
		UsageText: "wirelab lessons run N [--answers FILE | --present] [--progress FILE]",
		Description: `N is a lesson's number, or part of its title or folder. It asks for your
predictions, runs the experiments, and says what was measured. q or Ctrl-C ends
it; next time it goes on there.

EXAMPLES:
   wirelab lessons run 3
   wirelab lessons run 3 --present             before a class, on a projector
   wirelab lessons run 3 --answers mine.txt    without a person`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "answers", Usage: "`FILE` with predictions, a letter a line; # is a comment"},
			&cli.BoolFlag{Name: "present", Usage: "one step a screen, large, and with votes"},
			progressFlag(),
		},
		Action: runLessonsRun,
	}
}

func runLessonsRun(c *cli.Context) error {
	lesson, steps, answers, err := lessonToRun(c)
	if err != nil {
		return err
	}
	defer term.ShowEscapes(c.App.Writer)()
	shell, err := newLessonShell()
	if err != nil {
		return err
	}
	defer shell.program.Close()
	if c.Bool("present") {
		return presentLesson(c, lesson, steps, shell)
	}
	remembered := progressOf(c)
	if c.IsSet("answers") && namedProgress(c) == "" {
		remembered = "" // it is nobody's own
	}
	progress, err := remembered.read()
	if err != nil {
		return err
	}
	walk := &course.Walk{
		Lesson: lesson, Steps: steps, Next: nextLesson(lesson), Paper: paperFor(c), Out: c.App.Writer, Shell: shell,
		Keep: keeper(c.App.ErrWriter, remembered, lesson.Dir),
	}
	before := progress[lesson.Dir]
	if c.IsSet("answers") {
		before = course.Record{}
		walk.Learner = &scriptedLearner{out: c.App.Writer, answers: answers}
	} else {
		learner := newLearner(c)
		walk.Learner = learner
		_, walk.Height = term.Size(c.App.Writer)
		shell.waiting = waitingLine(c.App.ErrWriter)
		shell.done = learner.forget
	}
	err = walk.Run(c.Context, before)
	if errors.Is(err, course.ErrQuit) {
		return sayGoodbye(c.App.Writer, remembered, lesson)
	}
	return err
}

// lessonToRun reads the command line, and finds all that is wrong with it before anything runs.
func lessonToRun(c *cli.Context) (lesson lessons.Lesson, steps []course.Step, answers []int, err error) {
	if c.NArg() == 0 {
		return lesson, nil, nil, wrongf("say which lesson: its number or part of its title; wirelab lessons lists them")
	}
	if lesson, err = findLesson(strings.Join(c.Args().Slice(), " "), false); err != nil {
		return lesson, nil, nil, err
	}
	if steps, err = course.Steps(lesson); err != nil {
		return lesson, nil, nil, fmt.Errorf("lesson %d: %w", lesson.Number, err)
	}
	terminal := term.IsTerminal(c.App.Reader) && term.IsTerminal(term.Unwatched(c.App.Writer))
	switch {
	case c.IsSet("answers") && c.Bool("present"):
		err = wrongf("--answers and --present: one or the other: a class says its answers itself")
	case c.IsSet("answers"):
		answers, err = readAnswers(c.String("answers"), lesson)
	case !terminal && c.Bool("present"):
		err = wrongf("--present needs a terminal")
	case !terminal:
		err = wrongf("there is no terminal here to ask at: --answers FILE has the answers")
	}
	return lesson, steps, answers, err
}

func readAnswers(name string, lesson lessons.Lesson) ([]int, error) {
	text, err := file.ReadText(name)
	if err != nil {
		return nil, wrongf("--answers: %w", err)
	}
	answers, err := course.ParseAnswers(text, lesson.Predictions)
	if err != nil {
		return nil, wrongf("--answers %s: %w", name, err)
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
func keeper(notes io.Writer, file progressFile, lesson string) func(course.Record) {
	failed := false
	return func(r course.Record) {
		if err := file.keep(lesson, r); err != nil && !failed {
			failed = true
			fmt.Fprintf(notes, "Your progress is not kept: %v\n", err)
		}
	}
}

// sayGoodbye says how to go on with a lesson that was broken off.
func sayGoodbye(w io.Writer, file progressFile, lesson lessons.Lesson) error {
	progress, err := file.read()
	if err != nil || progress[lesson.Dir].Next == 0 {
		_, err := fmt.Fprintln(w, "\nUntil next time.")
		return err
	}
	_, err = fmt.Fprintf(w, "\nUntil next time: wirelab lessons run %d goes on here.\n", lesson.Number)
	return err
}
