package teaching

import (
	"math/rand/v2"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/course/shell"
	"wirelab/internal/usage"
)

func lessonsRunCommand() *cli.Command {
	return &cli.Command{
		Name: "run", Usage: "go through a lesson, step by step",
		UsageText: "wirelab lessons run N [--answers FILE | --present] [--progress FILE]",
		Description: `N is a lesson's number, or part of its title or folder. The lesson asks for your
predictions, runs the experiments, and shows what was measured. Press q or
Ctrl-C to stop; next time it continues there.

EXAMPLES:
   wirelab lessons run 3
   wirelab lessons run 3 --present             in class, on a projector
   wirelab lessons run 3 --answers mine.txt    without a person`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "answers", Usage: "`FILE` with predictions, one letter a line; # is a comment"},
			&cli.BoolFlag{Name: "present", Usage: "one step on each screen, large, with votes"},
			progressFlag(),
		},
		Action: runLessonsRun,
	}
}

func runLessonsRun(c *cli.Context) error {
	if c.NArg() == 0 {
		return usage.Wrongf("say which lesson: its number or part of its title; wirelab lessons lists them")
	}
	remembered := progressOf(c)
	if c.IsSet("answers") && namedProgress(c) == "" {
		remembered = "" // it is nobody's own
	}
	session := &shell.Session{
		Lesson: strings.Join(c.Args().Slice(), " "), Answers: c.String("answers"), Present: c.Bool("present"),
		Progress: remembered, In: c.App.Reader, Out: c.App.Writer, Notes: c.App.ErrWriter,
	}
	return session.Run(c.Context)
}

func lessonsQuizCommand() *cli.Command {
	return &cli.Command{
		Name: "quiz", Usage: "questions of lessons that you have finished, with other numbers",
		UsageText: "wirelab lessons quiz [--questions N] [--all] [--seed N] [--answers FILE]",
		Description: `The questions are those of the lessons, mixed. The numbers in them are drawn, so
that you cannot answer from memory. What is right is measured after your answer.

EXAMPLES:
   wirelab lessons quiz
   wirelab lessons quiz --all --questions 10
   wirelab lessons quiz --all --seed 7      the same questions for a class`,
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "questions", Usage: "how many, 1 to 50", Value: 5},
			&cli.BoolFlag{Name: "all", Usage: "of all lessons, not only of those that you have finished", DisableDefaultText: true},
			&cli.Uint64Flag{Name: "seed", Usage: "draws the questions and their numbers", DefaultText: "by chance"},
			&cli.StringFlag{Name: "answers", Usage: "`FILE` with predictions, one letter a line; # is a comment"},
			progressFlag(),
		},
		Action: runLessonsQuiz,
	}
}

func runLessonsQuiz(c *cli.Context) error {
	if err := flags.NoArgs(c); err != nil {
		return err
	}
	n := c.Int("questions")
	if n < 1 || n > 50 {
		return usage.Wrongf("--questions %d: it must be 1 to 50", n)
	}
	seed := c.Uint64("seed")
	if !c.IsSet("seed") {
		seed = rand.Uint64()
	}
	quiz := &shell.Quiz{
		Questions: n, Seed: seed, All: c.Bool("all"), Answers: c.String("answers"), Progress: progressOf(c),
		In: c.App.Reader, Out: c.App.Writer, Notes: c.App.ErrWriter,
	}
	return quiz.Run(c.Context)
}
