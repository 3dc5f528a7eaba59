package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirelab/bench"

	"wirelab/bench/internal/checks"
)

// A fate changes what happened to one message.
type fate func(trial, seq int, m *bench.Sample)

// made returns the samples of a trial in which all went well, but for fate. Delays differ from
// message to message and from trial to trial, and are the same each time.
func made(plan bench.Plan, name string, trial int, fate fate) *bench.Samples {
	base := map[string]time.Duration{"tcp": 60 * us, "udp": 40 * us, "ws": 61 * us}[name]
	s := &bench.Samples{
		Transport: name, Trial: trial, Size: plan.Size, Wait: plan.Wait, Reliable: name != "udp",
		ServerSaw: plan.Targets[name] == "", SetUp: 3*base + time.Duration(trial)*us,
	}
	if name != "udp" {
		s.TCP = &bench.TCPInfo{SmoothedRTT: bench.Known(base)}
	}
	for seq := range plan.Messages() {
		delay := base + time.Duration((37*seq+11*trial)%20)*us + time.Duration(trial%3)*100
		m := bench.Sample{Due: plan.Due(seq), Reached: bench.Never, Copies: 1}
		m.Sent = m.Due + 3*us
		m.Returned = m.Sent + us
		if s.ServerSaw {
			m.Reached = m.Sent + delay/2
		}
		m.Received = m.Sent + delay
		if fate != nil {
			fate(trial, seq, &m)
		}
		s.Messages = append(s.Messages, m)
		for i := range m.Copies {
			s.Arrivals = append(s.Arrivals, bench.Arrival{Seq: seq, At: m.Received + time.Duration(i)*us})
		}
	}
	slices.SortStableFunc(s.Arrivals, func(a, b bench.Arrival) int { return int(a.At - b.At) })
	return s
}

// lose is what happens to a lost message.
func lose(m *bench.Sample) { m.Received, m.Copies = bench.Never, 0 }

// A story is a report and the samples that it was made from.
type story struct {
	*Report
	samples []*bench.Samples
}

// reportOf makes a report of made samples; fates are by transport.
func reportOf(plan bench.Plan, fates map[string]fate) *story {
	r := &story{Report: &Report{Findings: &bench.Findings{Plan: plan, Calibration: &bench.Calibration{ClockStep: 100, Resolution: 5 * us}}}}
	for _, name := range plan.Transports {
		for trial := range plan.Trials {
			r.samples = append(r.samples, made(plan, name, trial, fates[name]))
		}
	}
	r.sumUp()
	return r
}

// sumUp computes the results and notes from the samples.
func (r *story) sumUp() {
	r.Results = nil
	for _, name := range r.Plan.Transports {
		var trials []bench.Metrics
		for _, s := range r.samples {
			if s.Transport == name {
				trials = append(trials, bench.Summarise(s))
			}
		}
		r.Results = append(r.Results, bench.Combine(r.Plan, name, trials))
	}
	r.Notes = r.notes()
}

// troubled is a report of servers elsewhere, in which UDP loses, doubles and reorders messages, and a
// TCP connection fails.
func troubled() *story {
	plan := bench.DefaultPlan("host")
	plan.Targets = map[string]string{"tcp": "192.0.2.7:7101", "udp": "192.0.2.7:7102", "ws": "192.0.2.7:7103"}
	r := reportOf(plan, map[string]fate{
		"udp": func(trial, seq int, m *bench.Sample) {
			switch {
			case seq%10 == 3+trial%2, seq == 50, seq == 51:
				lose(m)
			case seq == 70:
				m.Received += 70 * ms // after 71, 72 and 73
			case seq == 80:
				m.Copies = 3
			case seq == 20:
				m.Received += 3 * time.Second
			}
		},
		"tcp": func(trial, seq int, m *bench.Sample) {
			switch {
			case trial == 2 && seq >= 40 && seq < 45:
				lose(m)
			case trial == 2 && seq >= 45:
				lose(m)
				m.Sent = bench.Never
			case trial == 1 && seq >= 30: // message 30 took 2.5 s, and those after it had to wait
				m.Received = max(m.Received, 30*20*ms+2500*ms)
			}
		},
	})
	for _, s := range r.samples {
		switch {
		case s.Transport == "tcp" && s.Trial == 2:
			s.Failed = io.EOF
		case s.Transport == "tcp":
			s.TCP.Retransmissions = 4
		case s.Transport == "udp" && s.Trial == 0:
			s.Foreign = 2
		}
	}
	r.sumUp()
	return r
}

// A kind is what a value in JSON may be.
type kind string

const (
	number kind = "number"
	null   kind = "null"
	text   kind = "string"
	object kind = "object"
	array  kind = "array"
)

func kindOf(v any) kind {
	switch v.(type) {
	case float64:
		return number
	case nil:
		return null
	case string:
		return text
	case map[string]any:
		return object
	case []any:
		return array
	}
	return kind(fmt.Sprintf("%T", v))
}

func TestReportJSONKeys(t *testing.T) {
	v := checks.Decoded(t, troubled().Report)
	for key, want := range map[string]kind{
		"plan": object, "results": array, "calibration": object, "notes": array,
		"calibration.resolution": number, "plan.seed": number, "plan.duration": number,
	} {
		if got, ok := checks.Value(v, key); !ok || kindOf(got) != want {
			t.Errorf("%s: %v %T, want a %s", key, ok, got, want)
		}
	}
	distribution := []string{"min", "p50", "p90", "p99", "max", "mean"}
	names := []string{"tcp", "udp", "ws"}
	results := v["results"].([]any)
	checks.Equal(t, "results", len(results), 3)
	for i, result := range results {
		want := map[string]kind{
			"transport": text, "net": text, "link": null, "sent": number, "received": number, "lost": number,
			"lostPercent": number, "lostUp": null, "lostDown": null, "duplicates": number, "reordered": number,
			"reorderedPercent": number, "reorderExtentMax": number, "response": object, "service": object,
			"sendLateness": object, "jitter": object, "jitter.rtp": number, "jitter.pdvP99": null, "jitter.ipdvP99": null,
			"gaps": object, "gaps.longest": number, "gaps.released": number, "setup": number, "late": number,
			"goodputBitsPerSecond": number, "wire": null, "broadcast": null, "trials": array, "interval": object,
			"oneWayUp": null, "oneWayDown": null, "lossPeriods": number, "lossPeriodMax": number, "foreign": number,
			"failures": number, "interval.p50": array, "stalls": null, "tcpInfo": object,
		}
		if names[i] == "udp" {
			want["stalls"], want["stalls.count"], want["stalls.longest"], want["stalls.total"] = object, number, number, number
			want["tcpInfo"] = null
		} else {
			want["jitter.pdvP99"] = number
		}
		for _, d := range []string{"response", "service", "sendLateness"} {
			want[d+".unit"] = text
			want[d+".p999"] = null // of 100 messages, nobody knows
			for _, p := range distribution {
				want[d+"."+p] = number
			}
		}
		if names[i] != "ws" { // of fewer, in some trials
			want["response.p99"], want["service.p99"] = null, null
		}
		if names[i] == "tcp" {
			want["sendLateness.p99"], want["jitter.ipdvP99"], want["jitter.pdvP99"] = null, null, null
		}
		for key, want := range want {
			if got, ok := checks.Value(result, key); !ok || kindOf(got) != want {
				t.Errorf("%s: %s: %v, there is %v, want a %s", names[i], key, got, ok, want)
			}
		}
		trials, _ := checks.Value(result, "trials")
		checks.Equal(t, "trials", len(trials.([]any)), 7)
		for _, key := range []string{"sent", "lost", "response.p50", "gaps.longest", "setup"} {
			if got, ok := checks.Value(trials.([]any)[0], key); !ok || kindOf(got) != number {
				t.Errorf("a trial's %s: %v", key, got)
			}
		}
	}
}

func TestReportJSONValues(t *testing.T) {
	r := troubled()
	v := checks.Decoded(t, r.Report)
	results := v["results"].([]any)
	for i, want := range []map[string]any{
		// In trial 2, 45 of 100 were sent and 40 came back; in trial 1, those
		// sent less than 0.5 s after the one that took 2.5 s came after the wait of 2 s.
		{"transport": "tcp", "sent": 645.0, "received": 640.0, "lost": 5.0, "late": 25.0, "reordered": 0.0, "failures": 1.0, "tcpInfo.retransmissions": 24.0},
		// Of each 100: 10 lost, and 50, 51, and 20 came after the wait. One was held back, one doubled.
		{
			"transport": "udp", "sent": 700.0, "received": 609.0, "lost": 91.0, "lostPercent": 13.0, "late": 7.0, "duplicates": 14.0,
			"reordered": 7.0, "reorderedPercent": 1.149425, "foreign": 2.0, "failures": 0.0, "stalls.longest": 0.0,
		},
		{"transport": "ws", "sent": 700.0, "received": 700.0, "lost": 0.0, "lostPercent": 0.0, "reordered": 0.0},
	} {
		for key, want := range want {
			if got, _ := checks.Value(results[i], key); got != want {
				t.Errorf("%v: %s: %v, want %v", results[i].(map[string]any)["transport"], key, got, want)
			}
		}
		// Durations are numbers of milliseconds.
		x := r.Results[i]
		for key, want := range map[string]bench.Span{
			"response.p50": x.Response.P50, "service.max": x.Service.Max, "sendLateness.mean": x.SendLateness.Mean,
			"jitter.rtp": x.Jitter.RTP, "gaps.longest": x.Gaps.Longest, "setup": x.SetUp,
		} {
			if got, _ := checks.Value(results[i], key); got != float64(want.Length())/1e6 {
				t.Errorf("%s: %v, want %v in milliseconds", key, got, want.Length())
			}
		}
		interval, _ := checks.Value(results[i], "interval.p50")
		low, high := interval.([]any)[0].(float64), interval.([]any)[1].(float64)
		if p50 := bench.Milliseconds(x.Response.P50.Length()); low > p50 || p50 > high || low == high {
			t.Errorf("the interval of p50 is %v to %v, and p50 %v", low, high, p50)
		}
	}
	if got, _ := checks.Value(results[0], "sendLateness.p50"); got != 0.003 {
		t.Errorf("3 us of lateness: %v", got)
	}
}

// With its own servers, a report says where messages were lost, and the same of each trial as of all.
func TestReportJSONDirections(t *testing.T) {
	plan := bench.DefaultPlan("host")
	plan.Transports = []string{"udp"}
	r := reportOf(plan, map[string]fate{"udp": func(trial, seq int, m *bench.Sample) {
		switch {
		case seq < 5:
			lose(m)
			m.Reached = bench.Never
		case seq < 7:
			lose(m)
		}
	}})
	result := checks.Decoded(t, r.Report)["results"].([]any)[0]
	for key, want := range map[string]float64{"lost": 49, "lostUp": 35, "lostDown": 14, "lostPercent": 7, "lossPeriods": 7, "lossPeriodMax": 7} {
		if got, _ := checks.Value(result, key); got != want {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
	if got, _ := checks.Value(result, "oneWayUp.p50"); kindOf(got) != number {
		t.Errorf("oneWayUp.p50: %v", got)
	}
}

func TestReportCSV(t *testing.T) {
	for name, r := range map[string]*story{
		"troubled": troubled(), "well": reportOf(bench.DefaultPlan("host"), nil), "lab": {Report: labReport(t, nil)},
	} {
		var b bytes.Buffer
		if err := r.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		checks.Equal(t, "lines", len(lines), 4)
		results := checks.Decoded(t, r.Report)["results"].([]any)
		for i, line := range lines[1:] {
			for j, key := range lines[0] {
				if key == "trials" {
					checks.Equal(t, "trials", line[j], strconv.Itoa(r.Plan.Trials))
					continue
				}
				want, ok := checks.Value(results[i], key)
				if !ok {
					t.Errorf("%s: the column %s is not in the JSON", name, key)
				}
				switch want := want.(type) {
				case nil:
					checks.Equal(t, key+", which is unknown", line[j], "")
				case string:
					checks.Equal(t, key, line[j], want)
				case float64:
					got, err := strconv.ParseFloat(line[j], 64)
					if key == "goodputBitsPerSecond" { // in whole bits
						got, want = float64(int(got)), float64(int(want+0.5))
					}
					if err != nil || got != want {
						t.Errorf("%s: %s of %s: %q, in JSON %v", name, key, line[0], line[j], want)
					}
				}
			}
		}
	}
}

// From the samples as written, the results can be computed again.
func TestReportSamples(t *testing.T) {
	r := troubled()
	var b bytes.Buffer
	w := NewSampleWriter(&b)
	for _, s := range r.samples {
		if err := w.Write(s); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	checks.Equal(t, "header", strings.Join(lines[0], " "), "transport trial seq due sent reached received copies")
	checks.Equal(t, "lines", len(lines), 1+3*7*100)
	type counts struct{ sent, received, lost, duplicates int }
	got := map[string]counts{}
	for _, line := range lines[1:] {
		c := got[line[0]]
		if line[4] == "" {
			checks.Equal(t, "not sent, and received", line[6], "")
			continue
		}
		c.sent++
		sent, err1 := strconv.ParseFloat(line[4], 64)
		copies, err2 := strconv.Atoi(line[7])
		if err1 != nil || err2 != nil {
			t.Fatal(line)
		}
		received, err := strconv.ParseFloat(line[6], 64)
		switch {
		case line[6] == "" || line[0] == "udp" && received-sent > 2000:
			c.lost++
		case err != nil:
			t.Fatal(line)
		default:
			c.received++
			c.duplicates += copies - 1
		}
		checks.Equal(t, "reached, which nobody knows", line[5], "")
		got[line[0]] = c
	}
	for _, x := range r.Results {
		checks.Equal(t, x.Transport, got[x.Transport], counts{x.Sent, x.Received, x.Lost, x.Duplicates})
	}
}

// failing is a writer on a full disk.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestReportWriteErrors(t *testing.T) {
	r := troubled()
	for _, format := range []string{"table", "markdown", "json", "csv"} {
		if err := r.Write(failing{}, format, View{}); err == nil {
			t.Errorf("%s: a failure to write is lost", format)
		}
	}
	if err := NewSampleWriter(failing{}).Write(r.samples[0]); err == nil {
		t.Error("samples: a failure to write is lost")
	}
	if err := r.Write(io.Discard, "yaml", View{}); checks.Message(err) != `unknown format "yaml"` {
		t.Error(err)
	}
}
