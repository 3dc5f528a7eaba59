package main

import (
	"errors"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/demo"
	"wirelab/internal/file"
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
program, with 10 ms each way; or the machine's own (--net host). Some of them
also draw what happens in the lab (--format svg): rooms and retry.

EXAMPLES:
   wirelab demo
   wirelab demo sockets
   wirelab demo stream --net host
   wirelab demo rooms --format svg --output rooms.svg`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "net", Usage: "the network: lab or host", Value: "lab"},
			&cli.StringFlag{Name: "format", Usage: "text or svg", Value: "text"},
			&cli.StringFlag{Name: "output", Usage: "--format svg: write to `FILE`, not to the terminal", Value: "-"},
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
	if err := flags.Choice("format", c.String("format"), "text", "svg"); err != nil {
		return err
	}
	if c.String("format") == "svg" || c.String("output") != "-" {
		return drawDemo(c, demos[i])
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

// drawDemo draws a demonstration's picture.
func drawDemo(c *cli.Context, d demo.Demo) error {
	switch {
	case c.String("format") != "svg":
		return usage.Wrongf("--output: it is about --format svg; add that")
	case c.String("net") != "lab":
		return usage.Wrongf("--format svg: pictures are drawn of the lab; leave out --net %s", c.String("net"))
	case !d.Drawn():
		return usage.Wrongf("--format svg: %s has no picture", d.Name)
	}
	output, err := file.Create(c.String("output"), c.App.Writer)
	if err != nil {
		return usage.Wrongf("--output %w", err)
	}
	defer output.Discard()
	svg, err := d.Draw(c.Context)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(output, svg); err != nil {
		return err
	}
	if err := output.Keep(); err != nil {
		return err
	}
	noteWritten(c.App.ErrWriter, c.String("output"))
	return nil
}

func listDemos(w io.Writer) error {
	var rows [][]string
	for _, d := range demo.All() {
		rows = append(rows, []string{d.Name, d.Question})
	}
	return table.Fit(w, term.Columns(w), []string{"demo", "what it asks"}, rows)
}
