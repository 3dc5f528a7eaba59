package main

import (
	"errors"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/demo"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/usage"
)

func demoCommand() *cli.Command {
	return &cli.Command{
		Name:      "demo",
		Usage:     "run a small demonstration from the lessons",
		UsageText: "wirelab demo [NAME] [options]",
		Description: `Without a name it lists all demonstrations. The network is the lab, inside the
program, with 10 ms each way; or the machine's own (--net host).

EXAMPLES:
   wirelab demo
   wirelab demo sockets
   wirelab demo stream --net host`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "net", Usage: "the network: lab or host", Value: "lab"},
		},
		Action: runDemo,
	}
}

func runDemo(c *cli.Context) error {
	if c.NArg() == 0 {
		return listDemos(c.App.Writer)
	}
	demos := demo.All()
	i := slices.IndexFunc(demos, func(d demo.Demo) bool { return d.Name == c.Args().First() })
	if i < 0 {
		var known []string
		for _, d := range demos {
			known = append(known, d.Name)
		}
		name := c.Args().First()
		return usage.Wrongf("there is no demo %q: %s", name, usage.DidYouMean(name, known, "wirelab demo lists them"))
	}
	if c.NArg() > 1 {
		return usage.Wrongf("%q is one argument too many", c.Args().Get(1))
	}
	network := c.String("net")
	if err := flags.Choice("net", network, "lab", "host"); err != nil {
		return err
	}
	run := demos[i].RunInLab
	if network == "host" {
		run = demos[i].RunOnHost
	}
	err := run(c.Context, c.App.Writer)
	if errors.Is(err, demo.ErrLabOnly) {
		return usage.Wrong(err)
	}
	return err
}

func listDemos(w io.Writer) error {
	var rows [][]string
	for _, d := range demo.All() {
		rows = append(rows, []string{d.Name, d.Question})
	}
	return table.Fit(w, term.Columns(w), []string{"demo", "what it asks"}, rows)
}
