package saved

import (
	"wirelab/bench"
)

// Merge makes one of runs.
func Merge(runs []*bench.Findings) (*bench.Findings, error) { return runs[0], nil }
