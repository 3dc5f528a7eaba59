package compare

import (
	"slices"

	"wirelab/bench/figure"
)

// sideBySide are the figures that SideBySide has at first, for each kind of run.
var sideBySide = map[string][]string{
	"an echo server": {"lost", "p50", "p99"},
	"a room":         {"lost", "p50", "p99", "skew.p99"},
	"a queue":        {"neverApplied", "appliedTwice", "p50", "p99"},
	"a transfer":     {"lost", "goodput", "completion"},
}

// SideBySide is a table of the figures of runs of one plan, such as those of several machines, without a word on what
// differs: those that matter most or, if it is to be full, those that a comparison shows at first. What a run has not
// measured is not known.
func SideBySide(runs []Run, full bool) (header []string, grid [][]string) {
	c := &Comparison{Runs: runs}
	for _, name := range runs[0].Plan.Transports {
		if slices.ContainsFunc(runs, func(r Run) bool { return r.Result(name) != nil }) {
			c.Transports = append(c.Transports, name)
		}
	}
	names := sideBySide[kind(runs[0].Plan)]
	if full {
		names = foremost[kind(runs[0].Plan)]
	}
	for _, r := range rows {
		f, err := figure.Named(r.figure)
		if err != nil || !slices.Contains(names, r.figure) {
			continue
		}
		x := shown{r, f, map[string][]Value{}}
		says := false
		for _, name := range c.Transports {
			for _, run := range runs {
				v := valueOf(run, f, name)
				says = says || v.Known && v.Number != 0
				x.values[name] = append(x.values[name], v)
			}
		}
		if says {
			grid = append(grid, c.group(x, full)...)
		}
	}
	return c.header(), grid
}
