package teaching

import (
	"strings"

	"github.com/urfave/cli/v2"

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
