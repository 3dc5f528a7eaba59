package runs

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench/compare"
	"wirelab/bench/report"
	"wirelab/bench/saved"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/pictures"
	"wirelab/cmd/wirelab/internal/results"
	"wirelab/internal/term/visible"
	"wirelab/internal/usage"
)

func compareCommand() *cli.Command {
	return &cli.Command{
		Name:      "compare",
		Usage:     "say what differs between saved runs, chance apart",
		UsageText: "wirelab compare A.json B.json [C.json ...] [options]",
		Description: `Holds each run against the first, figure by figure, and marks what is measurably
more or less. What chance explains is no difference: two seeds of one plan show
none, but for one pair in 20. It takes 6 trials of each run to tell. First it
says in what the plans differ.

Runs are saved by "wirelab bench --format json" or "wirelab merge". Sweeps are
compared value by value, where all have the same values.

--format html also has a picture: the runs' response times over one another, if
they were saved with --keep samples; sweeps over one another; or how long
transfers took.

--fail-if makes the exit status 1 if something has changed. It takes a
transport, a figure, > or <, and by how much: a share of the first run's figure,
or an amount. Of losses and other shares, 1% is one in a hundred messages. Only
what measurably differs can fail; "any" stands for any figure of the table.

EXAMPLES:
   wirelab bench --format json --output cafe.json
   wirelab bench --link lossy --format json --output lossy.json
   wirelab compare cafe.json lossy.json
   wirelab compare cafe.json lossy.json --full
   wirelab compare cafe.json lossy.json --format html --output differ.html
   wirelab compare old.json new.json --fail-if 'tcp.p99>10%'
   wirelab compare old.json new.json --fail-if 'udp.lost>1%'
   wirelab compare old.json new.json --fail-if any`,
		Flags: append(viewFlags(compareFormats),
			&cli.BoolFlag{Name: "full", Usage: "more figures, with intervals"},
			&cli.StringFlag{Name: "rows", Usage: "only these figures, such as `p50,p99,lost`"},
			results.FailIfFlag("fail if `COND`, such as 'tcp.p99>10%'; repeatable"),
			&cli.BoolFlag{Name: "open", Usage: "open the page of --format html in a browser"},
			&cli.BoolFlag{Name: "force", Usage: "--format html: overwrite any file"},
		),
		Action: runCompare,
	}
}

// compareFormats are those of a comparison.
var compareFormats = []string{"table", "markdown", "html", "json"}

func runCompare(c *cli.Context) error {
	if err := flags.Choice("format", c.String("format"), compareFormats...); err != nil {
		return err
	}
	if err := checkPage(c); err != nil {
		return err
	}
	view := results.View(c)
	if err := compare.Validate(view.Rows); err != nil {
		return usage.Wrong(err)
	}
	files, err := open(c, 2, maxCompared)
	if err != nil {
		return err
	}
	compared, err := comparisonOf(files)
	if err != nil {
		return usage.Wrong(err)
	}
	var limits []compare.Limit
	for _, text := range results.Conditions(c) {
		l, err := compared.ParseLimit(text)
		if err != nil {
			return usage.Wrongf("--fail-if %s: %w", text, err)
		}
		limits = append(limits, l)
	}
	err = output(c, func(w io.Writer) error {
		if c.String("format") == "html" {
			return writePage(c, w, compared, view)
		}
		return compared.Write(w, c.String("format"), view)
	})
	if err != nil {
		return err
	}
	var broken []error
	for _, l := range limits {
		broken = append(broken, compared.Check(l)...)
	}
	if c.Bool("open") {
		if err := pictures.Open(c.Context, c.String("output")); err != nil {
			return err
		}
	}
	return results.Broken(c, broken)
}

// A comparison is of runs, or of sweeps.
type comparison interface {
	Write(w io.Writer, format string, v report.View) error
	ParseLimit(text string) (compare.Limit, error)
	Check(l compare.Limit) []error
}

// comparisonOf compares what files hold: runs, or sweeps.
func comparisonOf(files []*saved.File) (comparison, error) {
	var all []compare.Run
	var sweeps []compare.Sweep
	names := namesOf(files)
	for i, f := range files {
		if (f.Sweep != nil) != (files[0].Sweep != nil) {
			return nil, fmt.Errorf("one of %s and %s is a sweep, and the other a run: compare runs with runs, and sweeps with sweeps", files[0].Name, f.Name)
		}
		if f.Sweep != nil {
			sweeps = append(sweeps, compare.Sweep{Name: names[i], Sweep: f.Sweep})
			continue
		}
		all = append(all, compare.Run{Name: names[i], Findings: f.Run})
	}
	if len(sweeps) > 0 {
		return compare.NewSweeps(sweeps)
	}
	return compare.New(all)
}

// maxCompared is how many runs are compared at most: more make no table that one can look at.
const maxCompared = 10

// namesOf are short names of files: without the folder and .json, if they differ then.
func namesOf(files []*saved.File) (names []string) {
	for _, f := range files {
		names = append(names, visible.Text(strings.TrimSuffix(filepath.Base(f.Name), ".json")))
	}
	if distinct(names) {
		return names
	}
	for i, f := range files {
		names[i] = visible.Text(f.Name)
	}
	return names
}

func distinct(names []string) bool {
	return len(slices.Compact(slices.Sorted(slices.Values(names)))) == len(names)
}
