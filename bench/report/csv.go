package bench

import (
	"encoding/csv"
	"io"
	"strconv"
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
	value func(*Result) string
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
		x := r.result(name)
		if x == nil {
			line := make([]string, len(columns))
			line[0], line[1], line[2], line[len(line)-1] = name, r.Plan.Net, "0", r.failure(name).Reason
			lines = append(lines, line)
			continue
		}
		lines = append(lines, csvLine(columns, x))
	}
	return lines
}

func csvLine(columns []csvColumn, x *Result) []string {
	var line []string
	for _, c := range columns {
		line = append(line, c.value(x))
	}
	return line
}

// csvColumns are the values of a result, from left to right.
func csvColumns() []csvColumn {
	count := func(name string, n func(*Result) int) csvColumn {
		return csvColumn{name, func(x *Result) string { return strconv.Itoa(n(x)) }}
	}
	maybe := func(name string, n func(*Result) *int) csvColumn {
		return csvColumn{name, func(x *Result) string {
			if n(x) == nil {
				return ""
			}
			return strconv.Itoa(*n(x))
		}}
	}
	wire := func(name string, n func(*Wire) int) csvColumn {
		return csvColumn{name, func(x *Result) string {
			if x.Wire == nil {
				return ""
			}
			return strconv.Itoa(n(x.Wire))
		}}
	}
	span := func(name string, s func(*Result) Span) csvColumn {
		return csvColumn{name, func(x *Result) string {
			if !s(x).known {
				return ""
			}
			return strconv.FormatFloat(milliseconds(s(x).d), 'f', -1, 64)
		}}
	}
	room := func(name string, text func(*Broadcast) string) csvColumn {
		return csvColumn{name, func(x *Result) string {
			if x.Broadcast == nil {
				return ""
			}
			return text(x.Broadcast)
		}}
	}
	stalls := func(x *Result) Stalls {
		if x.Stalls == nil {
			return Stalls{}
		}
		return *x.Stalls
	}
	return []csvColumn{
		{"transport", func(x *Result) string { return x.Transport }},
		{"net", func(x *Result) string { return x.Net }},
		count("trials", func(x *Result) int { return len(x.Trials) }),
		count("sent", func(x *Result) int { return x.Sent }),
		count("received", func(x *Result) int { return x.Received }),
		count("lost", func(x *Result) int { return x.Lost }),
		maybe("lostUp", func(x *Result) *int { return x.LostUp }),
		maybe("lostDown", func(x *Result) *int { return x.LostDown }),
		count("late", func(x *Result) int { return x.Late }),
		count("duplicates", func(x *Result) int { return x.Duplicates }),
		count("reordered", func(x *Result) int { return x.Reordered }),
		span("response.min", func(x *Result) Span { return x.Response.Min }),
		span("response.p50", func(x *Result) Span { return x.Response.P50 }),
		span("response.p90", func(x *Result) Span { return x.Response.P90 }),
		span("response.p99", func(x *Result) Span { return x.Response.P99 }),
		span("response.max", func(x *Result) Span { return x.Response.Max }),
		span("response.mean", func(x *Result) Span { return x.Response.Mean }),
		span("service.p50", func(x *Result) Span { return x.Service.P50 }),
		span("sendLateness.p50", func(x *Result) Span { return x.SendLateness.P50 }),
		span("sendLateness.p99", func(x *Result) Span { return x.SendLateness.P99 }),
		span("jitter.rtp", func(x *Result) Span { return x.Jitter.RTP }),
		span("jitter.rtpLast", func(x *Result) Span { return x.Jitter.RTPLast }),
		span("gaps.longest", func(x *Result) Span { return x.Gaps.Longest }),
		span("stalls.longest", func(x *Result) Span { return stalls(x).Longest }),
		span("setup", func(x *Result) Span { return x.SetUp }),
		{"goodputBitsPerSecond", func(x *Result) string { return strconv.FormatFloat(x.Goodput, 'f', 0, 64) }},
		wire("wire.messages.packets", func(w *Wire) int { return w.Messages.Packets }),
		wire("wire.messages.bytes", func(w *Wire) int { return w.Messages.Bytes }),
		wire("wire.retransmissions", func(w *Wire) int { return w.Retransmissions }),
		room("broadcast.published", func(b *Broadcast) string { return strconv.Itoa(b.Published) }),
		room("broadcast.completeness.min", func(b *Broadcast) string { return strconv.FormatFloat(b.Completeness.Min, 'f', -1, 64) }),
		room("broadcast.completeness.median", func(b *Broadcast) string { return strconv.FormatFloat(b.Completeness.Median, 'f', -1, 64) }),
		room("broadcast.evicted", func(b *Broadcast) string { return strconv.Itoa(b.Evicted) }),
		{"unsound", func(x *Result) string { return x.Unsound }},
		{"failed", func(x *Result) string { return x.Failed }}, // the last: see csvLines
	}
}
