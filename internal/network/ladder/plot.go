package ladder

import (
	"cmp"
	"slices"
	"time"

	"wirelab/internal/network/packet"
)

// A plot says how far down the times of a ladder lie. Time runs down, but not to scale throughout: a
// pause is cut short, and what happens at about the same time is moved apart so that it can be read.
type plot struct {
	from, to []float64 // for each record: where it leaves, and where it arrives or would have
	cuts     []float64 // where a pause was cut short
	bottom   float64
}

// The measures of a plot, in pixels.
const (
	usualFall = 46.0 // how far down an arrow goes that takes the usual time
	longest   = 76.0 // a pause
	apart     = 34.0 // two packets that leave, at least: there is a line of words between them
	moreApart = 21.0 // for each further line of words beside the arrow
)

// plotOf places records below top. more says how many further lines a record needs.
func plotOf(records []packet.Record, top float64, more func(i int) int) plot {
	type event struct {
		at     time.Duration
		leaves bool
		record int
	}
	var events []event
	usual := usualDelay(records)
	for i, r := range records {
		arrives := r.Arrives
		if !r.Arrived() {
			arrives = r.Time + usual
		}
		events = append(events, event{max(arrives, r.Time), false, i}, event{r.Time, true, i})
	}
	slices.SortStableFunc(events, func(a, b event) int {
		if c := cmp.Compare(a.at, b.at); c != 0 || a.record == b.record {
			return cmp.Or(c, map[bool]int{true: -1, false: 1}[a.leaves])
		}
		return 0
	})
	p := plot{from: make([]float64, len(records)), to: make([]float64, len(records))}
	y, left := top, top-apart
	for i, e := range events {
		if i > 0 {
			step := longest
			if usual > 0 {
				step = usualFall * float64(e.at-events[i-1].at) / float64(usual)
			}
			if e.at == events[i-1].at {
				step = 0
			}
			if step > longest {
				step = longest
				p.cuts = append(p.cuts, y+step/2)
			}
			y += step
		}
		if e.leaves {
			y = max(y, left+apart)
			left = y + moreApart*float64(more(e.record))
			p.from[e.record] = y
		} else {
			p.to[e.record] = y
		}
	}
	p.bottom = max(y, left+apart/2)
	for i := range p.to { // a packet that takes no time is still an arrow, and not one that rises
		p.to[i] = max(p.to[i], p.from[i])
	}
	return p
}

// usualDelay is the median time on the link.
func usualDelay(records []packet.Record) time.Duration {
	var delays []time.Duration
	for _, r := range records {
		if r.Arrived() {
			delays = append(delays, max(0, r.Arrives-r.Time))
		}
	}
	if len(delays) == 0 {
		return 0
	}
	slices.Sort(delays)
	return delays[len(delays)/2]
}
