package merge

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"

	"wirelab/bench"
	"wirelab/bench/compare"
	"wirelab/bench/saved"
)

// A Report is that of several machines' runs.
type Report struct {
	*bench.Findings                   // of all together
	Runs            []*bench.Findings // each with a machine that has a label
}

// New merges runs. Reports call them by names, and those that have one and the same are numbered; runs that have been
// merged before keep their labels. It is an error, which begins with a name, if the plans are not the same, or if one of
// the runs is there twice.
func New(runs []*bench.Findings, names []string) (*Report, error) {
	for i, f := range runs {
		plans := []bench.Plan{runs[0].Plan, f.Plan}
		differ := compare.Settings(plans)
		for _, s := range compare.Repetition(plans) {
			if s.Name != "the seed" {
				differ = append(differ, s)
			}
		}
		if f.Plan.Server != runs[0].Plan.Server {
			differ = append(differ, compare.Setting{Name: "the server", Values: []string{runs[0].Plan.Server, f.Plan.Server}})
		}
		if len(differ) > 0 {
			return nil, fmt.Errorf("%s: its plan is not that of %s: they differ in %s; merge runs of one plan only",
				names[i], names[0], compare.Listed(differ))
		}
		for j := range i {
			if reflect.DeepEqual(f.Results, runs[j].Results) {
				return nil, fmt.Errorf("%s: that is the run in %s once more; it would count twice", names[i], names[j])
			}
		}
	}
	var labelled []*bench.Findings
	for i, f := range runs {
		one, machine := *f, bench.Machine{}
		if f.Machine != nil {
			machine = *f.Machine
		}
		machine.Label = unlike(labelled, cmp.Or(machine.Label, names[i]))
		one.Machine = &machine
		labelled = append(labelled, &one)
	}
	return Again(labelled)
}

// Again is the report of runs that were merged before.
func Again(runs []*bench.Findings) (*Report, error) {
	for _, f := range runs {
		if f.Machine == nil || f.Machine.Label == "" {
			return nil, errors.New("one of the runs that were merged has no label")
		}
	}
	merged, err := saved.Merge(runs)
	return &Report{merged, runs}, err
}

// unlike is a name that no machine before has: name itself, or numbered.
func unlike(before []*bench.Findings, name string) string {
	taken := map[string]bool{}
	for _, f := range before {
		taken[f.Machine.Label] = true
	}
	unique := name
	for n := 2; taken[unique]; n++ {
		unique = fmt.Sprintf("%s %d", name, n)
	}
	return unique
}

// Err is nil: a run that is not whole is told of in the report.
func (r *Report) Err() error { return nil }
