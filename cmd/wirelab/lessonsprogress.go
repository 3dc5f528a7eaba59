package main

import (
	"cmp"
	"os"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course/shell"
)

func progressFlag() cli.Flag {
	return &cli.StringFlag{
		Name:  "progress",
		Usage: "`FILE` that remembers your progress; off: none\n\t(default: $" + shell.ProgressVariable + ", or in your own settings)",
	}
}

// progressOf is the file that a command's options name, or else the user's own.
func progressOf(c *cli.Context) shell.ProgressFile { return shell.Progress(namedProgress(c)) }

// namedProgress is the file of progress that the user has named, by the option or the variable; empty if none.
func namedProgress(c *cli.Context) string {
	return cmp.Or(c.String("progress"), os.Getenv(shell.ProgressVariable))
}
