package report

import (
	"bytes"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/internal/network/link"
)

// on has a plan use the link of that name.
func on(p *bench.Plan, name string) {
	x, err := link.Named(name)
	if err != nil {
		panic(err)
	}
	p.Link, p.Up, p.Down = x.Name, x.Up, x.Down
}

// shown is a report as a view shows it.
func shown(t *testing.T, r *Report, format string, v View) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b, format, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// firstReports are reports of all kinds, by what there is to see.
func firstReports(t *testing.T) map[string]*Report {
	t.Helper()
	lab := func(change func(*bench.Plan)) *Report {
		return labReport(t, func(p *bench.Plan) {
			p.Duration, p.Trials = 5*time.Second, 7
			change(p)
		})
	}
	interrupted := lab(func(p *bench.Plan) { on(p, "lossy"); p.Trials = 2 })
	interrupted.Plan.Trials, interrupted.CutShort, interrupted.Stopped = 7, true, true
	return map[string]*Report{
		"cafe":        lab(func(p *bench.Plan) {}),
		"lossless":    lab(func(p *bench.Plan) { on(p, "dsl") }),
		"bursty":      lab(func(p *bench.Plan) { on(p, "bursty") }),
		"one":         lab(func(p *bench.Plan) { p.Transports = []string{"udp"} }),
		"interrupted": interrupted,
		"failed": lab(func(p *bench.Plan) {
			p.Trials, p.Link, p.Up, p.Down = 1, "custom", link.Config{Loss: 1}, link.Config{Loss: 1}
		}),
		"room": lab(func(p *bench.Plan) { p.Server, p.Subscribers = "broadcast", 4; on(p, "lossy") }),
		"away": lab(func(p *bench.Plan) {
			p.Server, p.Subscribers, p.Disconnect, p.Trials = "broadcast", 4, time.Second, 1
		}),
		"slow": lab(func(p *bench.Plan) {
			p.Server, p.Subscribers, p.Slow, p.Rate, p.Size, p.Trials = "broadcast", 3, 1, 200, 1000, 1
			p.Transports = []string{"tcp", "ws"}
			on(p, "lan")
		}),
		"queue": lab(func(p *bench.Plan) {
			*p = bench.DefaultQueue("lab")
			p.Crash, p.Duration = bench.CrashServer, 5*time.Second
		}),
		"queue-dead": deadQueue(t),
		"host":       reportOf(bench.DefaultPlan("host"), nil).Report,
		"elsewhere":  troubled().Report,
		"overloaded": behind().Report,
		"half":       cutShort().Report,
	}
}

// deadQueue is a queue whose consumer crashes, with a dead letter over UDP that is made up.
func deadQueue(t *testing.T) *Report {
	r := labReport(t, func(p *bench.Plan) {
		*p = bench.DefaultQueue("lab")
		p.Guarantee, p.Crash, p.Duration = bench.AtMostOnce, bench.CrashConsumer, 3*time.Second
	})
	udp := r.Result("udp").Queue
	udp.DeadLetters, udp.Once = new(1), udp.Once-1
	return New(r.Findings)
}

// TestFirstPage: what fits a small screen fits it, whatever was measured; and so does all else that a
// report can show, at any width, without a word that is broken.
func TestFirstPage(t *testing.T) {
	for name, r := range firstReports(t) {
		t.Run(name, func(t *testing.T) {
			first := shown(t, r, "table", View{})
			checks.Golden(t, "first-"+name+".txt", []byte(first))
			checks.Golden(t, "first-"+name+".md", []byte(shown(t, r, "markdown", View{})))
			if lines := strings.Count(first, "\n"); lines > 20 {
				t.Errorf("%d lines", lines)
			}
			if wide := shown(t, r, "table", View{Columns: 200}); wide != first {
				t.Errorf("on a wide terminal it is\n%s", wide)
			}
			for _, v := range []View{{}, {Full: true}, {Rows: []string{"p50", "out of order", "wire"}}, {Rows: []string{"p50", "wire"}, Full: true}} {
				v.Columns = 200
				words := strings.Fields(shown(t, r, "table", v))
				for _, v.Columns = range []int{40, 60, 80, 120, 200} {
					fits(t, shown(t, r, "table", v), v, words)
				}
			}
		})
	}
}

// fits checks that a text has no line wider than its view, and no words but these. A word that is wider than
// the view may stand alone.
func fits(t *testing.T, text string, v View, words []string) {
	t.Helper()
	width := v.Columns
	if !v.Full {
		width = min(width, firstWidth)
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if runtime.GOOS == "windows" && strings.HasPrefix(line, "Repeat: ") {
			continue // which stays whole there
		}
		if n := utf8.RuneCountInString(line); n > width && len(strings.Fields(strings.TrimSuffix(line, ` \`))) > 1 {
			t.Errorf("%+v: %d columns: %s", v, n, line)
		}
		for _, word := range strings.Fields(line) {
			if word != `\` && !slices.Contains(words, word) {
				t.Errorf("%+v: %q is no word: %s", v, word, line)
			}
		}
	}
}

// TestFirstTitle: it is one line, and leaves out what there is no room for.
func TestFirstTitle(t *testing.T) {
	host := bench.DefaultPlan("host")
	for want, change := range map[string]func(*bench.Plan, *Report){
		`echo on "cafe": RTT 30 ms · 50 msg/s x 200 B · 7 x 30 s`:   func(*bench.Plan, *Report) {},
		`echo on "satellite": RTT 600 ms · 50 msg/s · 7 x 30 s`:     func(p *bench.Plan, _ *Report) { on(p, "satellite") },
		`echo on "ideal": 50 msg/s x 200 B · 30 s`:                  func(p *bench.Plan, _ *Report) { on(p, "ideal"); p.Trials = 1 },
		`broadcast on "cafe": RTT 30 ms · 50 msg/s to 4 · 7 x 30 s`: func(p *bench.Plan, _ *Report) { p.Server, p.Subscribers = "broadcast", 4 },
		`echo on "lan" (kernel): RTT 500 µs · 50 msg/s · 7 x 2 s`:   func(p *bench.Plan, _ *Report) { *p = bench.DefaultPlan("kernel"); on(p, "lan") },
		`echo on loopback: 50 msg/s x 200 B · 7 x 2 s`:              func(p *bench.Plan, _ *Report) { *p = host },
		`echo on loopback: 50 msg/s x 200 B · 0 of 7 x 2 s`:         func(p *bench.Plan, r *Report) { *p = host; r.CutShort = true },
		`echo on 192.0.2.7: 50 msg/s x 200 B · 7 x 2 s`: func(p *bench.Plan, _ *Report) {
			*p, p.Targets = host, map[string]string{"tcp": "192.0.2.7:1", "udp": "192.0.2.7:2"}
		},
		`echo on other machines: 50 msg/s x 200 B · 7 x 2 s`: func(p *bench.Plan, _ *Report) {
			*p, p.Targets = host, map[string]string{"tcp": "192.0.2.7:1", "udp": "192.0.2.8:2"}
		},
	} {
		r := &Report{Findings: &bench.Findings{Plan: bench.DefaultPlan("lab")}}
		if change(&r.Plan, r); !r.CutShort {
			r.Results = []bench.Result{{Trials: make([]bench.Metrics, r.Plan.Trials)}}
		} else {
			r.Results = []bench.Result{{}}
		}
		checks.Equal(t, "title", r.ShortTitle(), want)
	}
}

// TestFigures: a row's figures have the same unit and the same digits after the point.
func TestFigures(t *testing.T) {
	for _, test := range []struct {
		kind   quantity
		values []float64
		want   string
	}{
		{percentage, []float64{6.2, 6, 0}, "6.2 6.0 0 %"},
		{percentage, []float64{13, 0.78}, "13.0 0.8 %"},
		{percentage, []float64{100, 99.97, 0.003}, "100 99.97 <0.01 %"},
		{percentage, []float64{100, 99.97}, "100 99 %"},
		{percentage, []float64{97, 96.4}, "97 96 %"},
		{duration, []float64{92.6e6, 65e6, 0}, "92.6 65.0 0 ms"},
		{duration, []float64{133e6, 84.8e6}, "133 85 ms"},
		{duration, []float64{1.2e9, 65e6}, "1200 65 ms"},
		{duration, []float64{70.1e6, 53e3}, "70.10 0.05 ms"},
		{duration, []float64{2.3e9, 61e3}, "2300.00 0.06 ms"},
		{duration, []float64{109e3, 3e3}, "109.0 3.0 µs"},
		{duration, []float64{40, 999}, "40 999 ns"},
		{duration, []float64{0, 0}, "0 0 ms"},
		{each, []float64{2.308, 1.98}, "2.31 1.98 "},
		{each, []float64{545.3, 450.8}, "545 451 "},
		{count, []float64{0, 404}, "0 404 "},
	} {
		var figures []figure
		for _, v := range test.values {
			figures = append(figures, figure{value: v, known: true})
		}
		texts, unit := test.kind.texts(figures)
		checks.Equal(t, "figures", strings.Join(texts, " ")+" "+unit, test.want)
	}
	texts, unit := duration.texts([]figure{{}, {value: 1e4, known: true, below: true}, {value: 2e6, known: true}})
	checks.Equal(t, "unknown, and below the clock's step", strings.Join(texts, " ")+" "+unit, "- <0.01 2.00 ms")
}

// TestNotBelow: what is never less than another row does not look so either.
func TestNotBelow(t *testing.T) {
	of := func(values ...float64) (figures []figure) {
		for _, v := range values {
			figures = append(figures, figure{value: v, known: v > 0})
		}
		return figures
	}
	p50 := of(40.2e6, 40.2e6, 0)
	texts, unit := duration.textsAbove(of(120.4e6, 40.3e6, 0), p50)
	checks.Equal(t, "40.3 above 40.2", strings.Join(texts, " ")+" "+unit, "120.4 40.3 - ms")
	texts, unit = duration.textsAbove(of(120.4e6, 65.3e6, 0), p50)
	checks.Equal(t, "65.3 above 40.2", strings.Join(texts, " ")+" "+unit, "120 65 - ms")
}

// TestRows: rows come by their names and by their groups', as the user orders them, and each once.
func TestRows(t *testing.T) {
	r := labReport(t, func(p *bench.Plan) { p.Duration, p.Trials = 2*time.Second, 1 })
	for names, want := range map[string]string{
		"p99,lost":                        "p99 lost",
		"P50,Longest-Stall,longest stall": "p50 longest stall",
		"up,- down,out-of-order":          "lost up lost down out of order",
		"set-up,response":                 "set-up p50 p90 p99 max",
		"late":                            "late", // 0, but asked for
		"steadiness":                      "RTP jitter longest gap stalled longest stall",
	} {
		var got []string
		for _, x := range r.named(strings.Split(names, ",")) {
			got = append(got, x.called())
		}
		checks.Equal(t, names, strings.Join(got, " "), want)
	}
	for _, test := range []struct{ server, name, want string }{
		{"echo", "p50", ""},
		{"echo", "skew p99", "--rows skew p99: there is no such row; the rows are delivered (sent, "},
		{"broadcast", "skew p99", ""},
		{"broadcast", "sent", "--rows sent: there is no such row; the rows are delivered (published, to deliver, "},
	} {
		err := View{Rows: []string{"lost", test.name}}.Validate(bench.Plan{Server: test.server})
		if text := checks.Message(err); !strings.HasPrefix(text, test.want) || test.want == "" && text != "" {
			t.Errorf("%s: %s", test.name, text)
		}
	}
}

// TestRowsSayWhatIsDoubtful: no conclusions, but what makes the figures doubtful.
func TestRowsSayWhatIsDoubtful(t *testing.T) {
	r := labReport(t, func(p *bench.Plan) { p.Duration, p.Trials = 2*time.Second, 1; on(p, "bursty") })
	for _, full := range []bool{false, true} {
		text := shown(t, r, "table", View{Rows: []string{"p50"}, Full: full})
		if !strings.Contains(text, "\n\nUnder bursts of loss") || strings.Contains(text, "delivered") {
			t.Error(text)
		}
	}
}

// TestWhyNotKnown: - is explained where it stands, by why it is there.
func TestWhyNotKnown(t *testing.T) {
	for want, change := range map[string]func(r *Report, tcp, udp, ws *bench.Result){
		"":                          nil,
		"-: not known here":         func(r *Report, tcp, udp, ws *bench.Result) { tcp.Stalls = nil },
		"-: p99 needs 100 messages": func(r *Report, tcp, udp, ws *bench.Result) { tcp.Response.P99 = bench.Span{} },
		"-: nothing came": func(r *Report, tcp, udp, ws *bench.Result) {
			udp.Received, udp.Response = 0, bench.Distribution{}
		},
		"-: not measured": func(r *Report, tcp, udp, ws *bench.Result) {
			r.Results = r.Results[1:]
			r.Failures = []bench.Failure{{Transport: "tcp"}}
		},
	} {
		r := plain(change)
		var says string
		for _, mark := range strings.Split(r.page(View{Rows: []string{"lost", "p50", "p99", "stalled"}}).legend[0], " · ") {
			if strings.HasPrefix(mark, "-:") {
				says = mark
			}
		}
		checks.Equal(t, "legend", says, want)
	}
}

// TestCommandContinues: a command that a terminal is too narrow for goes on in the next line, as a shell has it.
func TestCommandContinues(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its shells have no sign for that")
	}
	line := "wirelab bench --net host --rate 10000 --duration 100ms"
	checks.Equal(t, "no terminal", Command("Repeat: ", line, 0), "Repeat: "+line+"\n")
	checks.Equal(t, "a wide one", Command("Repeat: ", line, 80), "Repeat: "+line+"\n")
	want := "Repeat: wirelab bench --net host --rate \\\n        10000 --duration 100ms\n"
	if got := Command("Repeat: ", line, 44); got != want {
		t.Errorf("%q", got)
	}
}
