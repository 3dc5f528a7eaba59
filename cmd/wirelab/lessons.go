package main

import (
	"github.com/urfave/cli/v2"

	"wirelab/internal/course/shell"
)

func lessonsCommand() *cli.Command {
	return &cli.Command{
		Name:      "lessons",
		Usage:     "the course: twelve lessons to predict, measure and explain",
		UsageText: "wirelab lessons [list | show N | run N | check | export DIR]",
		Description: `N is a lesson's number, or part of its title.

EXAMPLES:
   wirelab lessons
   wirelab lessons run 1
   wirelab lessons run 1 --present
   wirelab lessons show 1
   wirelab lessons show missed-event`,
		Flags: []cli.Flag{progressFlag()},
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return wrongf("there is no %q: it is list, show, run, check or export", c.Args().First())
			}
			return shell.List(c.App.Writer, progressOf(c))
		},
		Subcommands: []*cli.Command{
			{
				Name: "list", Usage: "lists them, and the pages with answers",
				UsageText: "wirelab lessons list [--progress FILE]",
				Description: `A lesson has a time and words that it makes clear. Those that you have gone
through with wirelab lessons run are marked.

EXAMPLES:
   wirelab lessons list`,
				Flags: []cli.Flag{progressFlag()},
				Action: func(c *cli.Context) error {
					if err := noArgs(c); err != nil {
						return err
					}
					return shell.List(c.App.Writer, progressOf(c))
				},
			},
			lessonsShowCommand(),
			lessonsRunCommand(),
			lessonsCheckCommand(),
			lessonsExportCommand(),
		},
	}
}
