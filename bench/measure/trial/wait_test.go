package trial

import (
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/bench/measure/place"
	"wirelab/internal/transport"
)

const ms = time.Millisecond

// TestStragglers: how long a trial goes on past the wait.
func TestStragglers(t *testing.T) {
	for _, test := range []struct {
		name    string
		change  func(*Trial)
		slowest time.Duration
		want    time.Duration
	}{
		{"host: nothing was late", nil, 99 * ms, 0},
		{"host: something was", nil, 150 * ms, 200 * ms},
		{"host: not for ever", nil, time.Hour, time.Second},
		{"lab: all is soon there", func(t *Trial) { t.Plan.Net = "lab" }, 0, 0},
		{"lab: as long as the link takes", func(t *Trial) {
			t.Plan.Net, t.Plan.Up.Delay, t.Plan.Down.Jitter = "lab", 200*ms, 50*ms
		}, 0, 200 * ms},
		{"in virtual time", func(t *Trial) {
			t.Plan.Net, t.Place.Virtual, t.Plan.Up.Delay = "lab", true, time.Minute
		}, 0, time.Minute - 100*ms},
	} {
		p := bench.Plan{Net: "host", Rate: 1, Duration: time.Second, Size: 200, Wait: 100 * ms}
		trial := New(p, &place.Place{}, transport.Transport{}, "", 0)
		trial.Patience = time.Second
		if test.change != nil {
			test.change(trial)
		}
		checks.Equal(t, test.name, trial.stragglers(test.slowest), test.want)
	}
}
