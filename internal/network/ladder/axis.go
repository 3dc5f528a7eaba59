package ladder

import (
	"cmp"
	"math"
	"slices"
	"time"

	"wirelab/internal/network/packet"
)

// An axis says how far down the times of a ladder lie, in pixels. Time runs down at one scale, so that packets
// that take equally long are equally steep. Where no packet is under way for long, time is cut out.
type axis struct {
	scale float64 // pixels per nanosecond; 0 where nothing takes time
	spans []span  // from the top down
}

// A span is a time in which packets leave or are under way.
type span struct {
	from, to    time.Duration
	top, bottom float64
}

// The measures of an axis, in pixels.
const (
	usualFall  = 58       // what a packet falls that takes the usual time, at least
	steepFall  = 170.0    // and at most
	nearNote   = 130.0    // a note that is near its time
	longIdle   = 116      // a pause that is cut out
	cutHeight  = 46.0     // what is left of it
	mostPixels = 20_000.0 // of an axis: whatever the delays, there is a picture
)

// arrives is when a packet is at the other end. One that never arrives is drawn as if it took the
// usual time.
func arrives(r packet.Record, usual time.Duration) time.Duration {
	if !r.Arrived() {
		return r.Time + usual
	}
	return max(r.Arrives, r.Time)
}

// usualDelay is the median time on the link of the packets that take any.
func usualDelay(records []packet.Record) time.Duration {
	var delays []time.Duration
	for _, r := range records {
		if r.Arrives > r.Time {
			delays = append(delays, r.Arrives-r.Time)
		}
	}
	if len(delays) == 0 {
		return 0
	}
	slices.Sort(delays)
	return delays[len(delays)/2]
}

// busy are the times in which packets are under way. Pauses of at most idle between them are part of them.
func busy(records []packet.Record, idle time.Duration) (spans []span) {
	usual := usualDelay(records)
	for _, r := range records {
		spans = append(spans, span{from: r.Time, to: arrives(r, usual)})
	}
	slices.SortStableFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	joined := spans[:0]
	for _, s := range spans {
		last := len(joined) - 1
		if last < 0 || s.from-joined[last].to > idle {
			joined = append(joined, s)
			continue
		}
		joined[last].to = max(joined[last].to, s.to)
	}
	return joined
}

// axisOf makes the axis for records, and finds where their notes lie, from top down to bottom. It stretches time
// until the notes are near their times, or packets get too steep.
func axisOf(records []packet.Record, notes []note, top float64) (a axis, bottom float64) {
	usual := usualDelay(records)
	if usual == 0 {
		a.spans = busy(records, 0)
		return a, a.lay(notes, top)
	}
	long := 0.0
	for _, s := range busy(records, longIdle/usualFall*usual) {
		long += float64(s.to - s.from)
	}
	for fall := float64(usualFall); ; fall *= 1.2 {
		a.scale = min(fall/float64(usual), mostPixels/long)
		a.spans = busy(records, time.Duration(longIdle/a.scale))
		bottom = a.lay(notes, top)
		if fall > steepFall || a.farthest(notes) < nearNote {
			return a, bottom
		}
	}
}

// farthest is how far a note is from its time, at most.
func (a axis) farthest(notes []note) (pixels float64) {
	for _, n := range notes {
		pixels = max(pixels, math.Abs(n.y-a.y(n.at)))
	}
	return pixels
}

// y is where a time lies that is not cut out.
func (a axis) y(t time.Duration) float64 {
	s := a.spans[a.spanOf(t)]
	return s.top + float64(t-s.from)*a.scale
}

// spanOf is the span that a time is in.
func (a axis) spanOf(t time.Duration) int {
	i, _ := slices.BinarySearchFunc(a.spans, t, func(s span, t time.Duration) int { return cmp.Compare(s.to, t) })
	return min(i, len(a.spans)-1)
}

// tick is a round time that takes at least 20 pixels, 0 if none does.
func (a axis) tick() time.Duration {
	if a.scale == 0 {
		return 0
	}
	for unit := time.Nanosecond; unit < 1000*time.Hour; unit *= 10 {
		for _, n := range []time.Duration{1, 2, 5} {
			if float64(n*unit)*a.scale >= 20 {
				return n * unit
			}
		}
	}
	return 0
}
