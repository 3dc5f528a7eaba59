package measure

import (
	"cmp"
	"context"
	"runtime"

	"wirelab/bench"
	"wirelab/bench/measure/place"
	"wirelab/internal/network/link"
)

// kernelTrials runs the trials between kernels, once it knows what these can resolve where the link is
// perfect.
func (r *runner) kernelTrials(ctx context.Context) (*bench.Calibration, map[string][]bench.Metrics, error) {
	r.progress.doing.Store("calibrating")
	perfect := r.plan
	perfect.Up, perfect.Down = link.Config{}, link.Config{}
	at, err := place.Kernel(perfect, 0, nil)
	if err != nil {
		return nil, nil, err
	}
	at.Settle = 0
	calibration, _, err := calibrate(ctx, perfect, at)
	if err = cmp.Or(err, at.Close()); err != nil {
		return nil, nil, err
	}
	trials, err := r.trials(ctx, r.oneByOne(r.kernelTrial))
	return calibration, trials, err
}

// kernelTrial runs one trial on kernels of its own.
func (r *runner) kernelTrial(ctx context.Context, name string, number int) (*bench.Samples, error) {
	runtime.GC() // so that no garbage of one trial is collected in the next
	return r.onLink(ctx, name, number, place.Kernel)
}
