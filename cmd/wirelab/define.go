package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course/glossary"
)

func defineCommand() *cli.Command {
	return &cli.Command{
		Name:      "define",
		Usage:     "explain a word, and name the command that shows it",
		UsageText: "wirelab define [WORD]",
		Description: `Without a word it lists all words. It knows short forms, such as osi, mq and
ack.

EXAMPLES:
   wirelab define
   wirelab define socket
   wirelab define head-of-line blocking`,
		Action: func(c *cli.Context) error {
			if c.NArg() == 0 {
				return glossary.Words(c.App.Writer)
			}
			return glossary.Define(c.App.Writer, strings.Join(c.Args().Slice(), " "))
		},
	}
}
