package measure

import (
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
)

// TestPingsOfSocketIO: what a ping every 25 s costs where nobody says anything, as README has it. Two messages are
// sent, 200 s apart and then 100 s.
func TestPingsOfSocketIO(t *testing.T) {
	cost := func(apart time.Duration) (packets, bytes int) {
		p := bench.DefaultPlan("lab")
		p.Transports, p.Trials, p.Rate, p.Duration = []string{"socketio"}, 1, 1/apart.Seconds(), 2*apart
		on(t, "ideal", &p)
		p.Up.Delay, p.Down.Delay = 15*time.Millisecond, 15*time.Millisecond
		r, err := Run(t.Context(), p, Watcher{})
		if err != nil {
			t.Fatal(err)
		}
		c := r.Results[0].Wire.Messages
		return c.Packets, c.Bytes
	}
	longPackets, longBytes := cost(200 * time.Second)
	shortPackets, shortBytes := cost(100 * time.Second)
	const pings = (200 - 100) / 25
	checks.Equal(t, "packets", longPackets-shortPackets, pings*3)
	checks.Equal(t, "bytes", longBytes-shortBytes, pings*166)
}
