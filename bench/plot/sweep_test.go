package plot_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/plot"
	"wirelab/internal/network/link"
	"wirelab/internal/picture"
	"wirelab/internal/picture/picturetest"
)

// TestOfSweep: a line for each transport, with the values where they are, and an interval where there is one.
func TestOfSweep(t *testing.T) {
	for _, x := range []struct {
		parameter string
		values    []string
		change    func(p *bench.Plan, i int)
		last      float64 // where the last value lies
	}{
		{"loss", []string{"0", "1%", "5%"}, func(p *bench.Plan, i int) { p.Up.Loss = []float64{0, 0.01, 0.05}[i] }, 0.05},
		{"link", []string{"cafe", "lossy"}, func(p *bench.Plan, i int) { on(p, []string{"cafe", "lossy"}[i]) }, 1},
	} {
		s := &bench.Sweep{Parameter: x.parameter, Values: x.values, Base: bench.DefaultPlan("lab")}
		for i := range x.values {
			found, _ := run(t, func(p *bench.Plan) { p.Duration, p.Trials = 2*time.Second, bench.MinTrials; x.change(p, i) })
			s.Findings = append(s.Findings, found)
		}
		c, ok := plot.OfSweep(s)
		if !ok || len(c.Panels) != 3 {
			t.Fatalf("%d panels", len(c.Panels))
		}
		for _, width := range []float64{344, 760} {
			picturetest.Check(t, c.Draw(width, true).SVG(""))
		}
		p50 := c.Panels[0].Series[0]
		if n := len(p50.Points); n != len(x.values) || p50.Points[n-1].X != x.last || len(p50.Low) != n {
			t.Errorf("%s: %v, intervals from %v", x.parameter, p50.Points, p50.Low)
		}
	}
}

// TestTransfers: how long the transfers of runs took, each with its interval; what UDP has not brought whole has no time.
func TestTransfers(t *testing.T) {
	var runs []plot.Measured
	for _, bytes := range []int{50_000, 200_000} {
		found, _ := run(t, func(p *bench.Plan) {
			*p = bench.DefaultBulk("lab", bytes)
			p.Trials, p.Transports, p.Rate = bench.MinTrials, []string{"tcp", "udp"}, 100
			on(p, "lossy")
		})
		runs = append(runs, plot.Measured{fmt.Sprint(bytes), found})
	}
	c, ok := plot.Transfers(runs, []string{"tcp", "udp"})
	if !ok || len(c.Panels) != 2 {
		t.Fatalf("%v, %d panels", ok, len(c.Panels))
	}
	all := c.Panels[0].Series
	if all[0].Name != "TCP" || len(all[0].Low) != 2 || all[0].Points[0].Y >= all[0].Points[1].Y {
		t.Errorf("%+v", all)
	}
	for i, r := range runs {
		if want := float64(r.Result("tcp").Bulk.Completion.Length()); all[0].Points[i].Y != want {
			t.Errorf("%s: %v, want %v", r.Name, all[0].Points[i].Y, want)
		}
	}
	for _, width := range []float64{344, 760} {
		picturetest.Check(t, c.Draw(width, true).SVG(""))
	}
}

// TestOfTwo: of a sweep of two parameters there is a panel for each value of the second, with the runs that have it, and
// panels of one figure have the same range.
func TestOfTwo(t *testing.T) {
	s := &bench.Sweep{
		Parameter: "loss", Values: []string{"0", "5%"}, Second: &bench.Range{Parameter: "delay", Values: []string{"10ms", "50ms", "90ms"}},
		Base: bench.DefaultPlan("lab"),
	}
	for i := range s.Runs() {
		found, _ := run(t, func(p *bench.Plan) {
			p.Duration, p.Trials, p.Link = 2*time.Second, bench.MinTrials, "custom"
			p.Up = link.Config{Delay: []time.Duration{10, 50, 90}[i/2] * time.Millisecond, Loss: []float64{0, 0.05}[i%2]}
			p.Down = link.Config{}
		})
		s.Findings = append(s.Findings, found)
	}
	c, ok := plot.OfSweep(s)
	if !ok || len(c.Panels) != 9 || c.Beside != 3 {
		t.Fatalf("%d panels, %d beside one another", len(c.Panels), c.Beside)
	}
	for i, p := range c.Panels[:3] {
		least := float64([]time.Duration{10, 50, 90}[i] * time.Millisecond)
		for _, line := range p.Series {
			if n := len(line.Points); n != 2 || len(line.Low) != 2 || line.Points[0].Y < least || line.Points[0].Y > 1.3*least {
				t.Errorf("%s: %v", p.Name, line.Points)
			}
		}
	}
	lowest := map[float64]int{} // panels by where they end
	for _, width := range []float64{344, 760, 1200} {
		svg := c.Draw(width, true).SVG("")
		picturetest.Check(t, svg)
		if n := strings.Count(svg, ">delay 50ms</text>"); n != 3 {
			t.Errorf("delay 50ms stands there %d times", n)
		}
		for _, m := range regexp.MustCompile(`data-frame="[0-9.]+ [0-9.]+ [0-9.]+ ([0-9.]+)"`).FindAllStringSubmatch(svg, -1) {
			end, _ := strconv.ParseFloat(m[1], 64)
			lowest[end+10_000*width]++
		}
	}
	if n := len(lowest); n != 9+3+3 {
		t.Errorf("the panels stand in %d rows, want 9 on a telephone and 3 on each of two wider screens", n)
	}
	c.Text(picture.Terminal{Columns: 60})
	s.Findings = s.Findings[:3] // it was cut short
	if c, ok := plot.OfSweep(s); !ok || len(c.Panels[1].Series[0].Points) != 1 || len(c.Panels[2].Series) != 0 {
		t.Errorf("%v, %d panels", ok, len(c.Panels))
	} else {
		picturetest.Check(t, c.Draw(760, true).SVG(""))
	}
}

// TestOver: several runs are laid over one another, transport by transport, if their samples are known.
func TestOver(t *testing.T) {
	_, cafe := run(t, nil)
	_, lossy := run(t, func(p *bench.Plan) { on(p, "lossy") })
	c, ok := plot.Over([]plot.Run{{"cafe", cafe}, {"lossy", lossy}, {"without samples", plot.Data{}}}, []string{"tcp", "udp", "ws"})
	if !ok || len(c.Panels) != 3 || len(c.Panels[0].Series) != 2 || len(c.Table.Rows) != 6 {
		t.Fatalf("%v, %d panels", ok, len(c.Panels))
	}
	for _, width := range []float64{344, 760} {
		svg := c.Draw(width, true).SVG("")
		picturetest.Check(t, svg)
		for _, want := range []string{">cafe</text>", ">lossy</text>"} {
			if n := strings.Count(svg, want); n != 3 {
				t.Errorf("%s stands there %d times", want, n)
			}
		}
	}
	many := []plot.Run{{"cafe", cafe}, {"lossy", lossy}, {"3", cafe}, {"4", lossy}, {"5", cafe}}
	if c, _ := plot.Over(many, []string{"tcp"}); len(c.Panels[0].Series) != 4 || !strings.Contains(c.Says, "Of 5 runs, the first 4 are shown.") {
		t.Errorf("%d lines: %s", len(c.Panels[0].Series), c.Says)
	}
	if _, ok := plot.Over([]plot.Run{{"cafe", cafe}, {"without samples", plot.Data{}}}, []string{"tcp", "udp", "ws"}); ok {
		t.Error("one run is laid over nothing")
	}
}
