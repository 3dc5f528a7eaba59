package link

import (
	"math"
	"slices"
	"testing"
	"time"
)

// The tests of what is random compare a measured figure with what theory says, and allow five times
// the standard deviation that theory says too: by chance it would be missed once in 1.7 million seeds.
const sigmas = 5

func isNear(t *testing.T, what string, got, want, sigma float64) {
	t.Helper()
	if !(math.Abs(got-want) <= sigmas*sigma) {
		t.Errorf("%s: %.6f, want %.6f +- %.6f", what, got, want, sigmas*sigma)
	}
}

// sigmaOfShare is the standard deviation of a share p measured on n independent packets.
func sigmaOfShare(p float64, n int) float64 { return math.Sqrt(p * (1 - p) / float64(n)) }

// share is the share of packets for which is is true.
func share(packets []sent, is func(sent) bool) float64 {
	n := 0
	for _, p := range packets {
		if is(p) {
			n++
		}
	}
	return float64(n) / float64(len(packets))
}

func arrives(p sent) bool { return p.Fate.Arrives() }

func TestLoss(t *testing.T) {
	const n = 200_000
	for _, loss := range []float64{0, 0.0001, 0.02, 0.5, 1} {
		for _, d := range []Direction{Up, Down} {
			packets := send(New(Config{Loss: loss}, 1, d), n, 100, 0)
			lost := func(p sent) bool { return p.Fate == Lost && p.At == 0 }
			isNear(t, "loss "+d.String(), share(packets, lost), loss, sigmaOfShare(loss, n))
		}
	}
}

// With a loss of 2 % each way, of the echoes 3.96 % are lost.
func TestLossOfAnEcho(t *testing.T) {
	const n = 200_000
	up, down := New(Config{Loss: 0.02}, 1, Up), New(Config{Loss: 0.02}, 1, Down)
	lost := 0
	for range n {
		if !up.Admit(0, ada, 100).Fate.Arrives() || !down.Admit(0, Flow{From: ada.To, To: ada.From}, 100).Fate.Arrives() {
			lost++
		}
	}
	isNear(t, "loss of echoes", float64(lost)/n, 0.0396, sigmaOfShare(0.0396, n))
}

func TestReorderAndDuplicateShares(t *testing.T) {
	const n = 200_000
	config := Config{Delay: ms(20), Loss: 0.1, Reorder: 0.05, ReorderBy: ms(30), Duplicate: 0.03}
	packets := send(New(config, 1, Up), n, 100, time.Millisecond)
	for i, p := range packets {
		if !p.Fate.Arrives() && p.Verdict != (Verdict{Fate: Lost}) {
			t.Fatalf("packet %d is lost, yet %+v", i, p.Verdict)
		}
		if p.Fate == Held && p.At != p.now+ms(50) {
			t.Fatalf("packet %d is held and takes %v", i, p.At-p.now)
		}
	}
	arrived := slices.DeleteFunc(packets, func(p sent) bool { return !arrives(p) })
	held := share(arrived, func(p sent) bool { return p.Fate == Held })
	isNear(t, "held", held, 0.05, sigmaOfShare(0.05, len(arrived)))
	twice := share(arrived, func(p sent) bool { return p.Duplicate })
	isNear(t, "duplicated", twice, 0.03, sigmaOfShare(0.03, len(arrived)))
}

// isUniform is the test of Kolmogorov and Smirnov: the largest distance between the measured
// distribution and the uniform one. It fails by chance as rarely as isNear.
func isUniform(t *testing.T, what string, x []float64, from, to float64) {
	t.Helper()
	slices.Sort(x)
	if x[0] < from || x[len(x)-1] > to {
		t.Errorf("%s: from %v to %v, want within %v to %v", what, x[0], x[len(x)-1], from, to)
	}
	n, distance := float64(len(x)), 0.0
	for i, v := range x {
		cdf := (v - from) / (to - from)
		distance = max(distance, cdf-float64(i)/n, float64(i+1)/n-cdf)
	}
	chance := math.Erfc(sigmas / math.Sqrt2)
	if limit := math.Sqrt(-math.Log(chance/2) / 2 / n); distance > limit {
		t.Errorf("%s: the distance from a uniform distribution is %.4f, want at most %.4f", what, distance, limit)
	}
}
