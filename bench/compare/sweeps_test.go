package compare

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/report"
)

// swept is a sweep of loss whose runs are made up: by how much slower each is than the one before.
func swept(name string, values []string, slower time.Duration, seed uint64) Sweep {
	s := Sweep{name, &bench.Sweep{Parameter: "loss", Values: values, Base: bench.DefaultPlan("lab")}}
	for i := range values {
		r := made(name, 33*ms+time.Duration(i)*slower, 10*i, func(p *bench.Plan) { p.Seed = seed })
		s.Findings = append(s.Findings, r.Findings)
	}
	return s
}

// TestSweeps: sweeps are compared value by value, and at those values alone that all of them have.
func TestSweeps(t *testing.T) {
	old := swept("old", []string{"0", "1%", "2%"}, 0, 1)
	for name, other := range map[string]Sweep{
		"sweeps-same":   swept("new", []string{"0", "1%", "2%"}, 0, 2),
		"sweeps-differ": swept("new", []string{"0", "1%", "2%"}, 20*ms, 1),
		"sweeps-fewer":  swept("new", []string{"0", "2%", "5%"}, 20*ms, 1),
	} {
		s, err := NewSweeps([]Sweep{old, other})
		if err != nil {
			t.Fatal(err)
		}
		for format, ending := range map[string]string{"table": ".txt", "markdown": ".md", "html": ".html"} {
			var b bytes.Buffer
			if err := s.Write(&b, format, report.View{}); err != nil {
				t.Fatal(err)
			}
			checks.Golden(t, name+ending, b.Bytes())
		}
		for _, columns := range []int{40, 60, 80} {
			var b bytes.Buffer
			if err := s.Write(&b, "table", report.View{Columns: columns, Full: true}); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > columns {
					t.Errorf("%s: %d columns of %d: %s", name, n, columns, line)
				}
			}
		}
	}
}

// TestSweepsJSON: the comparison at each value has the value, and what was found there.
func TestSweepsJSON(t *testing.T) {
	s, err := NewSweeps([]Sweep{swept("a", []string{"0", "1%"}, 0, 1), swept("b", []string{"0", "1%"}, 20*ms, 1)})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Write(&b, "json", report.View{}); err != nil {
		t.Fatal(err)
	}
	var out struct {
		Version     int
		Parameters  []string
		Comparisons []struct {
			At      map[string]string
			Figures []struct {
				Transport, Figure string
				Runs              []struct {
					Value   *float64
					Differs bool
				}
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &out); err != nil || out.Version != 1 || len(out.Comparisons) != 2 || out.Comparisons[1].At["loss"] != "1%" {
		t.Fatalf("%v, %+v", err, out)
	}
	for i, c := range out.Comparisons {
		for _, f := range c.Figures {
			if f.Transport == "tcp" && f.Figure == "p50" && f.Runs[1].Differs != (i == 1) {
				t.Errorf("at %v: %+v", c.At, f)
			}
		}
	}
}

// TestSweepLimits: a limit is checked at each value, and says where it is broken.
func TestSweepLimits(t *testing.T) {
	s, err := NewSweeps([]Sweep{swept("a", []string{"0", "1%", "2%"}, 0, 1), swept("b", []string{"0", "1%", "2%"}, 20*ms, 1)})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string][]string{
		"tcp.p50>10%":  {"at loss 1%: --fail-if tcp.p50>10%: b has 54.5 ms, and a 34.5 ms", "at loss 2%: --fail-if tcp.p50>10%: b has 74.5 ms, and a 34.5 ms"},
		"tcp.p50>100%": {"at loss 2%: --fail-if tcp.p50>100%: b has 74.5 ms, and a 34.5 ms"},
		"udp.lost>1%":  nil,
	} {
		l, err := s.ParseLimit(text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, err := range s.Check(l) {
			got = append(got, err.Error())
		}
		checks.Equal(t, text, strings.Join(got, "; "), strings.Join(want, "; "))
	}
	l, err := s.ParseLimit("any")
	if err != nil || len(s.Check(l)) == 0 || strings.Contains(s.Check(l)[0].Error(), "loss 0") {
		t.Errorf("%v, %v", err, s.Check(l))
	}
}

// TestTurned: sweeps of two options that have them in another order are compared where both have the same values.
func TestTurned(t *testing.T) {
	two := func(name string, first, second bench.Range, slower time.Duration) Sweep {
		s := Sweep{name, &bench.Sweep{Parameter: first.Parameter, Values: first.Values, Second: &second, Base: bench.DefaultPlan("lab")}}
		for run := range s.Runs() {
			at := s.ByName(run)
			p50 := 10*ms + slower + map[string]time.Duration{"0 50": 10, "1% 50": 20, "0 100": 30, "1% 100": 40}[at["loss"]+" "+at["rate"]]*ms
			s.Findings = append(s.Findings, made(name, p50, 0, nil).Findings)
		}
		return s
	}
	loss := bench.Range{Parameter: "loss", Values: []string{"0", "1%"}}
	a := two("a", loss, bench.Range{Parameter: "rate", Values: []string{"50", "100"}}, 0)
	s, err := NewSweeps([]Sweep{a, two("b", bench.Range{Parameter: "rate", Values: []string{"100", "50", "200"}}, loss, 5*ms)})
	if err != nil {
		t.Fatal(err)
	}
	checks.Equal(t, "places", strings.Join(s.Places, "; "), "loss 0 and rate 50; loss 1% and rate 50; loss 0 and rate 100; loss 1% and rate 100")
	for i, c := range s.Each {
		p50 := func(r Run) time.Duration { return r.Result("tcp").Response.P50.Length() }
		if got := p50(c.Runs[1]) - p50(c.Runs[0]); got != 5*ms {
			t.Errorf("at %s: %v apart, want 5ms", s.Places[i], got)
		}
	}
	checks.Equal(t, "lead", s.Lead(), "The plans are the same. Of b, 2 of 6 runs have no like in the others, and are left out.")
}

// TestNoSweepsToCompare: sweeps of different things, and those that have no value in common, are refused.
func TestNoSweepsToCompare(t *testing.T) {
	a := swept("a", []string{"0", "1%"}, 0, 1)
	rate, other := swept("b", []string{"0", "1%"}, 0, 1), swept("b", []string{"2%", "5%"}, 0, 1)
	rate.Parameter = "rate"
	for want, b := range map[string]Sweep{
		"a is a sweep of loss, and b of rate: there is no run to compare with another": rate,
		"there is no value of loss that all of them have measured":                     other,
	} {
		if _, err := NewSweeps([]Sweep{a, b}); checks.Message(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
