package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course/shell"
	"wirelab/internal/usage"
)

func lessonsShowCommand() *cli.Command {
	return &cli.Command{
		Name: "show", Usage: "show a lesson, or a page with an answer",
		UsageText: "wirelab lessons show N | PAGE [--teacher]",
		Description: `N is a lesson's number, or part of its title or folder. wirelab lessons lists
lessons and pages. The page glossary explains all words. Long texts are shown
with $PAGER, or with less.

EXAMPLES:
   wirelab lessons show 3
   wirelab lessons show byte stream
   wirelab lessons show 3 --teacher      notes for teachers
   wirelab lessons show missed-event
   wirelab lessons show glossary`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "teacher", Usage: "show the teacher's page"},
		},
		Action: runLessonsShow,
	}
}

func runLessonsShow(c *cli.Context) error {
	if c.NArg() == 0 {
		return usage.Wrongf("say which: a lesson's number or part of its title, or a page; wirelab lessons lists them")
	}
	asked := strings.Join(c.Args().Slice(), " ")
	return shell.Show(asked, c.Bool("teacher"), c.App.Writer, c.App.ErrWriter)
}
