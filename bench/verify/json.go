package verify

import (
	"encoding/json"
	"io"
	"math"
	"time"
)

// WriteJSON writes the report as one JSON object, times in milliseconds.
func (r *Report) WriteJSON(w io.Writer) error {
	type figure struct {
		Lab      *float64  `json:"lab"`
		Kernel   *float64  `json:"kernel"`
		Ratio    *float64  `json:"ratio"`
		Interval []float64 `json:"interval"`
		Verdict  string    `json:"verdict"`
	}
	type row struct {
		Link      string            `json:"link"`
		Transport string            `json:"transport"`
		Kind      string            `json:"kind"`
		Rate      float64           `json:"rate"`
		Size      int               `json:"size"`
		Duration  float64           `json:"duration"`
		Figures   map[string]figure `json:"figures"`
		Lab       []outcomeJSON     `json:"lab"`
		Kernel    []outcomeJSON     `json:"kernel"`
		Verdict   string            `json:"verdict"`
		Said      string            `json:"said"`
	}
	all := struct {
		Machine     Machine              `json:"machine"`
		Seeds       int                  `json:"seeds"`
		Took        float64              `json:"took"`
		CutShort    bool                 `json:"cutShort"`
		Calibration map[string]addedJSON `json:"calibration"` // p50, p90, p99
		Rows        []row                `json:"rows"`
	}{r.Machine, r.Seeds, milliseconds(r.Took), r.CutShort, map[string]addedJSON{
		"alone": r.Calibration.Alone.inJSON(), "slow": r.Calibration.Slow.inJSON(), "fast": r.Calibration.Fast.inJSON(),
	}, []row{}}
	for i := range r.Rows {
		x := &r.Rows[i]
		out := row{
			Link: x.Link.Name, Transport: x.Transport, Kind: x.Kind.String(), Rate: x.Rate, Size: x.Size, Duration: milliseconds(x.Duration),
			Figures: map[string]figure{}, Verdict: x.Verdict.String(), Said: x.Said(),
		}
		for _, f := range x.Figures {
			j := figure{Lab: finite(f.Lab), Kernel: finite(f.Kernel), Verdict: f.Verdict.String()}
			if f.Ratio.Known() {
				j.Ratio = finite(f.Ratio.Center)
			}
			if f.Ratio.Interval() {
				j.Interval = []float64{f.Ratio.Low, f.Ratio.High}
			}
			out.Figures[f.Name] = j
		}
		for j := range x.Lab {
			out.Lab, out.Kernel = append(out.Lab, outcomeOf(x.Lab[j])), append(out.Kernel, outcomeOf(x.Kernel[j]))
		}
		all.Rows = append(all.Rows, out)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(all)
}

// addedJSON are the three parts of an Added.
type addedJSON [3]float64

func (a Added) inJSON() addedJSON {
	return addedJSON{milliseconds(a.P50), milliseconds(a.P90), milliseconds(a.P99)}
}

// outcomeJSON is an Outcome in JSON; what is unknown is null.
type outcomeJSON struct {
	P50             *float64 `json:"p50"`
	P90             *float64 `json:"p90"`
	P99             *float64 `json:"p99"`
	Messages        int      `json:"messages"`
	Lost            int      `json:"lost"`
	Reordered       int      `json:"reordered"`
	Packets         int      `json:"packets"`
	Bytes           int      `json:"bytes"`
	Dropped         int      `json:"dropped"`
	Held            int      `json:"held"`
	Retransmissions int      `json:"retransmissions"`

	Rates []float64 `json:"rates,omitempty"` // of flows, bytes a second
}

func outcomeOf(o Outcome) outcomeJSON {
	ms := func(d time.Duration) *float64 {
		if d == Never {
			return nil
		}
		return finite(milliseconds(d))
	}
	return outcomeJSON{
		ms(o.P50), ms(o.P90), ms(o.P99), o.Messages, o.Lost, o.Reordered, o.Packets, o.Bytes,
		o.Fates.Dropped, o.Fates.Held, o.Retransmissions, o.Rates,
	}
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
