package main

import (
	"github.com/urfave/cli/v2"

	"wirelab/internal/course/check"
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
		Action: func(c *cli.Context) error {
			return check.Texts(c.Context, c.App.Writer, c.Args().Slice(), c.Bool("update"))
		},
	}
}
