package main

import (
	"fmt"
	"io"
	"regexp"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/network/link"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/term/words"
)

// jitterMeans says what jitter in the table of profiles is.
const jitterMeans = `jitter: the one-way delay wanders between delay - jitter and delay + jitter. It
is a seeded function of time, whatever is sent, and changes so slowly that packets keep their order`

func linksCommand() *cli.Command {
	return &cli.Command{
		Name:      "links",
		Usage:     "list the link profiles, with their sources",
		UsageText: "wirelab links",
		Description: `EXAMPLES:
   wirelab links
   wirelab bench --link satellite`,
		Action: func(c *cli.Context) error {
			if err := flags.NoArgs(c); err != nil {
				return err
			}
			return printLinks(c.App.Writer)
		},
	}
}

// amount matches a number with its unit.
var amount = regexp.MustCompile(`[0-9.]+ (?:ms|%|[kMG]?bit/s)`)

func printLinks(w io.Writer) error {
	var rows [][]string
	texts := []string{"", jitterMeans}
	for _, p := range link.Profiles() {
		does := amount.ReplaceAllStringFunc(p.Describe(), table.Joined)
		rows = append(rows, []string{p.Name, words.Duration(p.RTT()), does})
		texts = append(texts, "", p.Name+": "+p.About, "   Source: "+p.Source)
	}
	if err := table.Fit(w, term.Columns(w), []string{"name", "RTT", "one way, in each direction"}, rows); err != nil {
		return err
	}
	width := min(term.Columns(w), table.Width)
	for _, text := range texts {
		if _, err := fmt.Fprintln(w, table.Hanging(text, 3, width)); err != nil {
			return err
		}
	}
	return nil
}
