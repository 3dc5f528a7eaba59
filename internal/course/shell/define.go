package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/term/table"
	"wirelab/lessons"
)

func defineCommand() *cli.Command {
	return &cli.Command{
		Name:      "define",
		Usage:     "the word, precisely, and the command that shows it",
		UsageText: "wirelab define [WORD]",
		Description: `Without a word it lists those that there are. It knows short forms, such as osi,
mq and ack.

EXAMPLES:
   wirelab define
   wirelab define socket
   wirelab define head-of-line blocking`,
		Action: runDefine,
	}
}

func runDefine(c *cli.Context) error {
	if c.NArg() == 0 {
		return listWords(c.App.Writer)
	}
	asked := strings.Join(c.Args().Slice(), " ")
	word, ok := lessons.Define(asked)
	if !ok {
		return wrongf("%q is not in the glossary: wirelab define lists the words", asked)
	}
	wrapped := func(text string) string { return strings.TrimSuffix(table.Paragraph(text, table.Width), "\n") }
	_, err := fmt.Fprintf(c.App.Writer, "%s\n%s\n\n%s\n\nSee it: %s\n",
		word.Name, wrapped(word.Precisely), wrapped("Loosely: "+word.Loosely), word.SeeIt)
	return err
}

func listWords(w io.Writer) error {
	var rows [][]string
	for _, word := range lessons.Words() {
		rows = append(rows, []string{word.Name, word.SeeIt})
	}
	return table.Plain(w, []string{"word", "see it"}, rows)
}
