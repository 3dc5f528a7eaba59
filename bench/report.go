package bench

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"
)

// A Report is what Run found.
type Report struct {
	Plan        Plan         `json:"plan"`
	Calibration *Calibration `json:"calibration"` // what the machine can resolve
	CutShort    bool         `json:"cutShort"`    // not all that was planned was done
	Failed      error        `json:"-"`           // why, unless ctx ended
	Results     []Result     `json:"results"`
	Notes       []string     `json:"notes"` // what to notice, sentence by sentence
}

// result returns the result of the transport of that name, nil if there is none.
func (r *Report) result(transport string) *Result {
	for i := range r.Results {
		if r.Results[i].Transport == transport {
			return &r.Results[i]
		}
	}
	return nil
}

// trials is how many trials there are of each transport.
func (r *Report) trials() int {
	n := r.Plan.Trials
	for _, x := range r.Results {
		n = min(n, len(x.Trials))
	}
	return n
}

// floor is the smallest difference that counts as one. Calibration measures response times, which
// the machine's noise blurs most; of set-up times it knows the clock's step only.
func (r *Report) floor(span string) time.Duration {
	switch {
	case r.Calibration == nil:
		return 0
	case span == "setup":
		return r.Calibration.ClockStep
	}
	return r.Calibration.Resolution
}

// WriteJSON writes the report as one JSON object, durations in milliseconds.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// WriteCSV writes a line for each transport, under a line of names. Durations are in milliseconds;
// what is not known is left empty.
func (r *Report) WriteCSV(w io.Writer) error {
	type column struct {
		name  string
		value func(*Result) string
	}
	count := func(n int) string { return strconv.Itoa(n) }
	span := func(s Span) string {
		if !s.known {
			return ""
		}
		return strconv.FormatFloat(milliseconds(s.d), 'f', -1, 64)
	}
	maybe := func(n *int) string {
		if n == nil {
			return ""
		}
		return count(*n)
	}
	columns := []column{
		{"transport", func(x *Result) string { return x.Transport }},
		{"net", func(x *Result) string { return x.Net }},
		{"trials", func(x *Result) string { return count(len(x.Trials)) }},
		{"sent", func(x *Result) string { return count(x.Sent) }},
		{"received", func(x *Result) string { return count(x.Received) }},
		{"lost", func(x *Result) string { return count(x.Lost) }},
		{"lostUp", func(x *Result) string { return maybe(x.LostUp) }},
		{"lostDown", func(x *Result) string { return maybe(x.LostDown) }},
		{"late", func(x *Result) string { return count(x.Late) }},
		{"duplicates", func(x *Result) string { return count(x.Duplicates) }},
		{"reordered", func(x *Result) string { return count(x.Reordered) }},
		{"response.min", func(x *Result) string { return span(x.Response.Min) }},
		{"response.p50", func(x *Result) string { return span(x.Response.P50) }},
		{"response.p90", func(x *Result) string { return span(x.Response.P90) }},
		{"response.p99", func(x *Result) string { return span(x.Response.P99) }},
		{"response.max", func(x *Result) string { return span(x.Response.Max) }},
		{"response.mean", func(x *Result) string { return span(x.Response.Mean) }},
		{"service.p50", func(x *Result) string { return span(x.Service.P50) }},
		{"sendLateness.p50", func(x *Result) string { return span(x.SendLateness.P50) }},
		{"sendLateness.p99", func(x *Result) string { return span(x.SendLateness.P99) }},
		{"jitter.rtp", func(x *Result) string { return span(x.Jitter.RTP) }},
		{"gaps.longest", func(x *Result) string { return span(x.Gaps.Longest) }},
		{"setup", func(x *Result) string { return span(x.SetUp) }},
		{"goodputBitsPerSecond", func(x *Result) string { return strconv.FormatFloat(x.Goodput, 'f', 0, 64) }},
	}
	out := csv.NewWriter(w)
	line := make([]string, len(columns))
	for i, c := range columns {
		line[i] = c.name
	}
	out.Write(line) // errors stay until Flush
	for i := range r.Results {
		for j, c := range columns {
			line[j] = c.value(&r.Results[i])
		}
		out.Write(line)
	}
	out.Flush()
	return out.Error()
}

// Write writes the report in the format of that name: table, markdown, json or csv.
func (r *Report) Write(w io.Writer, format string) error {
	switch format {
	case "table":
		return r.WriteTable(w)
	case "markdown":
		return r.WriteMarkdown(w)
	case "json":
		return r.WriteJSON(w)
	case "csv":
		return r.WriteCSV(w)
	}
	return fmt.Errorf("there is no format %q", format)
}
