package report

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/internal/term/colour"
)

// behind is a report of a sender that could not keep up: message n left n x 20 us late.
func behind() *story {
	plan := bench.DefaultPlan("host")
	plan.Rate, plan.Duration, plan.Trials = 10_000, 100*ms, 2
	slow := func(trial, seq int, m *bench.Sample) {
		late := time.Duration(seq) * 20 * us
		m.Sent += late
		m.Reached += late
		m.Received += late
	}
	return reportOf(plan, map[string]fate{"tcp": slow, "udp": slow, "ws": slow})
}

// cutShort is a report of one transport, one trial, of which half was done.
func cutShort() *story {
	plan := bench.DefaultPlan("host")
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
		"well":     reportOf(bench.DefaultPlan("host"), nil),
		"troubled": troubled(),
		"behind":   behind(),
		"cutshort": cutShort(),
	} {
		t.Run(name, func(t *testing.T) {
			checks.TableWidth(t, r.Report)
			for format, ending := range map[string]string{"table": ".txt", "markdown": ".md"} {
				var b bytes.Buffer
				if err := r.Write(&b, format, View{Full: true}); err != nil {
					t.Fatal(err)
				}
				checks.Golden(t, name+ending, b.Bytes())
			}
		})
	}
}

// extreme returns trials in which everything is as large as it can be, or as small.
func extreme(random *rand.Rand, trials int) []bench.Metrics {
	counts := map[string]int{}
	count := func(what string) int {
		if _, ok := counts[what]; !ok {
			counts[what] = []int{0, 1, 99, 100_000, 9_990_000, 10_000_000}[random.IntN(6)]
		}
		return counts[what]
	}
	spans := map[string]bench.Span{}
	span := func(what string) bench.Span { // differs by half from trial to trial
		s, ok := spans[what]
		if !ok && random.IntN(10) > 0 {
			s = bench.Known([]time.Duration{1, 999, 999_999, 12_345_678, 999_999_999, 9_999_999_999, time.Minute, time.Hour}[random.IntN(8)])
		}
		spans[what] = s
		if !s.IsKnown() {
			return s
		}
		return bench.Known(s.Length()/2 + time.Duration(random.Int64N(int64(s.Length()+1))))
	}
	distribution := func(what string) bench.Distribution {
		return bench.Distribution{
			Unit: "ms", Min: span(what + "min"), P50: span(what + "p50"), P90: span(what + "p90"), P99: span(what + "p99"), P999: span(what + "p999"),
			Max: span(what + "max"), Mean: span(what + "mean"),
		}
	}
	var all []bench.Metrics
	for range trials {
		m := bench.Metrics{
			Sent: 10_000_000, Received: 10_000_000 - count("lost"), Lost: count("lost"),
			Late: count("late"), Failures: count("fail") % 2,
			Response: distribution("response"), Service: distribution("service"), SendLateness: distribution("late"),
			Jitter: bench.Jitter{RTP: span("jitter")}, Gaps: bench.Gaps{Longest: span("gap")}, SetUp: span("set-up"),
		}
		m.Duplicates, m.Reordered = min(count("twice"), m.Received), min(count("order"), m.Received)
		m.LostPercent, m.ReorderedPercent = bench.Percent(m.Lost, m.Sent), bench.Percent(m.Reordered, m.Received)
		if count("stalls known") > 0 {
			m.Stalls = &bench.Stalls{Count: count("stalls"), Longest: span("stall"), Total: span("stalled")}
		}
		if count("TCP known") > 0 {
			m.TCP = &bench.TCPInfo{Retransmissions: count("again"), SmoothedRTT: span("SRTT")}
		}
		all = append(all, m)
	}
	return all
}

func TestTableWidth(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 1))
		plan := bench.DefaultPlan("host")
		plan.Transports = plan.Transports[:1+random.IntN(3)]
		plan.Trials = []int{1, 2, 7, 1000}[random.IntN(4)]
		plan.Rate = []float64{0.1, 50, 1_000_000}[random.IntN(3)]
		r := &Report{Findings: &bench.Findings{Plan: plan, Calibration: &bench.Calibration{ClockStep: 100, Resolution: time.Second}, CutShort: random.IntN(2) == 0}}
		if random.IntN(2) == 0 {
			r.Plan.Targets = map[string]string{}
			for _, name := range plan.Transports {
				r.Plan.Targets[name] = "[2001:db8:1234:5678:9abc:def0:1234:5678]:65535"
			}
		}
		for _, name := range plan.Transports {
			r.Results = append(r.Results, bench.Combine(bench.DefaultPlan("host"), name, extreme(random, min(plan.Trials, 7))))
		}
		r.Notes = r.notes()
		checks.TableWidth(t, r)
		if seed%10 == 0 {
			checks.Width(t, shown(t, r, "table", View{}))
			for _, v := range []View{{Columns: 40}, {Columns: 60}, {Columns: 60, Full: true}} {
				fits(t, shown(t, r, "table", v), v, strings.Fields(shown(t, r, "table", View{Columns: 200, Full: v.Full})))
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// trialsOf returns a trial for each median response time.
func trialsOf(medians []time.Duration) (trials []bench.Metrics) {
	for _, median := range medians {
		trials = append(trials, bench.Metrics{Response: bench.Distribution{Unit: "ms", P50: bench.Known(median)}})
	}
	return trials
}

// A cell is marked as the best only where no other transport may be as good.
func TestTableBest(t *testing.T) {
	r := &Report{Findings: &bench.Findings{Plan: bench.DefaultPlan("host"), Calibration: &bench.Calibration{ClockStep: 100, Resolution: 2 * ms}}}
	set := func(name string, medians ...time.Duration) {
		r.Results = append(r.Results, bench.Combine(bench.DefaultPlan("host"), name, trialsOf(medians)))
	}
	set("tcp", 20*ms, 21*ms, 22*ms, 23*ms, 24*ms, 25*ms)
	set("udp", 10*ms, 11*ms, 12*ms, 13*ms, 14*ms, 15*ms)
	set("ws", 20*ms, 21*ms, 22*ms, 23*ms, 24*ms, 25*ms)
	check := func(what string, want ...bool) {
		t.Helper()
		for i, want := range want {
			checks.Equal(t, fmt.Sprintf("%s: %s is best", what, r.Results[i].Transport), r.best(i, "p50"), want)
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
		checks.Equal(t, d.String(), show(d), want)
	}
}

// What the clock cannot resolve is not shown to the nanosecond.
func TestTableResolution(t *testing.T) {
	for _, test := range []struct {
		calibration *bench.Calibration
		d           time.Duration
		want        string
	}{
		{nil, 3, "<10 µs"}, // the lab
		{nil, 10 * us, "10.0 µs"},
		{nil, 0, "0"},
		{&bench.Calibration{ClockStep: 40}, 3, "<40 ns"},
		{&bench.Calibration{ClockStep: 40}, 41, "41 ns"},
	} {
		r := &Report{Findings: &bench.Findings{Plan: bench.DefaultPlan("lab"), Calibration: test.calibration}}
		x := &bench.Result{Metrics: bench.Metrics{SetUp: bench.Known(test.d), Broadcast: &bench.Broadcast{Skew: bench.Skew{P50: bench.Known(test.d)}}}}
		for _, span := range []string{"setup", "skew.p50"} {
			checks.Equal(t, span, r.spanRow("", "", span).cell(x), test.want)
		}
	}
}

// TestPainted: transports have their colours and marked cells stand out, and the table's columns stay in line.
func TestPainted(t *testing.T) {
	p := page{
		title: "t", labels: 1, header: []string{"", "TCP", "UDP"}, transports: []string{"tcp", "udp"},
		grid: [][]string{{"lost, %", "0", "3.8" + tellingMark}, {"p99, ms", "92.6", "65.0" + bestMark}},
	}
	plain, err := p.plain(View{})
	if err != nil {
		t.Fatal(err)
	}
	painted, err := p.plain(View{Pen: colour.Always})
	if err != nil {
		t.Fatal(err)
	}
	if got := ansi.Strip(string(painted)); got != string(plain) {
		t.Errorf("without its colours it is\n%s\nwant\n%s", got, plain)
	}
	for _, want := range []string{
		colour.Always.Paint(colour.UDP, "UDP"), colour.Always.Paint(colour.Telling, "3.8"+tellingMark), colour.Always.Paint(colour.Best, "65.0"+bestMark),
	} {
		if !strings.Contains(string(painted), want) {
			t.Errorf("%q is not in it:\n%q", want, painted)
		}
	}
}

// TestTableBestIsSeen: what is better by less than the table shows is not marked.
func TestTableBestIsSeen(t *testing.T) {
	for ahead, want := range map[time.Duration]string{10 * us: "40.2", 500 * us: "39.7" + bestMark} {
		r := &Report{Findings: &bench.Findings{Plan: bench.DefaultPlan("lab")}}
		for i, name := range []string{"tcp", "udp"} {
			at := 40_200*us - time.Duration(i)*ahead
			r.Results = append(r.Results, bench.Combine(r.Plan, name, trialsOf([]time.Duration{at, at, at, at, at, at, at})))
		}
		r.Plan.Transports = []string{"tcp", "udp"}
		i := slices.IndexFunc(r.all(), func(x row) bool { return x.called() == "p50" })
		if texts, _ := r.numbers(r.all()[i]); texts[1] != want {
			t.Errorf("%v ahead: %q, want %q", ahead, texts[1], want)
		}
	}
}

// TestUnitFor: a row's unit suits its smallest figure, if the largest is not too long in it; there is none above seconds.
func TestUnitFor(t *testing.T) {
	for _, c := range []struct {
		least, most time.Duration
		want        string
	}{{531 * us, 4 * ms, "µs"}, {46 * us, 5 * ms, "ms"}, {2 * ms, 10 * time.Second, "s"}, {time.Second, 10_000 * time.Second, "s"}} {
		figures := []figure{{value: float64(c.least), known: true}, {value: float64(c.most), known: true}}
		if got := unitFor(figures).name; got != c.want {
			t.Errorf("%v to %v: in %s, want %s", c.least, c.most, got, c.want)
		}
	}
}
