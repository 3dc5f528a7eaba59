package report

import (
	"fmt"
	"strings"

	"wirelab/bench"

	"wirelab/internal/term/words"
)

// roomRows are what only a broadcast server has.
func (r *Report) roomRows() []row {
	if r.Plan.Server != "broadcast" {
		return nil
	}
	const group = "subscribers"
	rows := []row{
		completeRow(group, "complete", "", func(b *bench.Broadcast) float64 { return b.Completeness.Median }),
		completeRow(group, "- the least", "least complete", func(b *bench.Broadcast) float64 { return b.Completeness.Min }),
		alarmRow(group, "some missed", "", func(b *bench.Broadcast) int { return b.MissedBySome }),
		alarmRow(group, "all missed", "", func(b *bench.Broadcast) int { return b.MissedByAll }),
		alarmRow(group, "evicted", "", func(b *bench.Broadcast) int { return b.Evicted }),
		r.spanRow(group, "skew p50", "skew.p50"),
		r.spanRow(group, "skew p99", "skew.p99"),
	}
	if r.Plan.Slow > 0 {
		rows = append(rows,
			completeRow("slow ones", "complete", "slow ones complete", func(b *bench.Broadcast) float64 { return b.Slow.Median }))
	}
	if r.Plan.Disconnect > 0 {
		once := roomRow("away", "got once", count,
			func(b *bench.Broadcast) string { return short(b.Away.Once) },
			func(b *bench.Broadcast) figure { return countOf(b.Away.Once, false) })
		once.label = "away: got once"
		rows = append(rows, once,
			alarmRow("away", "got twice", "away: got twice", func(b *bench.Broadcast) int { return b.Away.Duplicated }),
			alarmRow("away", "told as lost", "away: told as lost", func(b *bench.Broadcast) int { return b.Away.Told }),
			alarmRow("away", "lost silently", "away: lost silently", func(b *bench.Broadcast) int { return b.Away.Lost }))
	}
	return rows
}

// roomRow shows something of a room, where one was measured.
func roomRow(group, name string, of quantity, text func(*bench.Broadcast) string, number func(*bench.Broadcast) figure) row {
	return row{
		group: group, name: name, quantity: of,
		cell: func(x *bench.Result) string {
			if x.Broadcast == nil {
				return notKnown
			}
			return text(x.Broadcast)
		},
		figure: func(x *bench.Result) figure {
			if x.Broadcast == nil {
				return figure{}
			}
			return number(x.Broadcast)
		},
	}
}

// completeRow shows a share that should be the whole.
func completeRow(group, name, label string, share func(*bench.Broadcast) float64) row {
	x := roomRow(group, name, percentage,
		func(b *bench.Broadcast) string { return shareText(share(b)) },
		func(b *bench.Broadcast) figure {
			return figure{value: 100 * share(b), known: true, telling: share(b) < 1}
		})
	x.label = label
	return x
}

// alarmRow shows a count that should be 0.
func alarmRow(group, name, label string, n func(*bench.Broadcast) int) row {
	x := roomRow(group, name, count,
		func(b *bench.Broadcast) string { return telling(n(b)) },
		func(b *bench.Broadcast) figure { return countOf(n(b), true) })
	x.label = label
	return x
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
			notes = append(notes, fmt.Sprintf("Over %s each subscriber missed different messages: %s reached some subscribers but not others, and %s reached none.",
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
			words.Counted(b.Evicted, "member whose queue was", "members whose queues were"))
		if x.Lost == 0 && b.Slow != nil {
			note += "; the subscribers that kept up lost nothing"
		}
		notes = append(notes, note+".")
	}
	switch {
	case b.Slow == nil:
	case !reliable(x):
		notes = append(notes, fmt.Sprintf("Over %s the messages that a slow subscriber has not read yet wait in its own socket's buffer, "+
			"which the server cannot see. When the buffer is full, further messages are lost. A message that is read after "+
			"the wait counts as lost too. %s came in time.",
			title(x.Transport), percentText(100*b.Slow.Median)))
	case b.Evicted == 0:
		notes = append(notes, fmt.Sprintf("Over %s the messages for slow subscribers wait in the buffers on the way and "+
			"in the queues at the server. These messages did not fill the queues.", title(x.Transport)))
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
		return []string{fmt.Sprintf("Over %s the subscriber that was away for %s missed none of %s.",
			title(x.Transport), words.Duration(r.Plan.Disconnect), all)}
	}
	return []string{fmt.Sprintf("Over %s the subscriber that was away for %s missed %d of %s; the server told it about %d of them.",
		title(x.Transport), words.Duration(r.Plan.Disconnect), missed, all, b.Away.Told)}
}

// gapsSentence says that subscribers over UDP missed different messages.
func (r *Report) gapsSentence() string {
	udp := r.Result("udp")
	if udp == nil || udp.Broadcast == nil || udp.Broadcast.MissedBySome == 0 {
		return ""
	}
	return fmt.Sprintf("Each subscriber missed different messages: %s reached only some of them, and %s reached none.",
		words.Count(udp.Broadcast.MissedBySome, "message"), short(udp.Broadcast.MissedByAll))
}

// awaySentence says what the subscriber that was away has missed.
func (r *Report) awaySentence() string {
	missed := r.overEach(func(b *bench.Broadcast) string {
		if b.Away == nil {
			return ""
		}
		return fmt.Sprintf("%d of %d", b.Away.Told+b.Away.Lost, b.Away.Told+b.Away.Lost+b.Away.Once+b.Away.Duplicated)
	})
	if missed == "" {
		return ""
	}
	return fmt.Sprintf("The subscriber that was away for %s missed %s.", words.Duration(r.Plan.Disconnect), missed)
}

// slowSentence says how much slow subscribers have received, and who was cut off.
func (r *Report) slowSentence() string {
	received := r.overEach(func(b *bench.Broadcast) string {
		if b.Slow == nil {
			return ""
		}
		return percentText(100 * b.Slow.Median)
	})
	cutOff := r.overEach(func(b *bench.Broadcast) string {
		if b.Evicted == 0 {
			return ""
		}
		return short(b.Evicted)
	})
	var said []string
	if received != "" {
		said = append(said, "Slow subscribers received "+received+".")
	}
	if cutOff != "" {
		said = append(said, "The server cut off subscribers whose queue was full: "+cutOff+".")
	}
	return strings.Join(said, " ")
}

// overEach lists what there is to say about each transport; empty if that is nothing.
func (r *Report) overEach(of func(*bench.Broadcast) string) string {
	var said []string
	for i := range r.Results {
		x := &r.Results[i]
		if x.Broadcast == nil {
			continue
		}
		if text := of(x.Broadcast); text != "" {
			said = append(said, text+" over "+title(x.Transport))
		}
	}
	return list(said)
}
