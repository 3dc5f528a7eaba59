package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/network/link"
	"wirelab/internal/term/table"
)

// jitterMeans says what jitter in the table of profiles is.
const jitterMeans = `
jitter: the one-way delay wanders between delay - jitter and delay + jitter. It
   is a seeded function of time, whatever is sent, and changes so slowly that
   packets keep their order
`

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
			var rows [][]string
			for _, p := range link.Profiles() {
				does := table.Wrap(strings.Split(strings.ReplaceAll(p.Describe(), ", ", ",\n"), "\n"), 58)
				rows = append(rows, []string{p.Name, p.RTT().String(), does[0]})
				for _, more := range does[1:] {
					rows = append(rows, []string{"", "", more})
				}
			}
			if err := table.Plain(c.App.Writer, []string{"name", "RTT", "one way, in each direction"}, rows); err != nil {
				return err
			}
			if _, err := fmt.Fprint(c.App.Writer, jitterMeans); err != nil {
				return err
			}
			for _, p := range link.Profiles() {
				about, source := table.Wrap(strings.Fields(p.Name+": "+p.About), 77), table.Wrap(strings.Fields("Source: "+p.Source), 77)
				_, err := fmt.Fprintf(c.App.Writer, "\n%s\n", strings.Join(append(about, source...), "\n   "))
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}
