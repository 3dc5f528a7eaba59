package watch

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"
)

// Watched is what there is to be seen of one trial, on each transport of the plan. All its times are in milliseconds
// from when the first message was due.
type Watched struct {
	Rate  float64 `json:"rate"` // messages a second
	Size  int     `json:"size"` // bytes a message
	Seed  uint64  `json:"seed"`
	From  Time    `json:"from"` // when the first packet left: the handshake comes before 0
	To    Time    `json:"to"`   // when the last thing happened
	Lanes []Lane  `json:"lanes"`
	Why   string  `json:"why"` // the lanes lose different messages: a sentence or two
}

// A Time is so long after the first message was due, or before.
type Time time.Duration

// MarshalJSON writes a time in milliseconds, to the microsecond.
func (t Time) MarshalJSON() ([]byte, error) {
	ms := math.Round(float64(t)/1e3) / 1e3
	return strconv.AppendFloat(nil, ms+0, 'f', -1, 64), nil
}

// IsZero reports whether it is the time of what never happened: then it is left out.
func (t Time) IsZero() bool { return t == never }

const never = Time(math.MinInt64) // bench.Never is a millionth of a millisecond before 0, and packets leave before 0

// since is a reading of a clock as a Time; start is when the first message was due by the same clock.
func since(start, at time.Duration) Time {
	if at == bench.Never {
		return never
	}
	return Time(at - start)
}

// Limits of what is watched: more cannot be seen, nor held well by a page.
const (
	longest      = 2 * time.Second
	mostMessages = 500
	mostPackets  = 4000 // that carry messages to the server
	perSegment   = 1400 // bytes of a message in a packet, at least
)

// Run carries out the beginning of the plan's first trial, on each transport: two seconds of it, or less where those would
// be more than 500 messages or too many packets. The plan must be of an echo server on an emulated link. When ctx ends
// meanwhile, that is the error.
func Run(ctx context.Context, plan bench.Plan) (*Watched, error) {
	plan, err := beginning(plan)
	if err != nil {
		return nil, err
	}
	w := &Watched{Rate: plan.Rate, Size: plan.Size, Seed: plan.Seed}
	for _, name := range plan.Transports {
		t, err := plan.Transport(name)
		if err != nil {
			return nil, err
		}
		s, err := measure.RunTrial(ctx, plan, name, 0)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Title, err)
		}
		w.Lanes = append(w.Lanes, laneOf(s, t))
	}
	w.frame()
	w.Why = why(w.Lanes)
	return w, nil
}

// beginning is the part of a plan that is watched.
func beginning(p bench.Plan) (bench.Plan, error) {
	switch {
	case p.Server != "echo":
		return p, fmt.Errorf("--server %s: only an echo server can be watched packet by packet", p.Server)
	case p.Bulk > 0:
		return p, errors.New("--bulk: a transfer cannot be watched packet by packet; leave --bulk out")
	case !p.Linked():
		return p, fmt.Errorf("--net %s: packets are seen only on an emulated link; use --net lab", p.Net)
	}
	if err := p.Validate(); err != nil {
		return p, err
	}
	p.RealTime, p.Trials = false, 1
	most := min(mostMessages, mostPackets/(p.Size/perSegment+1))
	p.Duration = min(p.Duration, longest, time.Duration(float64(most)/p.Rate*float64(time.Second)))
	return p, p.Validate()
}

// frame finds from when to when something happens on any lane.
func (w *Watched) frame() {
	for _, l := range w.Lanes {
		for _, p := range l.Packets {
			w.From = min(w.From, p.Left)
			w.To = max(w.To, p.Left, p.Came)
		}
		for _, m := range l.Messages {
			w.To = max(w.To, m.Due, m.Reached, m.Received)
		}
	}
}
