package plot_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/plot"
	"wirelab/internal/network/link"
	"wirelab/internal/picture"
	"wirelab/internal/picture/picturetest"
)

// TestOverSweeps: a panel for each transport and figure has a line for each sweep, at the values that all of them have.
func TestOverSweeps(t *testing.T) {
	sweep := func(values []string, delay time.Duration) *bench.Sweep {
		s := &bench.Sweep{Parameter: "loss", Values: values, Base: bench.DefaultPlan("lab")}
		for _, v := range values {
			found, _ := run(t, func(p *bench.Plan) {
				p.Duration, p.Trials, p.Link = 2*time.Second, bench.MinTrials, "custom"
				p.Up = link.Config{Delay: delay, Loss: map[string]float64{"0": 0, "2%": 0.02, "5%": 0.05}[v]}
				p.Down = link.Config{}
			})
			s.Findings = append(s.Findings, found)
		}
		return s
	}
	near, far := plot.Swept{"near", sweep([]string{"0", "2%", "5%"}, 10*time.Millisecond)}, plot.Swept{"far", sweep([]string{"5%", "0"}, 30*time.Millisecond)}
	c, ok := plot.OverSweeps([]plot.Swept{near, far}, []string{"tcp", "udp", "ws"})
	if !ok || len(c.Panels) != 9 {
		t.Fatalf("%v, %d panels", ok, len(c.Panels))
	}
	p := c.Panels[0]
	if len(p.Series) != 2 || p.Series[0].Name != "near" || p.Series[0].Transport != "" || p.Series[1].Transport != "tcp" {
		t.Errorf("%+v", p.Series)
	}
	for i, least := range []time.Duration{10 * time.Millisecond, 30 * time.Millisecond} {
		points := p.Series[i].Points
		if len(points) != 2 || points[0].X != 0 || points[1].X != 0.05 || points[0].Y < float64(least) || points[0].Y > 1.2*float64(least) {
			t.Errorf("%s: %v", p.Series[i].Name, points)
		}
	}
	for _, width := range []float64{344, 760} {
		picturetest.Check(t, c.Draw(width, true).SVG(""))
	}
}

// delayOf is the p50 that made gives a run.
func delayOf(slower, loss, delay string) time.Duration {
	d, _ := time.ParseDuration(delay)
	by, _ := time.ParseDuration(slower)
	return 2*d + by + map[string]time.Duration{"0": 0, "2%": 10, "5%": 60}[loss]*time.Millisecond
}

// made is a sweep of two parameters whose results are made up: its times are so much slower than others'.
func made(name, slower string, first, second bench.Range, transports ...string) plot.Swept {
	base := bench.DefaultPlan("lab")
	base.Transports = transports
	s := &bench.Sweep{Parameter: first.Parameter, Values: first.Values, Second: &second, Base: base}
	for run := range s.Runs() {
		at := s.ByName(run)
		f := &bench.Findings{Plan: base}
		trials := map[string][]bench.Metrics{}
		for i := range bench.MinTrials {
			for n, name := range transports {
				m := bench.Metrics{Sent: 1500, Received: 1500}
				p50 := delayOf(slower, at["loss"], at["delay"]) / time.Duration(n+1)
				m.Response.P50, m.Response.P99 = bench.Known(p50+time.Duration(i)*time.Millisecond), bench.Known(3*p50+time.Duration(i)*5*time.Millisecond)
				if name == "udp" {
					m.Lost = map[string]int{"0": 0, "2%": 60, "5%": 150}[at["loss"]]
				}
				trials[name] = append(trials[name], m)
			}
		}
		f.Combine(trials)
		s.Findings = append(s.Findings, f)
	}
	return plot.Swept{Name: name, Sweep: s}
}

var (
	losses = bench.Range{Parameter: "loss", Values: []string{"0", "2%", "5%"}}
	delays = bench.Range{Parameter: "delay", Values: []string{"10ms", "50ms"}}
)

// TestOverTwo: of sweeps of two parameters there is a panel for each value of the second, each transport and each figure,
// with a line for each sweep, at the values that all of them have and in the order of the first sweep.
func TestOverTwo(t *testing.T) {
	old := made("old", "0ms", losses, delays, "tcp", "udp")
	fewer := bench.Range{Parameter: "loss", Values: []string{"5%", "0", "9%"}}
	for name, x := range map[string]struct {
		other           plot.Swept
		values, seconds []string
	}{
		"same":    {made("new", "40ms", losses, delays, "tcp", "udp"), losses.Values, delays.Values},
		"turned":  {made("new", "40ms", delays, losses, "tcp", "udp"), losses.Values, delays.Values},
		"fewer":   {made("new", "40ms", fewer, delays, "tcp", "udp"), []string{"0", "5%"}, delays.Values},
		"one row": {made("new", "40ms", bench.Range{Parameter: "delay", Values: []string{"50ms", "90ms"}}, fewer, "tcp", "udp"), []string{"0", "5%"}, []string{"50ms"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, ok := plot.OverSweeps([]plot.Swept{old, x.other}, []string{"tcp", "udp"})
			if want := 3 * 2 * len(x.seconds); !ok || len(c.Panels) != want || c.Beside != 2 {
				t.Fatalf("%v, %d panels, want %d", ok, len(c.Panels), want)
			}
			for i, p := range c.Panels[:2*len(x.seconds)] { // of p50
				second, name, n := x.seconds[i/2], []string{"tcp", "udp"}[i%2], time.Duration(i%2+1)
				if p.Group != "delay "+second || p.Transport != name || len(p.Series) != 2 {
					t.Errorf("panel %d: %q, %q, %d lines", i, p.Group, p.Transport, len(p.Series))
					continue
				}
				for j, slower := range []string{"0ms", "40ms"} {
					s := p.Series[j]
					if s.Nth != j || (s.Transport == "") != (j == 0) || len(s.Points) != len(x.values) || len(s.Low) != len(x.values) {
						t.Errorf("%s, %s: %+v", p.Group, p.Name, s)
						continue
					}
					for k, v := range x.values {
						want := delayOf(slower, v, second)/n + (bench.MinTrials-1)*time.Millisecond/2 // the median of its trials
						if got := time.Duration(s.Points[k].Y); got < want-time.Millisecond || got > want+time.Millisecond {
							t.Errorf("%s, %s, %s at %s: %v, want %v", p.Group, p.Name, s.Name, v, got, want)
						}
					}
				}
			}
			if row := c.Table.Rows[0][0]; row != "delay "+x.seconds[0]+", TCP, old, p50: half took no longer" {
				t.Errorf("a row is called %q", row)
			}
			for _, width := range []float64{344, 760, 1200} {
				picturetest.Check(t, c.Draw(width, true).SVG(""))
			}
			if name == "same" {
				checks.Golden(t, "over-two.svg", []byte(c.Draw(760, true).SVG("")))
			}
		})
	}
}

// TestOverTwoOfOne: over one transport alone, the values of the second parameter stand beside one another.
func TestOverTwoOfOne(t *testing.T) {
	old, other := made("old", "0ms", losses, delays, "udp"), made("new", "40ms", losses, delays, "udp")
	c, ok := plot.OverSweeps([]plot.Swept{old, other}, []string{"udp"})
	if !ok || len(c.Panels) != 6 || c.Beside != 2 || c.Panels[1].Name != "delay 50ms" || c.Panels[1].Group != "" {
		t.Fatalf("%v, %d panels, %d beside one another, the second is of %q", ok, len(c.Panels), c.Beside, c.Panels[1].Name)
	}
	svg := c.Draw(760, true).SVG("")
	picturetest.Check(t, svg)
	lowest := map[string]bool{}
	for _, m := range regexp.MustCompile(`data-frame="[0-9.]+ [0-9.]+ [0-9.]+ ([0-9.]+)"`).FindAllStringSubmatch(svg, -1) {
		lowest[m[1]] = true
	}
	if len(lowest) != 3 {
		t.Errorf("the panels stand in %d rows, want one for each figure", len(lowest))
	}
}

// TestOverMany: of many sweeps the first few are drawn, and the picture says so; one that was cut short has fewer points.
func TestOverMany(t *testing.T) {
	var sweeps []plot.Swept
	for i := range 6 {
		sweeps = append(sweeps, made(fmt.Sprint("run ", i), fmt.Sprint(10*i, "ms"), losses, delays, "tcp", "udp"))
	}
	sweeps[1].Findings = sweeps[1].Findings[:4]
	c, ok := plot.OverSweeps(sweeps, []string{"tcp", "udp"})
	if !ok || len(c.Panels[0].Series) != 4 || !strings.Contains(c.Says, "Of 6 sweeps, the first 4 are shown.") {
		t.Fatalf("%v, %d lines: %s", ok, len(c.Panels[0].Series), c.Says)
	}
	i := slices.IndexFunc(c.Panels[2].Series, func(s picture.Series) bool { return s.Name == "run 1" })
	if i < 0 || len(c.Panels[2].Series[i].Points) != 1 {
		t.Errorf("%+v", c.Panels[2].Series)
	}
	for _, width := range []float64{344, 760} {
		picturetest.Check(t, c.Draw(width, true).SVG(""))
	}
}
