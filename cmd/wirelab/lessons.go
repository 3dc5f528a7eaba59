package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/table"
	"wirelab/lessons"
)

func lessonsCommand() *cli.Command {
	return &cli.Command{
		Name:      "lessons",
		Usage:     "the course: twelve lessons in which one predicts, measures and explains",
		UsageText: "wirelab lessons [list | check] [options]",
		Description: `EXAMPLES:
   wirelab lessons
   wirelab lessons check`,
		Action: func(c *cli.Context) error {
			if c.NArg() > 0 {
				return wrongf("there is no %q: it is list or check", c.Args().First())
			}
			return listLessons(c)
		},
		Subcommands: []*cli.Command{
			{
				Name: "list", Usage: "lists them, with their time and words",
				UsageText: "wirelab lessons list",
				Action:    listLessons,
			},
			lessonsCheckCommand(),
		},
	}
}

// listLessons prints the course as a table.
func listLessons(c *cli.Context) error {
	var rows [][]string
	for _, l := range lessons.All() {
		for i, line := range wrap(strings.Fields(strings.Join(l.Words, ", ")), 34) {
			if i == 0 {
				rows = append(rows, []string{strconv.Itoa(l.Number), fmt.Sprintf("%d min", l.Minutes), l.Title, line})
			} else {
				rows = append(rows, []string{"", "", "", line})
			}
		}
	}
	return table.Plain(c.App.Writer, []string{"lesson", "time", "title", "words"}, rows)
}
