// Package runs has the commands for saved runs: report, compare and merge.
package runs

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/merge"
	"wirelab/bench/report"
	"wirelab/bench/saved"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/cmd/wirelab/internal/results"
	"wirelab/internal/file"
	"wirelab/internal/term/visible"
	"wirelab/internal/usage"
)

// Commands are the commands of this package; version is the program's.
func Commands(version string) []*cli.Command {
	return []*cli.Command{reportCommand(version), compareCommand(), mergeCommand(version)}
}

func reportCommand(version string) *cli.Command {
	return &cli.Command{
		Name:      "report",
		Usage:     "print any report of a saved run again",
		UsageText: "wirelab report RUN.json [options]",
		Description: `Reads a run that "wirelab bench --format json" or "wirelab merge" has saved, and
prints what bench would have printed for it, in any format. Nothing is measured
again. Runs saved by an earlier wirelab can be read. Pictures of messages take a
run that was saved with --keep samples.

EXAMPLES:
   wirelab bench --format json --output run.json  save a run
   wirelab report run.json                        what bench would have shown
   wirelab report run.json --full                 all figures, and definitions
   wirelab report run.json --rows lost,p99        these rows only
   wirelab report run.json --format markdown      to hand in
   wirelab report run.json --format html --output run.html   with pictures
   wirelab report run.json --fail-if 'udp.lost>5%'`,
		Flags:  reportFlags(),
		Action: func(c *cli.Context) error { return runReport(c, version) },
	}
}

// reportFlags are the options of a command that prints a report of runs.
func reportFlags() []cli.Flag {
	return slices.Concat(viewFlags(results.Formats), []cli.Flag{
		&cli.BoolFlag{Name: "full", Usage: "all figures, with definitions"},
		&cli.StringFlag{Name: "rows", Usage: "only these rows, such as `p50,p99,wire`"},
		results.FailIfFlag("fail if `COND`, such as 'udp.lost>5%'; repeatable"),
	}, pictures.Flags())
}

// viewFlags are the options that say where and how a report is written.
func viewFlags(formats []string) []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Usage: strings.Join(formats, ", "), Value: "table", DefaultText: "table"},
		&cli.StringFlag{Name: "output", Usage: "write to `FILE`, not to the terminal", Value: "-"},
	}
}

func runReport(c *cli.Context, version string) error {
	if err := flags.Choice("format", c.String("format"), results.Formats...); err != nil {
		return err
	}
	files, err := open(c, 1, 1)
	if err != nil {
		return err
	}
	of, err := reportOf(files[0])
	if err != nil {
		return fmt.Errorf("%s: %w", files[0].Name, err)
	}
	return printReport(c, of, files[0].All(), version)
}

// reportOf is the report of what a file holds.
func reportOf(f *saved.File) (results.Report, error) {
	switch {
	case f.Sweep != nil:
		return results.OfSweep(f.Sweep), nil
	case len(f.Runs) > 0:
		return merge.Again(f.Runs)
	}
	return results.Of(f.Run), nil
}

// printReport writes a report of runs as the options say, and holds it against its limits.
func printReport(c *cli.Context, of results.Report, runs []*bench.Findings, version string) error {
	limits, err := results.LimitsFrom(c, results.Transports(of))
	if err != nil {
		return err
	}
	view, err := viewFrom(c, of)
	if err != nil {
		return err
	}
	show, err := pictures.From(c)
	if err != nil {
		return err
	}
	if err := gather(c, show, of, runs); err != nil {
		return err
	}
	err = output(c, func(w io.Writer) error {
		return show.Write(w, results.Pictured(of, version), view, func() error {
			return results.Write(w, c.String("format"), view, of)
		})
	})
	if err != nil {
		return err
	}
	return cmp.Or(show.Done(c), limits.Check(c, of))
}

// gather has show look at the samples of runs, as it does while they are measured.
func gather(c *cli.Context, show *pictures.Show, of results.Report, runs []*bench.Findings) error {
	values, _ := results.Parts(of)
	sweep := len(runs) == 0
	take := show.Trial(!sweep || keepsSamples(of))
	if take == nil {
		return nil
	}
	if sweep {
		runs = values
	}
	samples := 0
	for i, f := range runs {
		if sweep {
			show.Next()
		}
		for _, s := range f.Samples {
			one := *s
			if !sweep {
				one.Trial += i * f.Plan.Trials // trials of two machines are not one
			}
			if err := take(&one); err != nil {
				return err
			}
			samples++
		}
	}
	if samples == 0 {
		fmt.Fprintln(c.App.ErrWriter, "Without samples there are no pictures of messages: save runs with --keep samples.")
	}
	return nil
}

// keepsSamples says whether a sweep is one that can keep samples: that of a queue with each guarantee.
func keepsSamples(of results.Report) bool {
	sweep, ok := of.(*report.Sweep)
	return ok && sweep.Parameter == "guarantee" && sweep.Second == nil && len(sweep.Values) == len(bench.Guarantees())
}

// viewFrom says how the report is shown.
func viewFrom(c *cli.Context, of results.Report) (report.View, error) {
	all, _ := results.Parts(of)
	p := all[0].Plan
	for _, option := range []string{"full", "rows"} {
		if c.IsSet(option) && p.Bulk > 0 {
			return report.View{}, usage.Wrongf("--%s: not for a run with --bulk, which has only one form of report", option)
		}
	}
	v := results.View(c)
	if err := v.Validate(bench.Plan{Server: p.Server, Slow: p.Slow, Disconnect: p.Disconnect}); err != nil {
		return v, usage.Wrong(err)
	}
	return v, nil
}

// output has write write to where --output says.
func output(c *cli.Context, write func(io.Writer) error) error {
	name := c.String("output")
	out, err := file.Create(name, c.App.Writer)
	if err != nil {
		return usage.Wrongf("--output %w", err)
	}
	defer out.Discard()
	if err := write(out); err != nil {
		return err
	}
	if err := out.Keep(); err != nil {
		return err
	}
	if name != "-" {
		fmt.Fprintf(c.App.ErrWriter, "Wrote %s.\n", visible.Text(name))
	}
	return nil
}
