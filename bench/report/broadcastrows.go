package report

import (
	"fmt"

	"wirelab/bench"

	"wirelab/internal/term/words"
)

// roomRows are what only a broadcast server has.
func (r *Report) roomRows() []row {
	if r.Plan.Server != "broadcast" {
		return nil
	}
	cell := func(group, name string, text func(b *bench.Broadcast) string) row {
		return row{group: group, name: name, cell: func(x *bench.Result) string {
			if x.Broadcast == nil {
				return "-"
			}
			return text(x.Broadcast)
		}}
	}
	number := func(group, name string, n func(b *bench.Broadcast) int) row {
		return cell(group, name, func(b *bench.Broadcast) string { return telling(n(b)) })
	}
	rows := []row{
		cell("subscribers", "complete", func(b *bench.Broadcast) string { return shareText(b.Completeness.Median) }),
		cell("subscribers", "- the least", func(b *bench.Broadcast) string { return shareText(b.Completeness.Min) }),
		number("subscribers", "some missed", func(b *bench.Broadcast) int { return b.MissedBySome }),
		number("subscribers", "all missed", func(b *bench.Broadcast) int { return b.MissedByAll }),
		number("subscribers", "evicted", func(b *bench.Broadcast) int { return b.Evicted }),
		r.spanRow("subscribers", "skew p50", "skew.p50"),
		r.spanRow("subscribers", "skew p99", "skew.p99"),
	}
	if r.Plan.Slow > 0 {
		rows = append(rows,
			cell("slow ones", "complete", func(b *bench.Broadcast) string { return shareText(b.Slow.Median) }))
	}
	if r.Plan.Disconnect > 0 {
		rows = append(rows,
			cell("away", "got once", func(b *bench.Broadcast) string { return short(b.Away.Once) }),
			number("away", "got twice", func(b *bench.Broadcast) int { return b.Away.Duplicated }),
			number("away", "told as lost", func(b *bench.Broadcast) int { return b.Away.Told }),
			number("away", "lost unsaid", func(b *bench.Broadcast) int { return b.Away.Lost }))
	}
	return rows
}

// shareText writes a share, and marks one that is not whole.
func shareText(share float64) string {
	if share == 1 {
		return "100 %"
	}
	return percentText(100*share) + tellingMark
}

// roomNotes say what became of the subscribers.
func (r *Report) roomNotes() (notes []string) {
	if r.Plan.Server != "broadcast" {
		return nil
	}
	for i := range r.Results {
		x := &r.Results[i]
		b := x.Broadcast
		if b == nil {
			continue
		}
		if b.MissedBySome > 0 {
			notes = append(notes, fmt.Sprintf("Over %s each subscriber has gaps of its own: %s came to some and not to others, %s to nobody.",
				title(x.Transport), words.Count(b.MissedBySome, "message"), short(b.MissedByAll)))
		}
		notes = append(notes, r.slowNote(x, b)...)
		notes = append(notes, r.awayNote(x, b)...)
	}
	return notes
}

// slowNote says what became of the slow subscribers, and of the others.
func (r *Report) slowNote(x *bench.Result, b *bench.Broadcast) (notes []string) {
	if b.Evicted > 0 {
		note := fmt.Sprintf("Over %s the server cut off %s full", title(x.Transport),
			words.Counted(b.Evicted, "member, whose queue was", "members, whose queues were"))
		if x.Lost == 0 && b.Slow != nil {
			note += "; the subscribers that keep up lost nothing to that"
		}
		notes = append(notes, note+".")
	}
	switch {
	case b.Slow == nil:
	case !reliable(x):
		notes = append(notes, fmt.Sprintf("Over %s what a slow subscriber has not read waits in its own socket's buffer, where the "+
			"server cannot see it: what has no room there is gone, and what is read later than the wait counts as lost. "+
			"%s came in time.",
			title(x.Transport), percentText(100*b.Slow.Median)))
	case b.Evicted == 0:
		notes = append(notes, fmt.Sprintf("Over %s the slow subscribers' messages wait in the buffers on the way and "+
			"in their queues at the server, which these messages do not fill.", title(x.Transport)))
	}
	return notes
}

// awayNote says what became of the messages for the one who was away.
func (r *Report) awayNote(x *bench.Result, b *bench.Broadcast) []string {
	if b.Away == nil {
		return nil
	}
	all := words.Count(b.Away.Once+b.Away.Duplicated+b.Away.Told+b.Away.Lost, "message")
	missed := b.Away.Told + b.Away.Lost
	if missed == 0 {
		return []string{fmt.Sprintf("Over %s the subscriber that was away for %s has all of %s.",
			title(x.Transport), spaced(r.Plan.Disconnect), all)}
	}
	return []string{fmt.Sprintf("Over %s the subscriber that was away for %s misses %d of %s; the server told it of %d.",
		title(x.Transport), spaced(r.Plan.Disconnect), missed, all, b.Away.Told)}
}
