// Package plans reads the options of wirelab bench, for the command and for pages that have the same options.
package plans

import (
	"context"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/results"
)

// Work is what the options ask for: one plan, or those of a sweep.
type Work struct {
	Plans []bench.Plan
	Sweep *bench.Sweep // nil if there is one plan
}

// From reads the options.
func From(c *cli.Context) (w Work, err error) {
	switch {
	case c.IsSet("sweep"):
		w.Sweep, w.Plans, err = sweepFrom(c)
	case comparesGuarantees(c):
		w.Sweep, w.Plans, err = guaranteesFrom(c)
	default:
		w.Plans = make([]bench.Plan, 1)
		w.Plans[0], err = planFrom(c)
	}
	return w, err
}

// Run carries the work out.
func (w Work) Run(ctx context.Context, watcher measure.Watcher) (results.Report, error) {
	if w.Sweep != nil {
		if err := measure.RunSweep(ctx, w.Sweep, w.Plans, watcher); err != nil {
			return nil, err
		}
		return results.OfSweep(w.Sweep), nil
	}
	found, err := measure.Run(ctx, w.Plans[0], watcher)
	if err != nil {
		return nil, err
	}
	return results.Of(found), nil
}

// Parse reads the words that follow "wirelab bench" as the command does, where there is no command line: the errors are
// the same. The context has no App.
func Parse(args []string) (*cli.Context, error) {
	c, err := flags.Parse(nil, &cli.Command{Name: "bench", HelpName: "wirelab bench", Flags: Flags()}, args)
	if err != nil {
		return nil, err
	}
	return c, flags.NoBlanks(c)
}
