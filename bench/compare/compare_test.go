package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/report"
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
	"wirelab/lessons"
)

const ms = time.Millisecond

// made is a run of the lab's default plan, changed, whose trials are made up: over TCP messages take p50 and a little
// more, differently in each trial, and over UDP lost of 1,500 are lost, more or less.
func made(name string, p50 time.Duration, lost int, change func(*bench.Plan)) Run {
	p := bench.DefaultPlan("lab")
	p.Transports = []string{"tcp", "udp"}
	if change != nil {
		change(&p)
	}
	f := &bench.Findings{Plan: p}
	trials := map[string][]bench.Metrics{}
	for i := range p.Trials {
		vary := time.Duration((5*i)%7) * ms / 2
		tcp := bench.Metrics{Sent: 1500, Received: 1500, SetUp: bench.Known(30 * ms), Goodput: 80_000}
		tcp.Response.P50, tcp.Response.P99 = bench.Known(p50+vary), bench.Known(3*p50+7*vary)
		tcp.Stalls = &bench.Stalls{Count: 3, Longest: bench.Known(70*ms + vary)}
		tcp.Wire = &bench.Wire{Messages: packet.Cost{Packets: 3000, Bytes: 800_000 + 100*i}}
		udp := tcp
		udp.Lost = lost + (3*i)%7
		udp.Received = 1500 - udp.Lost
		udp.Stalls, udp.SetUp = &bench.Stalls{Longest: bench.Known(0)}, bench.Known(0)
		udp.Response.P99 = bench.Span{} // nobody knows
		trials["tcp"], trials["udp"] = append(trials["tcp"], tcp), append(trials["udp"], udp)
	}
	f.Combine(trials)
	return Run{name, f}
}

func compared(t *testing.T, runs ...Run) *Comparison {
	t.Helper()
	c, err := New(runs)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func printed(t *testing.T, c *Comparison, format string, v report.View) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Write(&b, format, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTables: what a comparison looks like.
func TestTables(t *testing.T) {
	old := made("old", 33*ms, 50, nil)
	other := func(p *bench.Plan) { p.Seed = 2 }
	lossy := func(p *bench.Plan) { p.Link, p.Up.Loss, p.Down.Loss, p.Rate = "custom", 0.05, 0.05, 40 }
	for name, c := range map[string]*Comparison{
		"same":    compared(t, old, made("new", 33*ms+300*time.Microsecond, 51, other)),
		"differ":  compared(t, old, made("new", 43*ms, 80, lossy)),
		"three":   compared(t, old, made("a-long-name-of-a-run", 43*ms, 20, nil), made("less", 20*ms, 50, nil)),
		"few":     compared(t, old, made("new", 43*ms, 80, func(p *bench.Plan) { p.Trials = 3 })),
		"one":     compared(t, old, made("new", 43*ms, 80, func(p *bench.Plan) { p.Transports = []string{"udp"} })),
		"unsound": compared(t, old, made("new", 43*ms, 80, func(p *bench.Plan) { p.Up.Loss, p.Up.Burst = 0, link.GilbertElliott{P: 0.1, R: 0.5, LossBad: 1} })),
	} {
		checks.Golden(t, name+".txt", []byte(printed(t, c, "table", report.View{})))
		checks.Golden(t, name+".md", []byte(printed(t, c, "markdown", report.View{})))
		checks.Golden(t, name+".html", []byte(printed(t, c, "html", report.View{})))
		checks.Golden(t, name+"-full.txt", []byte(printed(t, c, "table", report.View{Full: true})))
		for _, columns := range []int{40, 60, 80} {
			for _, v := range []report.View{{Columns: columns}, {Columns: columns, Full: true}} {
				for line := range strings.Lines(printed(t, c, "table", v)) {
					if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > columns {
						t.Errorf("%s: %d columns of %d: %s", name, n, columns, line)
					}
				}
			}
		}
	}
}

// TestSettings: each setting in which plans differ is told, by its value in each; chance is not.
func TestSettings(t *testing.T) {
	base := bench.DefaultPlan("lab")
	for _, test := range []struct {
		change func(p *bench.Plan)
		want   string
	}{
		{func(p *bench.Plan) { p.Seed, p.Trials, p.Link = 2, 9, "custom" }, ""},
		{func(p *bench.Plan) { p.Rate, p.Size = 100, 20 }, "the rate (50/s, 100/s) and the size (200 B, 20 B)"},
		{func(p *bench.Plan) { p.Up.Delay = 0 }, "delay one way (15 ms, none up and 15 ms down)"},
		{func(p *bench.Plan) { p.Up.Loss, p.Down.Loss = 0.05, 0.05 }, "loss (2 %, 5 %)"},
		{func(p *bench.Plan) { p.Up.Loss, p.Down.Loss = 0, 0 }, "loss (2 %, none)"},
		{func(p *bench.Plan) { p.Up.Queue = 3000 }, "the queue (65536 B, 3000 B up and 65536 B down)"},
		{func(p *bench.Plan) { p.Down.Bandwidth = 0 }, "bandwidth (1 Mbit/s up and 5 Mbit/s down, 1 Mbit/s up and no limit down)"},
		{func(p *bench.Plan) { p.RealTime = true }, "the network (lab, lab in real time)"},
		{func(p *bench.Plan) { p.Guarantee, p.NoFsync = bench.Once, true }, "the guarantee (none, once) and waiting for the disk (yes, no)"},
		{func(p *bench.Plan) { p.Wait = time.Second }, "the wait (2 s, 1 s)"},
		{func(p *bench.Plan) { p.Transports = []string{"tcp"} }, "the transports (tcp, udp, ws, tcp)"},
	} {
		p := base
		test.change(&p)
		checks.Equal(t, "differing", Listed(Settings([]bench.Plan{base, p})), test.want)
	}
}

// TestNothingToCompare: runs of different things are refused.
func TestNothingToCompare(t *testing.T) {
	echo := made("echo", 33*ms, 50, nil)
	room := made("room", 33*ms, 50, nil)
	room.Plan.Server = "broadcast"
	bulk := made("bulk", 33*ms, 50, nil)
	bulk.Plan.Bulk = 1000
	tcp := made("tcp", 33*ms, 50, func(p *bench.Plan) { p.Transports = []string{"tcp"} })
	udp := made("udp", 33*ms, 50, func(p *bench.Plan) { p.Transports = []string{"udp"} })
	for _, test := range []struct {
		a, b Run
		want string
	}{
		{echo, room, "echo measured an echo server, and room a room: those figures are not of the same things"},
		{echo, bulk, "echo measured an echo server, and bulk a transfer: those figures are not of the same things"},
		{tcp, udp, "there is no transport that all of them have measured"},
	} {
		if _, err := New([]Run{test.a, test.b}); checks.Message(err) != test.want {
			t.Errorf("%v, want %s", err, test.want)
		}
	}
}

// TestFloor: a difference that the machines cannot resolve is none, however sure it is.
func TestFloor(t *testing.T) {
	real := func(p *bench.Plan) { p.Net = "host" }
	for resolution, want := range map[time.Duration]bool{ms: true, 20 * ms: false} {
		a, b := made("a", 33*ms, 50, real), made("b", 43*ms, 50, real)
		a.Calibration = &bench.Calibration{ClockStep: 100, Resolution: ms}
		b.Calibration = &bench.Calibration{ClockStep: 100, Resolution: resolution}
		if got := strings.Contains(printed(t, compared(t, a, b), "table", report.View{Rows: []string{"p50"}}), moreMark); got != want {
			t.Errorf("with a resolution of %v, 33 ms and 43 ms differ: %v", resolution, got)
		}
	}
}

// TestLimits: a limit is broken by what has measurably changed by more than it allows.
func TestLimits(t *testing.T) {
	old, slower := made("old", 33*ms, 50, nil), made("new", 43*ms, 80, nil)
	nearly := made("nearly", 34*ms, 51, nil)
	short := made("short", 43*ms, 80, func(p *bench.Plan) { p.Trials = 3 })
	for _, test := range []struct {
		new  Run
		text string
		want []string
	}{
		{slower, "tcp.p50>10%", []string{"--fail-if tcp.p50>10%: new has 44.5 ms, and old 34.5 ms"}},
		{slower, "tcp.p50>9ms", []string{"--fail-if tcp.p50>9ms: new has 44.5 ms, and old 34.5 ms"}},
		{slower, "tcp.p50>30%", nil},
		{slower, "tcp.p50>11ms", nil},
		{slower, "tcp.p50<0", nil},
		{slower, "udp.lost>1%", []string{"--fail-if udp.lost>1%: new has 5.53 %, and old 3.53 %"}},
		{slower, "udp.lost>3%", nil}, // of the messages, not of what was lost before
		{nearly, "tcp.p50>0", nil},   // which chance explains
		{nearly, "any", nil},
		{slower, "tcp.lostUp>0", []string{"--fail-if tcp.lostUp>0: lostUp of tcp is not known in both runs"}},
		{short, "tcp.p50>0", []string{"--fail-if tcp.p50>0: there are too few trials to tell a difference from chance"}},
		{slower, "any", []string{
			"--fail-if any: new, over TCP: p50 44.5 ms instead of 34.5 ms (29 % more)",
			"--fail-if any: new, over TCP: p99 140 ms instead of 110 ms (27 % more)",
			"--fail-if any: new, over UDP: lost 5.53 % instead of 3.53 %",
			"--fail-if any: new, over UDP: p50 44.5 ms instead of 34.5 ms (29 % more)",
		}},
	} {
		c := compared(t, old, test.new)
		l, err := c.ParseLimit(test.text)
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		var got []string
		for _, err := range c.Check(l) {
			got = append(got, err.Error())
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
	if _, err := compared(t, old, slower).ParseLimit("ws.p50>1%"); checks.Message(err) != `"ws" is not measured: name one of tcp, udp` {
		t.Error(err)
	}
}

// TestRows: figures are shown by the names that tables and --fail-if have for them, and all else is refused.
func TestRows(t *testing.T) {
	c := compared(t, made("a", 33*ms, 50, nil), made("b", 33*ms, 50, nil))
	text := printed(t, c, "table", report.View{Rows: []string{"longest-stall", "packetspermessage", "late", "stalled"}})
	for _, want := range []string{"\nlongest stall, ms  a ", "\npackets a message  a ", "\nlate, %            a ", "\nstalled            a "} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
	if err := Validate([]string{"p50", "p98"}); !strings.HasPrefix(checks.Message(err), `--rows p98: there is no figure "p98"; the figures are sent, `) {
		t.Error(err)
	}
}

// longP is a probability, whose last digits not all processors compute alike.
var longP = regexp.MustCompile(`(p:0\.\d{5})\d+`)

// TestTitlesAreDefined: what tables call figures stands in the glossary.
func TestTitlesAreDefined(t *testing.T) {
	for _, r := range rows {
		if _, ok := lessons.Define(r.title); !ok {
			t.Errorf("%q stands in a table, and is not in the glossary", r.title)
		}
	}
	for _, word := range []string{"▲", "▼", "mann-whitney", "no measurable difference", "confidence interval", "±"} {
		if _, ok := lessons.Define(word); !ok {
			t.Errorf("%q is not in the glossary", word)
		}
	}
}

// TestJSON: JSON has every figure of every run, with its interval and the test's outcome.
func TestJSON(t *testing.T) {
	c := compared(t, made("old", 33*ms, 50, nil), made("new", 43*ms, 80, func(p *bench.Plan) { p.Rate = 40 }))
	var v map[string]any
	if err := json.Unmarshal([]byte(printed(t, c, "json", report.View{})), &v); err != nil {
		t.Fatal(err)
	}
	checks.Equal(t, "version", v["version"], any(1.0))
	checks.Equal(t, "plans differ", fmt.Sprint(v["plansDiffer"]), "[map[name:the rate values:[50/s 40/s]]]")
	found := map[string]string{}
	for _, x := range v["figures"].([]any) {
		x := x.(map[string]any)
		found[fmt.Sprintf("%s.%s", x["transport"], x["figure"])] = longP.ReplaceAllString(fmt.Sprintf("%s %v", x["unit"], x["runs"]), "$1")
	}
	for name, want := range map[string]string{
		"tcp.p50": "ms [map[differs:false interval:[33 36] p:<nil> trials:7 value:34.5] " +
			"map[differs:true interval:[43 46] p:0.00058 trials:7 value:44.5]]",
		"udp.lost": "% [map[differs:false interval:[3.333333 3.733333] p:<nil> trials:7 value:3.533333] " +
			"map[differs:true interval:[5.333333 5.733333] p:0.00058 trials:7 value:5.533333]]",
		"udp.p99": "ms [map[differs:false interval:<nil> p:<nil> trials:0 value:<nil>] " +
			"map[differs:false interval:<nil> p:<nil> trials:0 value:<nil>]]",
	} {
		checks.Equal(t, name, found[name], want)
	}
}
