package bench

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "write the files in testdata anew")

// behind is a report of a sender that could not keep up: message n left n x 20 us late.
func behind() *story {
	plan := DefaultPlan("host")
	plan.Rate, plan.Duration, plan.Trials = 10_000, 100*ms, 2
	slow := func(trial, seq int, m *Sample) {
		late := time.Duration(seq) * 20 * us
		m.Sent += late
		m.Reached += late
		m.Received += late
	}
	return reportOf(plan, map[string]fate{"tcp": slow, "udp": slow, "ws": slow})
}

// cutShort is a report of one transport, one trial, of which half was done.
func cutShort() *story {
	plan := DefaultPlan("host")
	plan.Transports, plan.Trials = []string{"udp"}, 1
	r := reportOf(plan, nil)
	s := r.samples[0]
	s.Messages, s.Arrivals = s.Messages[:50], s.Arrivals[:50]
	r.CutShort = true
	r.sumUp()
	return r
}

func TestTable(t *testing.T) {
	for name, r := range map[string]*story{
		"well":     reportOf(DefaultPlan("host"), nil),
		"troubled": troubled(),
		"behind":   behind(),
		"cutshort": cutShort(),
	} {
		t.Run(name, func(t *testing.T) {
			checkWidth(t, r.Report)
			for format, ending := range map[string]string{"table": ".txt", "markdown": ".md"} {
				var b bytes.Buffer
				if err := r.Write(&b, format); err != nil {
					t.Fatal(err)
				}
				golden(t, name+ending, b.Bytes())
			}
		})
	}
}

// golden compares got with the file of that name in testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	want = bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n")) // git on Windows
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nwant\n%s\n(if it is meant to be so: go test ./bench -update)", name, got, want)
	}
}

// checkWidth checks that a table fits a terminal of 80 columns. The command that repeats the plan is
// there to be copied, and stays on one line however long it is.
func checkWidth(t *testing.T, r *Report) {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		line = strings.TrimSuffix(line, "\n")
		if utf8.RuneCountInString(line) > 80 && !strings.HasPrefix(line, "Repeat: ") && !strings.HasPrefix(line, "Packets: ") {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(line), line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("blanks at the end: %q", line)
		}
		for _, odd := range []string{"e+", "e-", "NaN", "Inf", "%!"} {
			if strings.Contains(line, odd) {
				t.Errorf("%s is no number for people: %s", odd, line)
			}
		}
	}
	if t.Failed() {
		t.Logf("the table is\n%s", b.String())
	}
}

// extreme returns trials in which everything is as large as it can be, or as small.
func extreme(random *rand.Rand, trials int) []Metrics {
	counts := map[string]int{}
	count := func(what string) int {
		if _, ok := counts[what]; !ok {
			counts[what] = []int{0, 1, 99, 100_000, 9_990_000, 10_000_000}[random.IntN(6)]
		}
		return counts[what]
	}
	spans := map[string]Span{}
	span := func(what string) Span { // differs by half from trial to trial
		s, ok := spans[what]
		if !ok && random.IntN(10) > 0 {
			s = Known([]time.Duration{1, 999, 999_999, 12_345_678, 999_999_999, 9_999_999_999, time.Minute, time.Hour}[random.IntN(8)])
		}
		spans[what] = s
		return Span{s.d/2 + time.Duration(random.Int64N(int64(s.d+1))), s.known}
	}
	distribution := func(what string) Distribution {
		return Distribution{
			"ms", span(what + "min"), span(what + "p50"), span(what + "p90"), span(what + "p99"), span(what + "p999"),
			span(what + "max"), span(what + "mean"),
		}
	}
	var all []Metrics
	for range trials {
		m := Metrics{
			Sent: 10_000_000, Received: 10_000_000 - count("lost"), Lost: count("lost"),
			Late: count("late"), Failures: count("fail") % 2,
			Response: distribution("response"), Service: distribution("service"), SendLateness: distribution("late"),
			Jitter: Jitter{RTP: span("jitter")}, Gaps: Gaps{Longest: span("gap")}, SetUp: span("set-up"),
		}
		m.Duplicates, m.Reordered = min(count("twice"), m.Received), min(count("order"), m.Received)
		m.LostPercent, m.ReorderedPercent = percent(m.Lost, m.Sent), percent(m.Reordered, m.Received)
		if count("stalls known") > 0 {
			m.Stalls = &Stalls{count("stalls"), span("stall"), span("stalled")}
		}
		if count("TCP known") > 0 {
			m.TCP = &TCPInfo{Retransmissions: count("again"), SmoothedRTT: span("SRTT")}
		}
		all = append(all, m)
	}
	return all
}

func TestTableWidth(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		plan := DefaultPlan("host")
		plan.Transports = plan.Transports[:1+random.IntN(3)]
		plan.Trials = []int{1, 2, 7, 1000}[random.IntN(4)]
		plan.Rate = []float64{0.1, 50, 1_000_000}[random.IntN(3)]
		r := &Report{Plan: plan, Calibration: &Calibration{100, time.Second}, CutShort: random.IntN(2) == 0}
		if random.IntN(2) == 0 {
			r.Plan.Targets = map[string]string{}
			for _, name := range plan.Transports {
				r.Plan.Targets[name] = "[2001:db8:1234:5678:9abc:def0:1234:5678]:65535"
			}
		}
		for _, name := range plan.Transports {
			r.Results = append(r.Results, Combine(DefaultPlan("host"), name, extreme(random, min(plan.Trials, 7))))
		}
		r.Notes = r.notes()
		if checkWidth(t, r); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// A cell is marked as the best only where no other transport may be as good.
func TestTableBest(t *testing.T) {
	r := &Report{Plan: DefaultPlan("host"), Calibration: &Calibration{100, 2 * ms}}
	set := func(name string, medians ...time.Duration) {
		r.Results = append(r.Results, Combine(DefaultPlan("host"), name, trialsOf(medians...)))
	}
	set("tcp", 20*ms, 21*ms, 22*ms, 23*ms, 24*ms, 25*ms)
	set("udp", 10*ms, 11*ms, 12*ms, 13*ms, 14*ms, 15*ms)
	set("ws", 20*ms, 21*ms, 22*ms, 23*ms, 24*ms, 25*ms)
	check := func(what string, want ...bool) {
		t.Helper()
		for i, want := range want {
			equal(t, fmt.Sprintf("%s: %s is best", what, r.Results[i].Transport), r.best(i, "p50"), want)
		}
	}
	check("UDP ahead", false, true, false)
	r.Calibration.Resolution = 10 * ms
	check("UDP ahead by no more than the machine resolves", false, false, false)
	r.Calibration.Resolution = 0
	r.Results[2] = r.Results[1]
	check("two ahead", false, false, false)
	r.Results = r.Results[:1]
	check("alone", false)
}

func TestShow(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0:                       "0",
		1:                       "1 ns",
		999:                     "999 ns",
		1500:                    "1.50 µs",
		41234:                   "41.2 µs",
		999_400:                 "999 µs",
		1234 * us:               "1.23 ms",
		999 * ms:                "999 ms",
		9876 * ms:               "9.88 s",
		12345 * ms:              "12.3 s",
		-1500 * time.Nanosecond: "-1.50 µs",
	} {
		equal(t, d.String(), show(d), want)
	}
}

// What the clock cannot resolve is not shown to the nanosecond.
func TestTableResolution(t *testing.T) {
	for _, test := range []struct {
		calibration *Calibration
		d           time.Duration
		want        string
	}{
		{nil, 3, "<10 µs"}, // the lab
		{nil, 10 * us, "10.0 µs"},
		{nil, 0, "0"},
		{&Calibration{ClockStep: 40}, 3, "<40 ns"},
		{&Calibration{ClockStep: 40}, 41, "41 ns"},
	} {
		r := &Report{Plan: DefaultPlan("lab"), Calibration: test.calibration}
		x := &Result{Metrics: Metrics{SetUp: Known(test.d), Broadcast: &Broadcast{Skew: Skew{P50: Known(test.d)}}}}
		for _, span := range []string{"setup", "skew.p50"} {
			equal(t, span, r.spanRow("", "", span).cell(x), test.want)
		}
	}
}
