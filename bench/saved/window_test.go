package saved

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"wirelab/bench"
)

// TestWindowComesBack: readings are read as they were written, with and without what only some systems tell; and what
// has more of one thing than of another is refused.
func TestWindowComesBack(t *testing.T) {
	few := []bench.Window{{At: 1, Congestion: 14480, InFlight: 1448}, {At: 2, Congestion: 28960, Again: 1}}
	all := slices.Clone(few)
	for i := range all {
		all[i].Threshold, all[i].SmoothedRTT, all[i].Timeout = i*2896, 40*time.Millisecond, 240*time.Millisecond
	}
	for _, readings := range [][]bench.Window{few, all} {
		text, err := json.Marshal(windowOf(readings))
		if err != nil {
			t.Fatal(err)
		}
		var w window
		if err := json.Unmarshal(text, &w); err != nil {
			t.Fatal(err)
		}
		if got, err := w.readings(); err != nil || !slices.Equal(got, readings) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, spoil := range []func(*window){
		func(w *window) { w.Threshold = w.Threshold[:1] },
		func(w *window) { w.SmoothedRTT = w.SmoothedRTT[:1] },
		func(w *window) { w.Timeout = nil },
		func(w *window) { w.Threshold[0] = -1 },
		func(w *window) { w.Timeout[1] = -1 },
	} {
		w := windowOf(all)
		if spoil(w); w != nil {
			if _, err := w.readings(); err == nil {
				t.Errorf("%+v is taken", w)
			}
		}
	}
}
