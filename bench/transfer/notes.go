package transfer

import (
	"fmt"
	"slices"

	"wirelab/bench"
	"wirelab/internal/transport"
)

// notes are what to notice, each sentence true of these numbers. What must not be concluded comes first.
func (r *Report) notes() (notes []string) {
	for _, name := range r.Plan.Transports {
		if why := r.Plan.UnsoundOn(name); why != "" && r.Result(name) != nil {
			notes = append(notes, why)
			break
		}
	}
	if r.CutShort {
		notes = append(notes, "Cut short: not every trial of the plan was run.")
	}
	for _, f := range r.Failures {
		notes = append(notes, fmt.Sprintf("%s failed: %s.", titleOf(f.Transport), f.Reason))
	}
	for i := range r.Results {
		if note := r.note(&r.Results[i]); note != "" {
			notes = append(notes, note)
		}
	}
	if r.anyAbove() {
		notes = append(notes, fmt.Sprintf("Goodput over time can be more than %s for a moment: when a lost segment arrives at last, all the bytes that waited for it are delivered together.",
			setting(Speed(r.slower()))))
	}
	return notes
}

// anyAbove says whether goodput over time is anywhere more than the link's bandwidth.
func (r *Report) anyAbove() bool {
	for _, x := range r.Results {
		if rate := r.slower(); rate > 0 && len(x.Trials[0].Bulk.Series) > 1 && slices.Max(x.Trials[0].Bulk.Series) > rate {
			return true
		}
	}
	return false
}

// note says of one transport how much of the link it used, or what it lost.
func (r *Report) note(x *bench.Result) string {
	title, rate := titleOf(x.Transport), r.slower()
	t, err := transport.Named(x.Transport)
	if err != nil {
		return ""
	}
	offered := 8 * r.Plan.Rate * float64(r.Plan.Size)
	switch {
	case x.ReplyCap != nil:
		return fmt.Sprintf("The UDP server answers at most %d messages a second. The network did not lose those that it did not answer.", *x.ReplyCap)
	case t.Reliable && x.Lost > 0:
		return fmt.Sprintf("%s gave up: %s %% did not come back.", title, digits(x.LostPercent))
	case t.Reliable && rate > 0:
		return fmt.Sprintf("%s used %s %% of the slower direction's %s.", title, digits(100*x.Bulk.Goodput/rate), setting(Speed(rate)))
	case !t.Reliable && rate > 0 && offered > rate:
		return fmt.Sprintf("UDP sent at %s, more than the slower direction's %s: %s %% did not come back, and nothing slowed it down.", setting(Speed(offered)), setting(Speed(rate)), digits(x.LostPercent))
	case !t.Reliable && x.Lost > 0 && len(r.Plan.Targets) > 0:
		return fmt.Sprintf("UDP sent at %s, and %s %% did not come back. wirelab's own server answers at most 1,000 datagrams a second: "+
			"if the target is one, use a lower --rate.", setting(Speed(offered)), digits(x.LostPercent))
	case !t.Reliable && x.Lost > 0:
		return fmt.Sprintf("UDP sent at %s, and %s %% did not come back: UDP does not send lost messages again.", setting(Speed(offered)), digits(x.LostPercent))
	}
	return ""
}

// slower is the rate of the slower direction of the link, in bit/s; 0 if neither has one, or it is not known.
func (r *Report) slower() float64 {
	up, down := float64(r.Plan.Up.Bandwidth), float64(r.Plan.Down.Bandwidth)
	switch {
	case up == 0:
		return down
	case down == 0:
		return up
	}
	return min(up, down)
}

func titleOf(name string) string {
	if t, err := transport.Named(name); err == nil {
		return t.Title
	}
	return name
}
