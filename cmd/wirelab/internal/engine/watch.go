package engine

import (
	"context"

	"wirelab/bench/watch"
	"wirelab/internal/usage"
)

// watch carries out the beginning of a measurement, to be watched packet by packet.
func (e *Engine) watch(ctx context.Context, r Request) (Message, error) {
	work, _, err := e.workFrom(r)
	if err != nil {
		return Message{}, err
	}
	if work.Sweep != nil {
		return Message{}, usage.Wrongf("a sweep, or a queue with each guarantee, cannot be watched packet by packet: choose one value")
	}
	watched, err := watch.Run(ctx, work.Plans[0])
	return Message{Watched: watched}, err
}
