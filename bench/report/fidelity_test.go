package bench

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/link"
)

// TestUnsoundIsSaidFirst: what a plan is beyond the lab's TCP for is the first sentence, a mark in the
// table, and a field for programs. UDP is not touched by that.
func TestUnsoundIsSaidFirst(t *testing.T) {
	bursty := func(p *Plan) {
		p.Trials, p.Duration = 7, 4*time.Second
		p.Up.Loss, p.Up.Burst = 0, link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}
	}
	r := labReport(t, bursty)
	if !strings.HasPrefix(r.Notes[0], "Under bursts of loss") {
		t.Errorf("the first sentence is %q", r.Notes[0])
	}
	for _, format := range []string{"table", "markdown"} {
		var b bytes.Buffer
		if err := r.Write(&b, format); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"(tcp)", "(ws)", "( ) not sound here"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: no %q in\n%s", format, want, b.String())
			}
		}
		if strings.Contains(b.String(), "(udp)") || strings.Contains(b.String(), "◄") || strings.Contains(b.String(), "p = ") {
			t.Errorf("%s: it compares what is not sound:\n%s", format, b.String())
		}
	}
	checkWidth(t, r)
	results := decoded(t, r)["results"].([]any)
	for i, want := range []bool{true, false, true} {
		text, _ := value(results[i], "unsound")
		equal(t, "in JSON", strings.HasPrefix(text.(string), "Under bursts"), want)
	}

	well := labReport(t, func(p *Plan) { p.Trials, p.Duration = 1, 2*time.Second })
	var b bytes.Buffer
	if err := well.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "(tcp)") || strings.Contains(b.String(), "not sound") {
		t.Errorf("it doubts what is sound:\n%s", b.String())
	}
}

// TestUnsoundInASweep: cells are marked only where the value makes them so.
func TestUnsoundInASweep(t *testing.T) {
	base := DefaultPlan("lab")
	base.Duration, base.Trials = 2*time.Second, 1
	fast := base
	fast.Rate = 200
	s := &Sweep{Parameter: "rate", Values: []string{"50", "200"}, Base: base}
	if err := RunSweep(t.Context(), s, []Plan{base, fast}, Watcher{}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Write(&b, "table"); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		switch f := strings.Fields(line); {
		case strings.HasPrefix(line, "response p50") && strings.Contains(line, "("):
			t.Errorf("doubted: %s", line)
		case len(f) > 1 && f[0] == "200" && strings.Count(line, "(") < 2:
			t.Errorf("not doubted: %s", line)
		}
	}
	if !strings.Contains(b.String(), "( ) not sound") {
		t.Errorf("nobody says what ( ) means:\n%s", b.String())
	}
	if notes := s.notes(); !strings.HasPrefix(notes[0], "At rate 200: Above 50 messages") {
		t.Errorf("notes: %q", notes)
	}
}

// TestStallsOfFewTrials: where few trials have stalls, the longest is not that of a trial without any.
func TestStallsOfFewTrials(t *testing.T) {
	var trials []Metrics
	for trial := range 7 {
		m := Summarise(observed([]Sample{{Sent: 0}}, Arrival{0, 5 * ms}))
		m.Stalls = &Stalls{Longest: Known(0), Total: Known(0)}
		if trial < 2 {
			m.Stalls = &Stalls{Count: 3, Longest: Known(40 * ms), Total: Known(90 * ms)}
		}
		trials = append(trials, m)
	}
	x := Combine(DefaultPlan("lab"), "tcp", trials)
	equal(t, "stalled", x.Stalls.Count, 6)
	equal(t, "longest", x.Stalls.Longest, Known(40*ms))
	equal(t, "together", x.Stalls.Total, Known(90*ms))
	equal(t, "none", Combine(DefaultPlan("lab"), "tcp", trials[2:]).Stalls.Longest, Known(0))
}

// TestRetransmissionsAgree: the sentence counts what the table counts, and says whose they are.
func TestRetransmissionsAgree(t *testing.T) {
	plan := DefaultPlan("kernel")
	plan.Transports, plan.Trials = []string{"tcp"}, 1
	r := reportOf(plan, nil)
	r.samples[0].TCP.Retransmissions = 24
	r.samples[0].Wire = &Wire{}
	r.samples[0].Wire.Retransmissions = 47
	r.sumUp()
	says(t, r, "47 segments were sent again under TCP to deliver this, 24 of them by the client")
	legend := strings.Join(r.legend(r.shows, false), " ")
	for _, want := range []string{"that either end sent again", "client resent: segments, as the client's system counts them"} {
		if !strings.Contains(legend, want) {
			t.Errorf("no %q in %s", want, legend)
		}
	}
}
