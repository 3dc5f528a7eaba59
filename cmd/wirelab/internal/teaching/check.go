package teaching

import (
	"github.com/urfave/cli/v2"

	"wirelab/internal/course/check"
)

func lessonsCheckCommand() *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "check the lessons against the program",
		UsageText: "wirelab lessons check [--update] [TEXT ...]",
		Description: `Run it anywhere in wirelab's source. It checks README.md, SCALE.md and all texts
of the lessons, or only those that you name. Code must be the same as in the
source. Each command must print what the text says. Each number in a sentence
must stand in an output. Each prediction must have its answer among the choices.
It prints how hard each lesson is to read, as a Flesch-Kincaid grade, and how
long it is, and both must keep within their limits.

It runs the lines of a text that begin with "$ ", and uses sh for those that are
more than wirelab and plain words. They can do anything that you can do: read a
text from somebody else before you check it.

EXAMPLES:
   wirelab lessons check
   wirelab lessons check lessons/03-byte-stream/lesson.md
   wirelab lessons check --update      updates code and outputs that have changed`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "update", Usage: "update the code and outputs in the texts"},
		},
		Action: func(c *cli.Context) error {
			return check.Texts(c.Context, c.App.Writer, c.Args().Slice(), c.Bool("update"))
		},
	}
}
