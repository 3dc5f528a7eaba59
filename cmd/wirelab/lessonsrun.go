package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course/shell"
	"wirelab/internal/usage"
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
