package runs

import (
	"cmp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/bench/merge"
	"wirelab/bench/saved"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/results"
	"wirelab/internal/usage"
)

func mergeCommand(version string) *cli.Command {
	return &cli.Command{
		Name:      "merge",
		Usage:     "make one report of the runs of many machines",
		UsageText: "wirelab merge A.json B.json [C.json ...] [options]",
		Description: `Makes one report of runs that several machines have saved, a class against one
server, say: of all together, and machine by machine. The runs must be of the
same plan. Each keeps its samples and its own clock: times of different machines
are never mixed. A machine counts as a trial does in a single run, so it takes 6
machines to give intervals.

Machines are called as their files are. Merged runs can be saved, reported and
compared like others, and merged again.

EXAMPLES:
   wirelab serve echo --host 0.0.0.0              on the server, and then
   wirelab bench --net host --target 192.168.1.5 --keep samples \
      --format json --output ada.json             on each laptop
   wirelab merge *.json                           one report of them all
   wirelab merge *.json --full                    all figures, and definitions
   wirelab merge *.json --format json --output class.json`,
		Flags:  reportFlags(),
		Action: func(c *cli.Context) error { return runMerge(c, version) },
	}
}

func runMerge(c *cli.Context, version string) error {
	if err := flags.Choice("format", c.String("format"), results.Formats...); err != nil {
		return err
	}
	files, err := open(c, 2, maxMerged)
	if err != nil {
		return err
	}
	var all []*bench.Findings
	var names []string
	for i, name := range machinesOf(files) {
		f := files[i]
		switch {
		case f.Sweep != nil:
			return usage.Wrongf("%s: that is a sweep; merge runs of one plan", f.Name)
		case len(f.Runs) > 0:
			all = append(all, f.Runs...)
			for range f.Runs {
				names = append(names, name)
			}
		default:
			all, names = append(all, f.Run), append(names, name)
		}
	}
	merged, err := merge.New(all, names)
	if err != nil {
		return usage.Wrong(err)
	}
	return printReport(c, merged, merged.Runs, version)
}

// machinesOf are what machines are called: as their files are or, where those are called alike, as the machines.
func machinesOf(files []*saved.File) []string {
	names := namesOf(files)
	if slices.ContainsFunc(names, func(name string) bool { return strings.ContainsAny(name, `/\`) }) {
		for i, f := range files {
			if f.Run != nil && f.Run.Machine != nil {
				names[i] = cmp.Or(f.Run.Machine.Name, names[i])
			}
		}
	}
	return names
}

// maxMerged is how many runs are merged at most.
const maxMerged = 1000
