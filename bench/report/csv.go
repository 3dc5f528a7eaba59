package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"wirelab/bench"
)

// WriteCSV writes a line for each transport, under a line of names. Durations are in milliseconds;
// what is not known is left empty.
func (r *Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	columns := csvColumns()
	out.Write(csvNames(columns)) // errors stay until Flush
	for _, line := range r.csvLines(columns) {
		out.Write(line)
	}
	out.Flush()
	return out.Error()
}

// A csvColumn is one value of a result.
type csvColumn struct {
	name  string
	value func(*bench.Result) string
}

func csvNames(columns []csvColumn) []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// csvLines are those of the results, and of what failed in their place.
func (r *Report) csvLines(columns []csvColumn) (lines [][]string) {
	for _, name := range r.columns() {
		x := r.Result(name)
		if x == nil {
			line := make([]string, len(columns))
			line[0], line[1], line[2], line[len(line)-1] = name, r.Plan.Net, "0", r.Failure(name).Reason
			lines = append(lines, line)
			continue
		}
		lines = append(lines, csvLine(columns, x))
	}
	return lines
}

func csvLine(columns []csvColumn, x *bench.Result) []string {
	var line []string
	for _, c := range columns {
		line = append(line, c.value(x))
	}
	return line
}

// csvColumns are the values of a result, from left to right.
func csvColumns() []csvColumn {
	count := func(name string, n func(*bench.Result) int) csvColumn {
		return csvColumn{name, func(x *bench.Result) string { return strconv.Itoa(n(x)) }}
	}
	maybe := func(name string, n func(*bench.Result) *int) csvColumn {
		return csvColumn{name, func(x *bench.Result) string {
			if n(x) == nil {
				return ""
			}
			return strconv.Itoa(*n(x))
		}}
	}
	wire := func(name string, n func(*bench.Wire) int) csvColumn {
		return csvColumn{name, func(x *bench.Result) string {
			if x.Wire == nil {
				return ""
			}
			return strconv.Itoa(n(x.Wire))
		}}
	}
	span := func(name string, s func(*bench.Result) bench.Span) csvColumn {
		return csvColumn{name, func(x *bench.Result) string {
			if !s(x).IsKnown() {
				return ""
			}
			return strconv.FormatFloat(bench.Milliseconds(s(x).Length()), 'f', -1, 64)
		}}
	}
	room := func(name string, text func(*bench.Broadcast) string) csvColumn {
		return csvColumn{name, func(x *bench.Result) string {
			if x.Broadcast == nil {
				return ""
			}
			return text(x.Broadcast)
		}}
	}
	stalls := func(x *bench.Result) bench.Stalls {
		if x.Stalls == nil {
			return bench.Stalls{}
		}
		return *x.Stalls
	}
	columns := []csvColumn{
		{"transport", func(x *bench.Result) string { return x.Transport }},
		{"net", func(x *bench.Result) string { return x.Net }},
		count("trials", func(x *bench.Result) int { return len(x.Trials) }),
		count("sent", func(x *bench.Result) int { return x.Sent }),
		count("received", func(x *bench.Result) int { return x.Received }),
		count("lost", func(x *bench.Result) int { return x.Lost }),
		maybe("lostUp", func(x *bench.Result) *int { return x.LostUp }),
		maybe("lostDown", func(x *bench.Result) *int { return x.LostDown }),
		count("late", func(x *bench.Result) int { return x.Late }),
		count("duplicates", func(x *bench.Result) int { return x.Duplicates }),
		count("reordered", func(x *bench.Result) int { return x.Reordered }),
		span("response.min", func(x *bench.Result) bench.Span { return x.Response.Min }),
		span("response.p50", func(x *bench.Result) bench.Span { return x.Response.P50 }),
		span("response.p90", func(x *bench.Result) bench.Span { return x.Response.P90 }),
		span("response.p99", func(x *bench.Result) bench.Span { return x.Response.P99 }),
		span("response.max", func(x *bench.Result) bench.Span { return x.Response.Max }),
		span("response.mean", func(x *bench.Result) bench.Span { return x.Response.Mean }),
		span("service.p50", func(x *bench.Result) bench.Span { return x.Service.P50 }),
		span("sendLateness.p50", func(x *bench.Result) bench.Span { return x.SendLateness.P50 }),
		span("sendLateness.p99", func(x *bench.Result) bench.Span { return x.SendLateness.P99 }),
		span("jitter.rtp", func(x *bench.Result) bench.Span { return x.Jitter.RTP }),
		span("jitter.rtpLast", func(x *bench.Result) bench.Span { return x.Jitter.RTPLast }),
		span("gaps.longest", func(x *bench.Result) bench.Span { return x.Gaps.Longest }),
		span("stalls.longest", func(x *bench.Result) bench.Span { return stalls(x).Longest }),
		span("setup", func(x *bench.Result) bench.Span { return x.SetUp }),
		{"goodputBitsPerSecond", func(x *bench.Result) string { return strconv.FormatFloat(x.Goodput, 'f', 0, 64) }},
		wire("wire.messages.packets", func(w *bench.Wire) int { return w.Messages.Packets }),
		wire("wire.messages.bytes", func(w *bench.Wire) int { return w.Messages.Bytes }),
		wire("wire.retransmissions", func(w *bench.Wire) int { return w.Retransmissions }),
		room("broadcast.published", func(b *bench.Broadcast) string { return strconv.Itoa(b.Published) }),
		room("broadcast.completeness.min", func(b *bench.Broadcast) string { return strconv.FormatFloat(b.Completeness.Min, 'f', -1, 64) }),
		room("broadcast.completeness.median", func(b *bench.Broadcast) string { return strconv.FormatFloat(b.Completeness.Median, 'f', -1, 64) }),
		room("broadcast.evicted", func(b *bench.Broadcast) string { return strconv.Itoa(b.Evicted) }),
	}
	return append(append(columns, queueColumns()...),
		count("notSent", func(x *bench.Result) int { return x.NotSent }),
		count("failures", func(x *bench.Result) int { return x.Failures }),
		count("givenUp", func(x *bench.Result) int { return x.GivenUp }),
		csvColumn{"unsound", func(x *bench.Result) string { return x.Unsound }},
		csvColumn{"failed", func(x *bench.Result) string { return x.Failed }}) // the last: see csvLines
}

// queueColumns are those of queues.
func queueColumns() []csvColumn {
	of := func(name string, text func(*bench.Queue) string) csvColumn {
		return csvColumn{"queue." + name, func(x *bench.Result) string {
			if x.Queue == nil {
				return ""
			}
			return text(x.Queue)
		}}
	}
	count := func(name string, n func(*bench.Queue) *int) csvColumn {
		return of(name, func(q *bench.Queue) string {
			if n(q) == nil {
				return ""
			}
			return strconv.Itoa(*n(q))
		})
	}
	span := func(name string, s func(*bench.Queue) bench.Span) csvColumn {
		return of(name, func(q *bench.Queue) string {
			if !s(q).IsKnown() {
				return ""
			}
			return strconv.FormatFloat(bench.Milliseconds(s(q).Length()), 'f', -1, 64)
		})
	}
	return []csvColumn{
		count("acknowledged", func(q *bench.Queue) *int { return &q.Acknowledged }),
		count("appliedOnce", func(q *bench.Queue) *int { return &q.Once }),
		count("appliedTwice", func(q *bench.Queue) *int { return &q.Twice }),
		count("neverApplied", func(q *bench.Queue) *int { return &q.Never }),
		count("lostAcknowledged", func(q *bench.Queue) *int { return &q.LostAcknowledged }),
		count("deadLetters", func(q *bench.Queue) *int { return q.DeadLetters }),
		count("deliveredTwice", func(q *bench.Queue) *int { return &q.DeliveredTwice }),
		count("bytesSentAgain", func(q *bench.Queue) *int { return &q.SentAgain }),
		span("recovery", func(q *bench.Queue) bench.Span { return q.Recovery }),
		span("caughtUp", func(q *bench.Queue) bench.Span { return q.CaughtUp }),
		of("throughput", func(q *bench.Queue) string { return strconv.FormatFloat(q.Throughput, 'f', -1, 64) }),
	}
}
