package link

import (
	"net/netip"
	"slices"
	"testing"
	"time"
)

// delays returns how long packets of a flow take, one each gap.
func delays(l *Link, n int, flow Flow, gap time.Duration) []float64 {
	took := make([]float64, n)
	for i := range took {
		now := time.Duration(i) * gap
		took[i] = float64(l.Admit(now, flow, 100).At - now)
	}
	return took
}

// Seen so seldom that one packet's delay says nothing about the next one's, delays spread uniformly over
// what the jitter allows, and so does what copies take beyond.
func TestJitterIsUniform(t *testing.T) {
	const n = 20_000
	config := Config{Delay: ms(20), Jitter: ms(20)}
	isUniform(t, "delay", delays(New(config, 1, Up), n, ada, time.Second), 0, float64(ms(40)))

	config.Duplicate = 1
	behind := make([]float64, n)
	for i, p := range send(New(config, 1, Up), n, 100, time.Second) {
		behind[i] = float64(p.DuplicateAt - p.At)
	}
	isUniform(t, "copies after their packets", behind, 0, float64(ms(40)))
}

// Delays must not hang on how often they are looked at. Over a long time, each rate sees the whole range,
// in the same shares.
func TestJitterDoesNotDependOnRate(t *testing.T) {
	const long = 2 * time.Hour // 12,000 knots in 40 stretches, so that shares are near their means
	config := Config{Delay: ms(125), Jitter: ms(50)}
	for _, rate := range []int{1, 5, 10, 20, 50, 200, 500} { // some in step with the knots, some not
		took := delays(New(config, 1, Up), int(long.Seconds())*rate, ada, time.Second/time.Duration(rate))
		slices.Sort(took)
		for _, percent := range []int{1, 10, 50, 90, 99} {
			got := took[percent*len(took)/100] / float64(time.Millisecond)
			if want := 75 + float64(percent); got < want-3 || got > want+3 {
				t.Errorf("%d a second: %d %% of the delays are below %.1f ms, want about %.0f", rate, percent, got, want)
			}
		}
	}
}

// It is the time that matters, not which packet it is, how large, or who else sends.
func TestJitterIsAFunctionOfTime(t *testing.T) {
	config := Config{Delay: ms(20), Jitter: ms(20)}
	seldom, often := New(config, 1, Up), New(config, 1, Up)
	for i := range 100_000 {
		now := time.Duration(i) * 100 * time.Microsecond
		often.Admit(now, eve, 1500)
		at := often.Admit(now, ada, 40).At
		if i%1_777 == 0 {
			if other := seldom.Admit(now, ada, 1500).At; at != other {
				t.Fatalf("at %v: %v where many are sent, %v where few are", now, at-now, other-now)
			}
		}
	}
}

// Paths to different clients have nothing in common: of ten uniform draws, the largest and the smallest lie
// 9/11 of the range apart on average.
func TestPathsAreIndependent(t *testing.T) {
	const n, paths = 4000, 10
	l := New(Config{Delay: ms(125), Jitter: ms(50)}, 1, Down)
	var sum float64
	for i := range n {
		now := time.Duration(i) * time.Second
		var took []float64
		for client := range byte(paths) {
			flow := Flow{From: server, To: netip.AddrFrom4([4]byte{10, 0, 0, 2 + client})}
			took = append(took, float64(l.Admit(now, flow, 100).At-now))
		}
		sum += slices.Max(took) - slices.Min(took)
	}
	// Var of the range of k uniform draws: 2(k-1)/((k+1)^2 (k+2)).
	isNear(t, "range", sum/n/float64(ms(100)), 9.0/11, 0.1113/63.2)
}

// A path that was silent for long is where it would be anyway, and is there at once.
func TestJitterAfterSilence(t *testing.T) {
	wifi := Config{Delay: ms(20), Jitter: ms(5)}
	busy := delays(New(wifi, 1, Up), 60_001, ada, time.Millisecond)
	for _, second := range []int{10, 59, 60} {
		silent := New(wifi, 1, Up)
		now := time.Duration(second) * time.Second
		if took := silent.Admit(now, ada, 100).At - now; float64(took) != busy[1000*second] {
			t.Errorf("after %v of silence a packet takes %v, otherwise %v", now, took, time.Duration(busy[1000*second]))
		}
	}

	config := Config{Delay: ms(1), Jitter: 1} // a nanosecond: knots by the billion
	l := New(config, 1, Up)
	for day := range time.Duration(1000) {
		l.Admit(day*24*time.Hour, ada, 100)
	}
}
