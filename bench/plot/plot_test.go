package plot_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/bench/plot"
	"wirelab/internal/network/link"
	"wirelab/internal/picture"
	"wirelab/internal/picture/picturetest"
)

// run carries out a plan in the lab, and keeps what pictures need.
func run(t *testing.T, change func(*bench.Plan)) (*bench.Findings, plot.Data) {
	t.Helper()
	p := bench.DefaultPlan("lab")
	p.Duration, p.Trials = 4*time.Second, 3
	if change != nil {
		change(&p)
	}
	g := &plot.Gatherer{}
	found, err := measure.Run(t.Context(), p, measure.Watcher{Trial: g.Trial})
	if err != nil {
		t.Fatal(err)
	}
	return found, g.Data
}

func on(p *bench.Plan, name string) {
	x, err := link.Named(name)
	if err != nil {
		panic(err)
	}
	p.Link, p.Up, p.Down = x.Name, x.Up, x.Down
}

// queue makes the plan one of a queue.
func queue(p *bench.Plan, g bench.Guarantee, crash bench.Crash) {
	*p = bench.DefaultQueue("lab")
	p.Guarantee, p.Crash, p.Duration, p.Trials = g, crash, 5*time.Second, 1
}

// plans are runs of all kinds.
var plans = map[string]func(*bench.Plan){
	"cafe": nil,
	"all":  func(p *bench.Plan) { p.Transports = []string{"tcp", "udp", "ws", "socketio"} },
	"one":  func(p *bench.Plan) { p.Transports = []string{"udp"}; p.Trials = 1 },
	"few":  func(p *bench.Plan) { p.Rate, p.Duration, p.Trials = 1, 2*time.Second, 1 },
	"dsl":  func(p *bench.Plan) { on(p, "dsl") },
	"bursty": func(p *bench.Plan) {
		on(p, "bursty")
		p.Wait = 100 * time.Millisecond
	},
	"nothing comes": func(p *bench.Plan) {
		p.Trials, p.Transports, p.Link, p.Up, p.Down = 1, []string{"udp"}, "custom", link.Config{Loss: 1}, link.Config{Loss: 1}
	},
	"room": func(p *bench.Plan) { p.Server, p.Subscribers, p.Trials = "broadcast", 4, 1; on(p, "lossy") },
	"away": func(p *bench.Plan) {
		p.Server, p.Subscribers, p.Trials, p.Slow, p.Disconnect, p.Resume = "broadcast", 4, 1, 1, time.Second, true
	},
	"queue":    func(p *bench.Plan) { queue(p, bench.AtLeastOnce, bench.CrashNone) },
	"server":   func(p *bench.Plan) { queue(p, bench.AtLeastOnce, bench.CrashServer) },
	"consumer": func(p *bench.Plan) { queue(p, bench.AtMostOnce, bench.CrashConsumer) },
	"transfer": func(p *bench.Plan) {
		*p = bench.DefaultBulk("lab", 300_000)
		p.Trials, p.Transports, p.Rate = 2, []string{"tcp", "udp", "ws"}, 100
	},
}

// TestAll: every picture of every run can be read, at each width.
func TestAll(t *testing.T) {
	for name, change := range plans {
		t.Run(name, func(t *testing.T) {
			found, data := run(t, change)
			all := plot.All(found, data)
			if len(all) == 0 {
				t.Fatal("there is no picture")
			}
			for _, p := range all {
				for _, width := range []float64{344, 760} {
					picturetest.Check(t, p.Draw(width, true).SVG(""))
					p.Draw(width, false)
				}
				if c, ok := p.Picture.(picture.Chart); ok {
					c.Text(picture.Terminal{Columns: 60})
				}
				if !slices.Contains(plot.Names, p.Name) {
					t.Errorf("%s is not among the names", p.Name)
				}
				if c := p.Caption(); c.Says == "" || len(c.Table.Rows) == 0 || len(c.Table.Rows[0]) != len(c.Table.Header) {
					t.Errorf("%s: %q, %q", c.Title, c.Says, c.Table)
				}
			}
		})
	}
}

// TestHowLate: the picture counts as the report does, among all messages that were sent.
func TestHowLate(t *testing.T) {
	found, data := run(t, nil)
	c, ok := plot.HowLate(found, data)
	if !ok {
		t.Fatal("no picture")
	}
	udp := found.Result("udp")
	d := picturetest.Check(t, c.Draw(760, true).SVG(""))
	want := fmt.Sprintf("UDP: %d of %d never came", udp.Lost, udp.Sent)
	if !slices.ContainsFunc(d.Texts, func(b picturetest.Text) bool { return b.Words == want }) {
		t.Errorf("it does not say %q", want)
	}
	if !strings.Contains(d.Description, fmt.Sprintf("never came %d of %d.", udp.Lost, udp.Sent)) {
		t.Errorf("in words: %s", d.Description)
	}
	for _, s := range c.Panels[0].Series {
		if s.Name != "TCP" {
			continue
		}
		// All trials together: the median lies among those of the trials.
		low, high := found.Result("tcp").Trials[0].Response.P50.Length(), time.Duration(0)
		for _, m := range found.Result("tcp").Trials {
			low, high = min(low, m.Response.P50.Length()), max(high, m.Response.P50.Length())
		}
		for _, at := range s.Points {
			if at.Y <= 0.5 {
				if got := time.Duration(at.X); got < low*99/100 || got > high*101/100 {
					t.Errorf("half took longer than %v; medians of trials are %v to %v", got, low, high)
				}
				break
			}
		}
		if last := s.Points[len(s.Points)-1]; last.Y != 1/float64(found.Result("tcp").Sent) {
			t.Errorf("TCP, which loses nothing, ends at %v", last)
		}
	}
}

// TestMessages: the trial that is shown is named, has a point or a mark for each message, and is the middle one.
func TestMessages(t *testing.T) {
	found, data := run(t, nil)
	c, ok := plot.Messages(found, data)
	if !ok {
		t.Fatal("no picture")
	}
	var tails []time.Duration
	shown := time.Duration(0)
	for i, m := range found.Result("tcp").Trials {
		tails = append(tails, m.Response.P99.Length())
		if strings.Contains(c.Title, fmt.Sprintf("trial %d of 3", i+1)) {
			shown = m.Response.P99.Length()
		}
	}
	if slices.Sort(tails); shown != tails[1] {
		t.Errorf("%q has a p99 of %v, of %v", c.Title, shown, tails)
	}
	for _, p := range c.Panels {
		if n := len(p.Series[0].Points) + len(p.Missing); n != found.Plan.Messages() {
			t.Errorf("%s: %d of %d messages are there", p.Name, n, found.Plan.Messages())
		}
		if lost := len(p.Missing); (p.Name == "UDP") != (lost > 0) {
			t.Errorf("%s has lost %d", p.Name, lost)
		}
	}
}

// TestWhereBytesGo: the parts make up what the report says a message costs.
func TestWhereBytesGo(t *testing.T) {
	found, _ := run(t, nil)
	b, ok := plot.WhereBytesGo(found)
	if !ok {
		t.Fatal("no picture")
	}
	for i, bar := range b.Bars {
		sum := 0.0
		for _, p := range bar.Parts {
			sum += p.Value
		}
		x := found.Results[i]
		if want := float64(x.Wire.Messages.Bytes) / float64(x.Sent); sum < want-1e-6 || sum > want+1e-6 {
			t.Errorf("%s: the parts make up %v bytes of %v", bar.Name, sum, want)
		}
	}
}

// TestWhoHeard: who was away and resumes has recovered what was said meanwhile; what a subscriber never heard is missing.
func TestWhoHeard(t *testing.T) {
	found, data := run(t, plans["away"])
	s, ok := plot.WhoHeard(found, data)
	if !ok {
		t.Fatal("no picture")
	}
	state := func(g picture.Group, strip int) (names []string) {
		for _, cell := range g.Strips[strip].Cells {
			if name := s.States[cell].Name; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		return names
	}
	for _, g := range s.Groups {
		if len(g.Strips) != 4 {
			t.Fatalf("%s: %d subscribers", g.Name, len(g.Strips))
		}
		for i, strip := range g.Strips {
			if strings.Contains(strip.Name, "away") && !slices.Contains(state(g, i), "recovered") {
				t.Errorf("%s, %s: %q", g.Name, strip.Name, state(g, i))
			}
			if g.Name != "UDP" && !strings.Contains(strip.Name, "slow") && slices.Contains(state(g, i), "missing") {
				t.Errorf("%s, %s: %q", g.Name, strip.Name, state(g, i))
			}
		}
	}
	found, data = run(t, plans["room"])
	if s, _ = plot.WhoHeard(found, data); !slices.ContainsFunc(s.States, func(x picture.State) bool { return x.Name == "missing" }) {
		t.Errorf("over UDP on a lossy link somebody misses something, but the states are %v", s.States)
	}
}

// TestWindow: the window of a transfer in the lab is known, and shrinks where segments are sent again.
func TestWindow(t *testing.T) {
	found, data := run(t, plans["transfer"])
	c, ok := plot.Window(found, data)
	if !ok || len(c.Panels) != 2 {
		t.Fatalf("%d panels", len(c.Panels))
	}
	for i, p := range c.Panels {
		if p.Name == "UDP" {
			t.Error("UDP has a window")
		}
		var low, high float64 = 1e9, 0
		for _, at := range p.Series[0].Points {
			low, high = min(low, at.Y), max(high, at.Y)
		}
		if first := p.Series[0].Points[0].Y; p.Name == "TCP" && first != 14480 {
			t.Errorf("TCP begins with %v bytes, not with ten full segments (RFC 6928)", first)
		}
		if low < 1000 || high < 2*low || len(p.Missing) == 0 {
			t.Errorf("%s: %v to %v bytes, %d sent again", p.Name, low, high, len(p.Missing))
		}
		if w := c.Table.Rows[i]; w[0] != p.Name {
			t.Errorf("%q is beside %s", w, p.Name)
		}
	}
}
