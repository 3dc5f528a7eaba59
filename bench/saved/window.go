package saved

import (
	"slices"

	"wirelab/bench"
)

// A window is what TCP had under way, reading by reading: see bench.Window.
type window struct {
	At         column `json:"at"`         // since the first message was due
	Congestion []int  `json:"congestion"` // bytes
	InFlight   []int  `json:"inFlight"`   // bytes
	Again      []int  `json:"again"`      // segments

	// Where they are known.
	Threshold   []int  `json:"threshold,omitempty"` // bytes
	SmoothedRTT column `json:"smoothedRTT,omitempty"`
	Timeout     column `json:"rto,omitempty"`
}

// windowOf is the window of these readings; nil if there are none.
func windowOf(readings []bench.Window) *window {
	if len(readings) == 0 {
		return nil
	}
	w := &window{}
	more := slices.ContainsFunc(readings, func(r bench.Window) bool { return r.SmoothedRTT > 0 })
	for _, r := range readings {
		if more {
			w.Threshold = append(w.Threshold, r.Threshold)
			w.SmoothedRTT = append(w.SmoothedRTT, r.SmoothedRTT)
			w.Timeout = append(w.Timeout, r.Timeout)
		}
		w.At = append(w.At, r.At)
		w.Congestion = append(w.Congestion, r.Congestion)
		w.InFlight = append(w.InFlight, r.InFlight)
		w.Again = append(w.Again, r.Again)
	}
	return w
}

// readings are those of the window. It is an error if they are not what TCP can have.
func (w *window) readings() (all []bench.Window, err error) {
	if w == nil {
		return nil, nil
	}
	if n := len(w.At); len(w.Congestion) != n || len(w.InFlight) != n || len(w.Again) != n {
		return nil, errMisfit
	}
	more := len(w.SmoothedRTT) > 0
	if n := len(w.SmoothedRTT); len(w.Threshold) != n || len(w.Timeout) != n || more && n != len(w.At) {
		return nil, errMisfit
	}
	before := never
	for i, at := range w.At {
		r := bench.Window{At: at, Congestion: w.Congestion[i], InFlight: w.InFlight[i], Again: w.Again[i]}
		if at == never || at < before || min(r.Congestion, r.InFlight, r.Again) < 0 || max(r.Congestion, r.InFlight, r.Again) > maxCount {
			return nil, errMisfit
		}
		if more {
			r.Threshold, r.SmoothedRTT, r.Timeout = w.Threshold[i], w.SmoothedRTT[i], w.Timeout[i]
			if r.Threshold < 0 || r.Threshold > maxCount || r.SmoothedRTT < 0 || r.Timeout < 0 {
				return nil, errMisfit
			}
		}
		before = at
		all = append(all, r)
	}
	return all, nil
}
