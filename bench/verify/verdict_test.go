package verify

import (
	"math"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// Pairs are divided one by one: what a seed does to both does not count.
func TestRatioOf(t *testing.T) {
	kernel := []float64{10, 100, 1000, 10, 100, 1000, 10, 100, 1000}
	lab := make([]float64, len(kernel))
	for i, k := range kernel {
		lab[i] = 1.1 * k
	}
	if r := ratioOf(lab, kernel); !near(r.Center, 1.1) || !near(r.Low, 1.1) || !near(r.High, 1.1) || r.Pairs != 9 || !r.Interval() {
		t.Errorf("a tenth more for each seed: %+v", r)
	}
	// Twice and half are as far from 1; and the machine may spoil a trial.
	lab = []float64{20, 50, 1000, 10, 100, 1000, 10, 100, 1e9}
	if r := ratioOf(lab, kernel); !near(r.Center, 1) || r.Low > 1 || r.High < 1 {
		t.Errorf("the same but for three: %+v", r)
	}
	if r := ratioOf([]float64{1, 0, 3}, []float64{1, 2, 0}); r.Pairs != 1 || r.Interval() {
		t.Errorf("what is not above zero has no quotient: %+v", r)
	}
	if r := ratioOf(nil, nil); r.Known() {
		t.Errorf("of nothing: %+v", r)
	}
}

// So many may be left out at either end that the sign test is still sure of the rest. From a table of the
// binomial distribution, the probability of k or fewer heads among n coins, which is to be 0.025 at most:
// 0.0156 for 0 of 6; 0.0352 for 1 of 8, so that it is none; 0.0195 for 1 of 9; 0.0327 for 2 of 11, so that it
// is one; 0.0193 for 2 of 12; 0.0207 for 5 of 20.
func TestLeftOut(t *testing.T) {
	for n, want := range map[int]int{1: 0, 5: 0, 6: 0, 8: 0, 9: 1, 11: 1, 12: 2, 20: 5} {
		if got := leftOut(n); got != want {
			t.Errorf("of %d: %d, want %d", n, got, want)
		}
	}
	lab := []float64{3, 1, 4, 1.5, 9, 2, 6, 5, 8}
	one := []float64{1, 1, 1, 1, 1, 1, 1, 1, 1}
	if r := ratioOf(lab, one); !near(r.Center, 4) || !near(r.Low, 1.5) || !near(r.High, 8) {
		t.Errorf("of nine: %+v", r)
	}
	if r := ratioOf(lab[:8], one[:8]); !near(r.Center, math.Sqrt(3*4)) || !near(r.Low, 1) || !near(r.High, 9) {
		t.Errorf("of eight: %+v", r)
	}
}

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		name        string
		r           Ratio
		apart       float64 // ms, with an aim of 10 % and a noise of 1 ms
		want        Verdict
		said        string
		aim, noises float64
	}{
		{"the same", Ratio{1, 0.99, 1.01, 9}, 0, OK, "ok", 0.1, 1},
		{"within the aim, though the machine makes no noise", Ratio{0.95, 0.94, 0.96, 9}, -3, OK, "ok", 0.1, 0},
		{"far, but the machine could make it", Ratio{0.01, 0.01, 0.02, 9}, -0.9, Noise, "noise", 0.1, 1},
		{"as far, but the machine does not make kernels faster", Ratio{1.9, 1.8, 2.0, 9}, 0.9, Differs, "p90 +90 %", 0.1, 1},
		{"farther than the machine could make it", Ratio{0.5, 0.4, 0.6, 9}, -1.1, Differs, "p90 -50 %", 0.1, 1},
		{"far, but the interval reaches the aim", Ratio{0.8, 0.6, 0.95, 9}, -20, Noise, "noise", 0.1, 1},
		{"far", Ratio{0.8, 0.7, 0.85, 9}, -20, Differs, "p90 -20 %", 0.1, 1},
		{"far above", Ratio{3, 2, 4, 9}, 20, Differs, "p90 +200 %", 0.1, 1},
		{"far, and too few seeds for an interval", Ratio{0.8, 0, 0, 5}, -20, Differs, "p90 -20 %", 0.1, 1},
		{"unknown", Ratio{}, 20, Unknown, "-", 0.1, 1},
	} {
		got := judge(test.r, test.aim, test.apart, test.noises)
		if got != test.want || got.text("p90", test.r) != test.said {
			t.Errorf("%s: %v, %q; want %v, %q", test.name, got, got.text("p90", test.r), test.want, test.said)
		}
	}
}

// A row's verdict is that of its worst figure.
func TestRowJudge(t *testing.T) {
	row := Row{Case: Case{Transport: "tcp", Rate: 50, Size: 200}}
	for range 9 {
		row.Kernel = append(row.Kernel, Outcome{P50: 100e6, P90: 200e6, P99: 300e6, Messages: 100, Packets: 200})
		row.Lab = append(row.Lab, Outcome{P50: 101e6, P90: 150e6, P99: Never, Messages: 100, Packets: 206})
	}
	row.Kernel = append(row.Kernel, Outcome{}) // the lab's was cut short
	row.judge(Added{})
	if row.Said() != "p90 -25 %" || row.Verdict != Differs {
		t.Errorf("%q, %v", row.Said(), row.Verdict)
	}
	if f := row.figure("p50"); f.Verdict != OK || !near(f.Ratio.Center, 1.01) || f.Lab != 101 || f.Kernel != 100 {
		t.Errorf("p50: %+v", f)
	}
	if f := row.figure("p99"); f != nil {
		t.Errorf("p99 is unknown on the lab: %+v", f)
	}
	if f := row.figure("packets"); f.Verdict != Differs || !near(f.Ratio.Center, 1.03) {
		t.Errorf("packets: %+v", f)
	}
}
