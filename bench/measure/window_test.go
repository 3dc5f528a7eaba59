package measure

import (
	"slices"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"
)

// TestWindow: of a transfer in the lab there is what Linux tells of one, too: the threshold after the first loss, the round
// trip and the timeout.
func TestWindow(t *testing.T) {
	p := bench.DefaultBulk("lab", 500_000)
	p.Transports, p.Seed = []string{"tcp"}, 3
	p.Up = link.Config{Delay: 20 * time.Millisecond, Loss: 0.02}
	p.Down = p.Up
	s, err := RunTrial(t.Context(), p, "tcp", 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Window) < 20 {
		t.Fatalf("%d readings", len(s.Window))
	}
	first, last := s.Window[0], s.Window[len(s.Window)-1]
	if first.Threshold != 0 || last.Threshold == 0 || last.Congestion == 0 {
		t.Errorf("at first %+v, at last %+v", first, last)
	}
	for _, w := range s.Window {
		if w.SmoothedRTT < 40*time.Millisecond || w.SmoothedRTT > 200*time.Millisecond || w.Timeout < w.SmoothedRTT+200*time.Millisecond {
			t.Fatalf("%+v", w)
		}
	}
	if !slices.ContainsFunc(s.Window, func(w bench.Window) bool { return w.Congestion <= w.Threshold }) {
		t.Error("the window never came down to the threshold")
	}
}
