package report

import (
	"fmt"
	"slices"
	"strings"

	"wirelab/internal/term/words"
)

// marks explains those marks that occur in a table, in one line; empty if there are none.
func (r *Report) marks(header []string, grid [][]string) string {
	cells := slices.Concat(grid...)
	occurs := func(in []string, match func(text string) bool) bool { return slices.ContainsFunc(in, match) }
	var marks []string
	add := func(occurs bool, mark, means string) {
		if occurs {
			marks = append(marks, strings.TrimSpace(mark)+" "+means)
		}
	}
	add(occurs(cells, func(text string) bool { return strings.Contains(text, tellingMark) }), tellingMark, "look here")
	add(occurs(slices.Concat(header, cells), isDoubted), doubted(" "), "in doubt: see the first sentence")
	add(occurs(cells, func(text string) bool { return strings.Contains(text, bestMark) }), bestMark, "clearly best")
	add(occurs(cells, func(text string) bool { return strings.Trim(text, "()") == notKnown }), notKnown+":", r.whyNotKnown(header, grid)) // "- " would begin a list in Markdown
	return strings.Join(marks, " · ")
}

// whyNotKnown says what - stands for in a table.
func (r *Report) whyNotKnown(header []string, grid [][]string) string {
	var why []string
	names := r.columns()
	labels, group := len(header)-len(names), ""
	for _, row := range grid {
		if row[0] != "" {
			group = row[0]
		}
		for i, text := range row[labels:] {
			reason := r.reason(names[i], group+" "+row[labels-1])
			if strings.Trim(text, "()") == notKnown && !slices.Contains(why, reason) {
				why = append(why, reason)
			}
		}
	}
	return strings.Join(why, "; ")
}

// reason is why a figure of a transport is not known, in a row of that name.
func (r *Report) reason(transport, row string) string {
	switch x := r.Result(transport); {
	case x == nil:
		return "not measured"
	case x.Sent > 0 && x.Received == 0:
		return "nothing came"
	case strings.Contains(row, "p99"):
		return "p99 needs 100 messages"
	}
	return "not known here"
}

// legend explains the marks that occur in a table, and names the definitions behind its rows.
func (r *Report) legend(header []string, grid [][]string, shown func(row string) bool) []string {
	return nonEmpty(r.marks(header, grid), strings.Join(r.definitions(grid, shown), " "))
}

// nonEmpty are the texts that are not.
func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// inWords says what is meant by the rows of the short table. A page has room for it, and is read by people who have
// only that page.
func (r *Report) inWords(grid [][]string) []string {
	has := func(name string) bool {
		return slices.ContainsFunc(grid, func(row []string) bool { return strings.HasPrefix(row[0], name) })
	}
	var said []string
	for _, x := range []struct {
		shown bool
		means string
	}{
		{r.Plan.Linked(), "RTT (round-trip time): what the link itself takes to the server and back."},
		{has("lost"), "lost: of the messages sent."},
		{has("out of order"), "out of order: of those that came."},
		{has("p99"), "p50, p99: of the messages that came, half, and 99 of 100, took no longer; what was lost does not count there."},
		{has("longest stall"), "longest stall: for how long a message that had come waited for earlier ones, at most in a trial; the median of the trials."},
		{has("set-up"), "set-up: the time before the first message could be sent."},
		{has("packets a message") || has("bytes a message"), "packets, bytes: of all that went over the link, both ways, also what was sent again."},
	} {
		if x.shown {
			said = append(said, x.means)
		}
	}
	return nonEmpty(strings.Join(said, " "))
}

// definitions are those of the rows that are shown.
func (r *Report) definitions(grid [][]string, shown func(row string) bool) (said []string) {
	add := func(says bool, format string, args ...any) {
		if says {
			said = append(said, fmt.Sprintf(format, args...))
		}
	}
	echo, udp, reliable := r.Plan.Server == "echo", slices.Contains(r.Plan.Transports, "udp"), r.anyReliable()
	comes, missing := "its echo came", "no echo"
	if r.Plan.Server == "queue" {
		comes = "it was applied"
		said = append(said, r.queueDefinitions(shown)...)
	}
	if r.Plan.Server == "broadcast" {
		comes, missing = "it came", "nothing received"
		add(shown("lost"), "Each message counts once for each subscriber that is neither slow nor away.")
	}
	failed := "connection failed"
	if r.gaveUpNote() != "" {
		failed += ", or was given up,"
	}
	add(shown("lost") && udp && reliable, "lost: over UDP %s within %s of sending; over TCP and WebSocket the "+
		"%s before it came.", missing, words.Duration(r.Plan.Wait), failed)
	add(shown("lost") && udp && !reliable, "lost: %s within %s of sending.", missing, words.Duration(r.Plan.Wait))
	add(shown("lost") && !udp, "lost: the %s before it came.", failed)
	add(shown("too early"), "too early: answered before it was sent; not counted as received.")
	add(shown("refused"), "refused: this machine was told that nobody listens there.")
	add(shown("socket errors"), "socket errors: other errors that the operating system reported for a datagram.")
	add(shown("late") && udp, "late: it came after that; over UDP it counts as lost, although the network delivered it.")
	add(shown("late") && !udp, "late: it came later than %s after sending.", words.Duration(r.Plan.Wait))
	add(shown("complete"), "complete: the share of the messages that the median subscriber received.")
	times := slices.DeleteFunc([]string{"p50", "p90", "p99", "max"}, func(name string) bool { return !shown(name) })
	add(len(times) > 0, "response (%s): from when a message was due until %s.", strings.Join(times, ", "), comes)
	add(shown("skew p50") || shown("skew p99"), "skew: the time from the first subscriber that received a message to the last.")
	add(shown("RTP jitter"), "jitter: RFC 3550's estimate for the round trip, averaged over the trial.")
	add(shown("longest gap"), "gap: the time between two deliveries.")
	add(reliable && (shown("stalled") || shown("longest stall")), "stall: a complete message waits for earlier bytes; only seen on the wire.")
	add(shown("packets/message") || shown("bytes/message"), "wire: IP packets in both directions, counted as they enter the link.")
	add(shown("retransmissions"), "retransmissions: segments that either end sent again.")
	add(shown("- sent again"), "sent again: the bytes of retransmissions, a message.")
	add(shown("client resent"), "client resent: segments that the client sent again, as its system counts them.")
	add(shown("close packets") && echo, "set-up packets, close packets: of one connection.")
	add(shown("close packets") && !echo, "set-up packets, close packets: of all connections.")
	add(shown("late by p50") || shown("late by p99"), "late by: how long after it was due a message was sent.")
	interval := func(cell string) bool { return strings.ContainsAny(cell, "±≤") }
	add(slices.ContainsFunc(slices.Concat(grid...), interval), "±: how far the 95 %% confidence interval of the "+
		"median reaches; ≤: its upper end, where that is more than twice the median.")
	return said
}

// queueDefinitions are those of a queue's own rows.
func (r *Report) queueDefinitions(shown func(row string) bool) (said []string) {
	for _, x := range []struct{ row, means string }{
		{"once", "applied: the consumer did the work of an event."},
		{"dead letters", "dead letters: delivered 5 times and never done."},
		{"delivered twice", "delivered twice: the event came to the consumer more than once."},
		{"bytes sent again", "bytes sent again: requests that a client made again, and deliveries that came again."},
		{"throughput", "throughput: events applied, over the time from the start to the last of them."},
		{"recovery", "recovery: from the crash until an event was applied after the restart."},
		{"caught up", "caught up: from the crash until all were that were due by then."},
	} {
		if shown(x.row) {
			said = append(said, x.means)
		}
	}
	return said
}

// fidelityNote says where the plan goes beyond what the lab is good for.
func (r *Report) fidelityNote() string {
	if !r.anyReliable() {
		return ""
	}
	return r.Plan.Unsound()
}

// doubted marks the name of a column, or a cell, that is not to be trusted.
func doubted(text string) string { return "(" + text + ")" }

// isDoubted says whether a name or a cell has that mark.
func isDoubted(text string) bool { return strings.HasPrefix(text, "(") }
