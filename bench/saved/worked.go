package saved

import (
	"time"

	"wirelab/bench"
)

// A worked is what was seen of a trial with a queue: see bench.Worked. Events are named by their numbers.
type worked struct {
	Unacknowledged []int   `json:"unacknowledged"`
	Delivered      [][]int `json:"delivered"` // by consumer: how often each event came
	Dead           *[]int  `json:"dead"`      // null: nobody knows
	SentAgain      int     `json:"sentAgain"` // bytes
	Crash          *int64  `json:"crash"`     // in nanoseconds since the first event was due; null: there was none
}

// workedOf is what was seen of such a trial; nil if its server was no queue.
func workedOf(w *bench.Worked) *worked {
	if w == nil {
		return nil
	}
	out := &worked{Unacknowledged: []int{}, Delivered: w.Delivered, SentAgain: w.Again}
	for seq, acked := range w.Acked {
		if !acked {
			out.Unacknowledged = append(out.Unacknowledged, seq)
		}
	}
	if w.Dead != nil {
		dead := []int{}
		for seq, is := range w.Dead {
			if is {
				dead = append(dead, seq)
			}
		}
		out.Dead = &dead
	}
	if w.Crashed {
		out.Crash = new(int64(w.Crash))
	}
	return out
}

// maxConsumers is more than a trial has: one, and who is started after its crash.
const maxConsumers = 16

// samples is what was seen, of so many events. It is an error if there are not as many.
func (w *worked) samples(events int) (*bench.Worked, error) {
	if w == nil {
		return nil, nil
	}
	out := &bench.Worked{Delivered: w.Delivered, Again: w.SentAgain}
	if len(w.Delivered) == 0 || len(w.Delivered) > maxConsumers || w.SentAgain < 0 || w.SentAgain > maxCount {
		return nil, errMisfit
	}
	for _, consumer := range w.Delivered {
		if len(consumer) != events {
			return nil, errMisfit
		}
		for _, n := range consumer {
			if n < 0 || n > maxCopies {
				return nil, errMisfit
			}
		}
	}
	unacked, err := named(w.Unacknowledged, events)
	if err != nil {
		return nil, err
	}
	for _, not := range unacked {
		out.Acked = append(out.Acked, !not)
	}
	if w.Dead != nil {
		if out.Dead, err = named(*w.Dead, events); err != nil {
			return nil, err
		}
	}
	if w.Crash != nil {
		if *w.Crash < 0 || *w.Crash > longest {
			return nil, errMisfit
		}
		out.Crashed, out.Crash = true, time.Duration(*w.Crash)
	}
	return out, nil
}

// named says of each of so many events whether it is among those that are named.
func named(seqs []int, events int) ([]bool, error) {
	is := make([]bool, events)
	for _, seq := range seqs {
		if seq < 0 || seq >= events {
			return nil, errMisfit
		}
		is[seq] = true
	}
	return is, nil
}
