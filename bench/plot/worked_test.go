package plot_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/plot"
	"wirelab/internal/picture"
	"wirelab/internal/picture/picturetest"
)

// TestWhoWorked: the strips count as the report does, the consumer has two lives if it crashed, and what never came to
// either is missing in both.
func TestWhoWorked(t *testing.T) {
	for _, g := range bench.Guarantees() {
		for _, crash := range bench.Crashes() {
			t.Run(fmt.Sprint(g, " ", crash), func(t *testing.T) {
				found, data := run(t, func(p *bench.Plan) { queue(p, g, crash) })
				s, ok := plot.WhoWorked(found, data)
				if !ok || len(s.Groups) != 3 {
					t.Fatalf("%v, %d groups", ok, len(s.Groups))
				}
				for i, group := range s.Groups {
					strips := 2
					if crash == bench.CrashConsumer {
						strips = 3
					}
					if len(group.Strips) != strips {
						t.Errorf("%s: %d strips, want %d", group.Name, len(group.Strips), strips)
					}
					checkWork(t, s, group, found.Results[i].Queue)
				}
			})
		}
	}
}

// TestWorkStates: what an event is at each consumer, and what became of its work.
func TestWorkStates(t *testing.T) {
	p := bench.DefaultQueue("lab")
	p.Transports, p.Rate, p.Duration, p.Trials, p.Guarantee, p.Crash = []string{"tcp"}, 5, time.Second, 1, bench.AtLeastOnce, bench.CrashConsumer
	s := &bench.Samples{Transport: "tcp", Size: p.Size, Wait: p.Wait, Reliable: true, Worked: &bench.Worked{
		Acked: make([]bool, 5), Delivered: [][]int{{1, 0, 2, 0, 0}, {0, 1, 0, 0, 5}}, Dead: []bool{false, false, false, false, true},
		Crashed: true, Crash: 350 * time.Millisecond,
	}}
	for seq, done := range []int{1, 1, 2, 0, 0} {
		m := bench.Sample{Due: p.Due(seq), Sent: p.Due(seq), Received: bench.Never, Copies: done}
		for range done {
			m.Received = m.Due + time.Millisecond
			s.Arrivals = append(s.Arrivals, bench.Arrival{Seq: seq, At: m.Received})
		}
		s.Messages = append(s.Messages, m)
	}
	found := &bench.Findings{Plan: p}
	found.Combine(map[string][]bench.Metrics{"tcp": {bench.Summarise(s)}})
	g := &plot.Gatherer{}
	if err := g.Trial(s); err != nil {
		t.Fatal(err)
	}
	picture, ok := plot.WhoWorked(found, g.Data)
	if !ok {
		t.Fatal("no picture")
	}
	for i, want := range []string{
		"once, came to the other consumer, twice or more, never, came to the other consumer",
		"came to the other consumer, once, came to the other consumer, never, twice or more",
		"once, once, twice or more, never, dead letter",
	} {
		strip := picture.Groups[0].Strips[i]
		var names []string
		for _, cell := range strip.Cells {
			names = append(names, picture.States[cell].Name)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%s: %s\nwant %s", strip.Name, got, want)
		}
		if m := strip.Marks[0]; m.At != 2.5 { // between the second event, due at 200 ms, and the third
			t.Errorf("%s: the crash is marked at %g", strip.Name, m.At)
		}
	}
}

// checkWork compares a group's rows of the table with what the report counts, and looks for its crash.
func checkWork(t *testing.T, s picture.Strips, g picture.Group, q *bench.Queue) {
	t.Helper()
	count := func(row, state string) (n int) {
		for _, x := range s.Table.Rows {
			if x[0] == g.Name+", "+row {
				one, _ := strconv.Atoi(x[slices.Index(s.Table.Header, state)])
				n += one
			}
		}
		return n
	}
	if got, want := [3]int{count("work done", "once"), count("work done", "twice or more"), count("work done", "never")},
		[3]int{q.Once, q.Twice, q.Never}; got != want {
		t.Errorf("%s: once, twice, never %v, want %v", g.Name, got, want)
	}
	twice := count("consumer", "twice or more") + count("consumer 1", "twice or more") + count("consumer 2", "twice or more")
	if twice > q.DeliveredTwice {
		t.Errorf("%s: %d came to one consumer twice, but only %d to any", g.Name, twice, q.DeliveredTwice)
	}
	for _, strip := range g.Strips {
		for _, m := range strip.Marks {
			if m.At < 80 || m.At > 100 || m.End-m.At != 50 { // a third of 250 events, at 50 a second
				t.Errorf("%s, %s: %+v", g.Name, strip.Name, m)
			}
		}
	}
}

// TestGuarantees: of a queue that is measured with each guarantee, one picture shows what became of the events with each of
// them; every transport has its crash there, and the numbers are the report's.
func TestGuarantees(t *testing.T) {
	sweep := &bench.Sweep{Parameter: "guarantee"}
	var data []plot.Data
	for _, g := range bench.Guarantees() {
		found, d := run(t, func(p *bench.Plan) { queue(p, g, bench.CrashServer) })
		sweep.Values, sweep.Base = append(sweep.Values, string(g)), found.Plan
		sweep.Findings, data = append(sweep.Findings, found), append(data, d)
	}
	all := plot.OfSweepAll(sweep, data)
	if len(all) != 2 || all[0].Name != "heard" || len(plot.OfSweepAll(sweep, nil)) != 1 {
		t.Fatalf("%d pictures with samples, %d without", len(all), len(plot.OfSweepAll(sweep, nil)))
	}
	for _, width := range []float64{344, 760} {
		picturetest.Check(t, all[0].Draw(width, true).SVG(""))
	}
	s := all[0].Picture.(picture.Strips)
	for i, g := range s.Groups {
		for j, strip := range g.Strips {
			q := sweep.Findings[i].Results[j].Queue
			row := s.Table.Rows[3*i+j]
			want := []string{g.Name + ", " + strip.Name, strconv.Itoa(q.Once), strconv.Itoa(q.Twice), "0", strconv.Itoa(*q.DeadLetters), strconv.Itoa(q.Never)}
			if !slices.Equal(row, want) || len(strip.Marks) != 1 {
				t.Errorf("%q, want %q; %d marks", row, want, len(strip.Marks))
			}
		}
	}
}

// TestCrashMarked: the crash is marked where it was, over each transport, in the picture of messages and in that of events.
func TestCrashMarked(t *testing.T) {
	for _, crash := range bench.Crashes() {
		found, data := run(t, func(p *bench.Plan) { queue(p, bench.AtLeastOnce, crash) })
		c, _ := plot.Messages(found, data)
		s, _ := plot.WhoWorked(found, data)
		for i, p := range c.Panels {
			if crash == bench.CrashNone {
				if len(p.Marks)+len(s.Groups[i].Strips[0].Marks) > 0 {
					t.Errorf("nobody crashed, but %v", p.Marks)
				}
				continue
			}
			if len(p.Marks) != 1 || !strings.HasPrefix(p.Marks[0].Name, string(crash)+" crashed") || p.Marks[0].End-p.Marks[0].At != float64(time.Second) {
				t.Fatalf("%s: %v", p.Name, p.Marks)
			}
			third := float64(found.Plan.Duration / 3)
			if at := p.Marks[0].At; at < third || at > third+float64(200*time.Millisecond) {
				t.Errorf("%s: the crash is marked at %v", p.Name, time.Duration(at))
			}
			if len(s.Groups[i].Strips[0].Marks) != 1 {
				t.Errorf("%s: the strips have no mark", p.Name)
			}
		}
	}
}
