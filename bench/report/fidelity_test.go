package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/internal/network/link"

	"wirelab/bench/internal/checks"
)

// TestUnsoundIsSaidFirst: what a plan is beyond the lab's TCP for is the first sentence, a mark in the
// table, and a field for programs. UDP is not touched by that.
func TestUnsoundIsSaidFirst(t *testing.T) {
	bursty := func(p *bench.Plan) {
		p.Trials, p.Duration = 7, 4*time.Second
		p.Up.Loss, p.Up.Burst = 0, link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}
	}
	r := labReport(t, bursty)
	if !strings.HasPrefix(r.Notes[0], "Under bursts of loss") {
		t.Errorf("the first sentence is %q", r.Notes[0])
	}
	for _, format := range []string{"table", "markdown"} {
		var b bytes.Buffer
		if err := r.Write(&b, format, View{Full: true}); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"(tcp)", "(ws)", "( ) in doubt"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: no %q in\n%s", format, want, b.String())
			}
		}
		if strings.Contains(b.String(), "(udp)") {
			t.Errorf("%s: it doubts UDP:\n%s", format, b.String())
		}
	}
	checks.TableWidth(t, r)
	results := checks.Decoded(t, r)["results"].([]any)
	for i, want := range []bool{true, false, true} {
		text, _ := checks.Value(results[i], "unsound")
		checks.Equal(t, "in JSON", strings.HasPrefix(text.(string), "Under bursts"), want)
	}

	well := labReport(t, func(p *bench.Plan) { p.Trials, p.Duration = 1, 2*time.Second })
	var b bytes.Buffer
	if err := well.WriteTable(&b); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "(tcp)") || strings.Contains(b.String(), "in doubt") {
		t.Errorf("it doubts what is sound:\n%s", b.String())
	}
}

// TestUnsoundInASweep: cells are marked only where the value makes them so.
func TestUnsoundInASweep(t *testing.T) {
	base := bench.DefaultPlan("lab")
	base.Duration, base.Trials = 2*time.Second, 1
	bursty := base
	bursty.Up.Loss, bursty.Up.Burst = 0, link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}
	s := &bench.Sweep{Parameter: "burst", Values: []string{"no", "yes"}, Base: base}
	if err := measure.RunSweep(t.Context(), s, []bench.Plan{base, bursty}, measure.Watcher{}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := NewSweep(s).Write(&b, "table", View{}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		switch f := strings.Fields(line); {
		case strings.HasPrefix(line, "response p50") && strings.Contains(line, "("):
			t.Errorf("doubted: %s", line)
		case len(f) > 1 && f[0] == "yes" && strings.Count(line, "(") < 2:
			t.Errorf("not doubted: %s", line)
		}
	}
	if !strings.Contains(b.String(), "( ) in doubt") {
		t.Errorf("nobody says what ( ) means:\n%s", b.String())
	}
	if notes := NewSweep(s).notes(); !strings.HasPrefix(notes[0], "At burst yes: Under bursts") {
		t.Errorf("notes: %q", notes)
	}
}

// TestRetransmissionsAgree: the sentence counts what the table counts, and says whose they are.
func TestRetransmissionsAgree(t *testing.T) {
	plan := bench.DefaultPlan("kernel")
	plan.Transports, plan.Trials = []string{"tcp"}, 1
	r := reportOf(plan, nil)
	r.samples[0].TCP.Retransmissions = 24
	r.samples[0].Wire = &bench.Wire{}
	r.samples[0].Wire.Retransmissions = 47
	r.sumUp()
	says(t, r, "47 segments were sent again for TCP (24 of them from the client)")
	legend := strings.Join(r.page(View{Full: true}).legend, " ")
	for _, want := range []string{"that either end sent again", "client resent: segments that the client sent again, as its system counts them"} {
		if !strings.Contains(legend, want) {
			t.Errorf("no %q in %s", want, legend)
		}
	}
}

// TestLabSaysWhatItIsGoodFor: a line under the table where a plan goes beyond that.
func TestLabSaysWhatItIsGoodFor(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*bench.Plan)
		says   string
	}{
		"the default":        {func(p *bench.Plan) {}, ""},
		"bursts":             {func(p *bench.Plan) { p.Up.Loss, p.Up.Burst = 0, link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8} }, "Under bursts"},
		"fast, shuffled":     {func(p *bench.Plan) { p.Rate = 200 }, ""},
		"large under loss":   {func(p *bench.Plan) { p.Size = 1400 }, ""},
		"bursts back":        {func(p *bench.Plan) { p.Down.Burst = link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8} }, "Under bursts"},
		"bursts in a kernel": {func(p *bench.Plan) { p.Net, p.Up.Burst = "kernel", link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8} }, ""},
		"UDP loses in bursts": {func(p *bench.Plan) {
			p.Up.Burst, p.Transports = link.GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}, []string{"udp"}
		}, ""},
	} {
		r := &Report{Findings: &bench.Findings{Plan: bench.DefaultPlan("lab")}}
		if test.change(&r.Plan); !strings.HasPrefix(r.fidelityNote(), test.says) || test.says == "" && r.fidelityNote() != "" {
			t.Errorf("%s: %q", name, r.fidelityNote())
		}
	}
}
