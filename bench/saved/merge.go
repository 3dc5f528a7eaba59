package saved

import (
	"errors"
	"fmt"
	"reflect"

	"wirelab/bench"
)

// Merge makes one of the runs of several machines, whose plans must be the same but for their seeds. What each machine
// came to stays as it is, its times with it: see bench.Pool.
func Merge(runs []*bench.Findings) (*bench.Findings, error) {
	if len(runs) < 2 {
		return nil, errors.New("merging takes two runs or more")
	}
	merged := &bench.Findings{Plan: runs[0].Plan, Failures: []bench.Failure{}}
	for i, f := range runs {
		p := f.Plan
		p.Seed = merged.Plan.Seed
		if !reflect.DeepEqual(p, merged.Plan) {
			return nil, fmt.Errorf("the plans of run 1 and run %d are not the same", i+1)
		}
		merged.Stopped = merged.Stopped || f.Stopped
		if merged.ShortBuffer == nil {
			merged.ShortBuffer = f.ShortBuffer
		}
		merged.Calibration = coarser(merged.Calibration, f.Calibration)
	}
	merged.CutShort = merged.Stopped
	for _, name := range merged.Plan.Transports {
		var of []*bench.Result
		for _, f := range runs {
			if x := f.Result(name); x != nil {
				of = append(of, x)
			}
		}
		switch failed := failure(runs, name); {
		case len(of) > 0:
			merged.Results = append(merged.Results, bench.Pool(merged.Plan, name, of))
		case failed != nil:
			merged.Failures = append(merged.Failures, *failed)
		}
	}
	if len(merged.Results) == 0 {
		return nil, errors.New("no machine has measured anything")
	}
	return merged, nil
}

// failure is how a transport failed, where it first did; nil if it did not.
func failure(runs []*bench.Findings, transport string) *bench.Failure {
	for _, f := range runs {
		if failed := f.Failure(transport); failed != nil {
			return failed
		}
	}
	return nil
}

// coarser is what both machines can resolve.
func coarser(a, b *bench.Calibration) *bench.Calibration {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return &bench.Calibration{ClockStep: max(a.ClockStep, b.ClockStep), Resolution: max(a.Resolution, b.Resolution)}
}
