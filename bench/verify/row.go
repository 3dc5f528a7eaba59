package verify

import (
	"math"
	"time"
)

// A Row is what a case came to on both networks.
type Row struct {
	Case
	Lab, Kernel []Outcome // by seed: the i-th of both have the same one
	Figures     []Figure
	Verdict     Verdict
	worst       *Figure // of Figures, that the verdict is about
}

// A Figure is one thing that both networks can be asked about.
type Figure struct {
	Name        string // as in aims
	Lab, Kernel float64
	Ratio       Ratio
	Verdict     Verdict
}

// judge compares the outcomes. Of the differences in time, the machine makes noise.
func (r *Row) judge(noise Added) {
	n := min(len(r.Lab), len(r.Kernel))
	r.Lab, r.Kernel = r.Lab[:n], r.Kernel[:n]
	ms := func(at func(Outcome) duration) func(Outcome) float64 {
		return func(o Outcome) float64 { return at(o).Seconds() * 1000 }
	}
	p50 := ms(func(o Outcome) duration { return o.P50 })
	switch r.Kind {
	case Bulk:
		r.add("time", p50, noise.P50)
	case Flows:
		r.addFlows()
	default:
		r.add("p50", p50, noise.P50)
		r.add("p90", ms(func(o Outcome) duration { return o.P90 }), noise.P90)
		r.add("p99", ms(func(o Outcome) duration { return o.P99 }), noise.P99)
	}
	if r.Kind != Flows {
		r.add("packets", func(o Outcome) float64 { return float64(o.Packets) / float64(o.Messages) }, 0)
	}
	for i := range r.Figures {
		f := &r.Figures[i]
		if f.Verdict > r.Verdict || r.worst == nil || f.Verdict == r.Verdict && f.excess() > r.worst.excess() {
			r.Verdict, r.worst = max(r.Verdict, f.Verdict), f
		}
	}
}

type duration = time.Duration

// addFlows adds what all flows of one direction get together, in Mbit/s, and how evenly they share it.
func (r *Row) addFlows() {
	mbit := func(rates []float64) float64 { return total(rates) * 8 / 1e6 }
	if r.Up > 0 {
		r.add("up", func(o Outcome) float64 { return mbit(o.Rates[:r.Up]) }, 0)
	}
	if r.Down > 0 {
		r.add("down", func(o Outcome) float64 { return mbit(o.Rates[r.Up:]) }, 0)
	}
	if r.Down > 1 {
		r.add("Jain", func(o Outcome) float64 { return jain(o.Rates[r.Up:]) }, 0)
	}
}

// add adds a figure, of which the machine makes as much as noise.
func (r *Row) add(name string, of func(Outcome) float64, noise time.Duration) {
	var lab, kernel, apart []float64
	for i := range r.Lab {
		l, k := of(r.Lab[i]), of(r.Kernel[i])
		if l < 0 || k < 0 { // unknown
			continue
		}
		lab, kernel, apart = append(lab, l), append(kernel, k), append(apart, l-k)
	}
	if len(lab) == 0 {
		return
	}
	f := Figure{Name: name, Lab: medianOf(lab), Kernel: medianOf(kernel), Ratio: ratioOf(lab, kernel)}
	f.Verdict = judge(f.Ratio, aims[name], medianOf(apart), noise.Seconds()*1000)
	r.Figures = append(r.Figures, f)
}

// excess is how many times the aim the figure is off.
func (f Figure) excess() float64 {
	if !f.Ratio.Known() {
		return 0
	}
	return math.Abs(f.Ratio.Center-1) / aims[f.Name]
}

// figure returns the figure of that name, nil if there is none.
func (r *Row) figure(name string) *Figure {
	for i := range r.Figures {
		if r.Figures[i].Name == name {
			return &r.Figures[i]
		}
	}
	return nil
}

// mean is what of comes to per message, over all outcomes.
func mean(outcomes []Outcome, of func(Outcome) int, per func(Outcome) int) float64 {
	sum, n := 0, 0
	for _, o := range outcomes {
		sum, n = sum+of(o), n+per(o)
	}
	if n == 0 {
		return math.NaN()
	}
	return float64(sum) / float64(n)
}

// Said is the verdict in words.
func (r *Row) Said() string {
	if r.worst == nil {
		return "-"
	}
	return r.Verdict.text(r.worst.Name, r.worst.Ratio)
}
