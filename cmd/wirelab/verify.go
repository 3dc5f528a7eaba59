//go:build !js

package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/urfave/cli/v2"

	"wirelab/bench/verify"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/file"
	"wirelab/internal/network/link"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/usage"
)

func verifyCommand() *cli.Command {
	return &cli.Command{
		Name:      "verify",
		Usage:     "compare the lab with Linux's own TCP (Linux)",
		UsageText: "wirelab verify [options]",
		Description: `Runs the same plans in the lab and between two networks of Linux, joined by the
same link that loses and delays the same packets, and prints how the figures
compare. It takes up to 20 minutes, or 3 with --quick. The machine should have
nothing else to do. These links are compared, if you do not name others:
` + strings.Join(table.Wrap(strings.Fields(strings.Join(verify.DefaultLinks(), ", ")+"."), table.Width), "\n") + `

EXAMPLES:
   wirelab verify --quick
   wirelab verify --profiles lossy,cafe
   wirelab verify --profiles cafe --loads dials,answers,flows
   wirelab verify --format markdown --output verified.md`,
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "quick", Usage: "fewer rows, and shorter ones"},
			&cli.StringFlag{
				Name: "profiles", Usage: "links, as in wirelab links",
				Value: strings.Join(verify.DefaultLinks(), ","), DefaultText: "those above",
			},
			&cli.StringFlag{
				Name: "loads", Usage: "what to put on them: " + strings.Join(verify.Loads(), ", ") + ", or all", Value: verify.Loads()[0],
			},
			&cli.IntFlag{
				Name: "seeds", Usage: fmt.Sprintf("trial pairs a row; intervals need %d", verify.MinSeeds),
				DefaultText: fmt.Sprintf("%d, quick %d", verify.DefaultSeeds(false), verify.DefaultSeeds(true)),
			},
			&cli.StringFlag{Name: "format", Usage: "table, markdown or json", Value: "table"},
			&cli.StringFlag{Name: "output", Usage: "write to `FILE`, not to the terminal", Value: "-"},
		},
		Action: runVerify,
	}
}

// maxSeeds keeps a run within a day.
const maxSeeds = 100

func runVerify(c *cli.Context) error {
	options := verify.Options{Links: flags.List(c.String("profiles")), Quick: c.Bool("quick"), Seeds: c.Int("seeds")}
	format := c.String("format")
	switch err := cmp.Or(flags.NoArgs(c), flags.Choice("format", format, "table", "markdown", "json")); {
	case err != nil:
		return err
	case c.IsSet("seeds") && (options.Seeds < 1 || options.Seeds > maxSeeds):
		return usage.Wrongf("--seeds %d: choose 1 to %d seeds", options.Seeds, maxSeeds)
	case len(options.Links) == 0:
		return usage.Wrongf("--profiles: name at least one link")
	}
	if options.Loads = flags.List(c.String("loads")); slices.Equal(options.Loads, []string{"all"}) {
		options.Loads = verify.Loads()
	}
	if len(options.Loads) == 0 {
		return usage.Wrongf("--loads: name at least one load")
	}
	for _, name := range options.Loads {
		if err := flags.Choice("loads", name, append(verify.Loads(), "all")...); err != nil {
			return err
		}
	}
	for _, name := range options.Links {
		if _, err := link.Named(name); err != nil {
			return usage.Wrongf("--profiles: %w", err)
		}
	}
	if err := flags.NeedKernels(); err != nil {
		return err
	}
	output, err := file.Create(c.String("output"), c.App.Writer)
	if err != nil {
		return usage.Wrongf("--output %w", err)
	}
	defer output.Discard()
	tell, done := tellProgress(c.App.ErrWriter)
	options.Progress = tell
	report, err := verify.Run(c.Context, options)
	done()
	if report == nil {
		return err
	}
	columns := table.Width
	if c.String("output") == "-" {
		columns = term.Columns(c.App.Writer)
	}
	if err := report.Write(output, format, columns); err != nil {
		return err
	}
	return cmp.Or(output.Keep(), err)
}

// tellProgress writes a line whenever something else is being done, with the time that is left: on a
// terminal over the one before, elsewhere at most every ten seconds. done takes the line away again.
func tellProgress(w io.Writer) (tell func(doing string, left time.Duration), done func()) {
	pause, end, clear := 10*time.Second, "\n", ""
	if term.IsTerminal(w) {
		pause, end, clear = 100*time.Millisecond, "\r", "\r\x1b[K"
	}
	var last time.Time
	tell = func(doing string, left time.Duration) {
		if time.Since(last) < pause {
			return
		}
		last = time.Now()
		room := min(50, term.Columns(w)-len(" 12m30s left "))
		fmt.Fprintf(w, "%-*s %6v left%s", room, runewidth.Truncate(doing, room, "…"), left.Round(time.Second), end)
	}
	return tell, func() { fmt.Fprint(w, clear) }
}
