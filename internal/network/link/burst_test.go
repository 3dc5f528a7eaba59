package link

import (
	"math"
	"testing"
)

func TestBursts(t *testing.T) {
	const n = 500_000
	for _, g := range []GilbertElliott{
		{P: 0.01, R: 0.2, LossBad: 1},
		{P: 0.01, R: 0.2, LossBad: 0.8},
		{P: 0.05, R: 0.1, LossBad: 0.5, LossGood: 0.02},
		{P: 1, R: 1, LossBad: 1},
	} {
		packets := send(New(Config{Burst: g}, 1, Up), n, 100, 0)
		loss := share(packets, func(p sent) bool { return !arrives(p) })
		isNear(t, "loss", loss, g.MeanLoss(), sigmaOfLoss(g, n))
		inBurst := share(packets, func(p sent) bool { return p.Fate == LostInBurst })
		onlyBad := GilbertElliott{P: g.P, R: g.R, LossBad: g.LossBad}
		isNear(t, "loss in bursts", inBurst, g.BadShare()*g.LossBad, sigmaOfLoss(onlyBad, n))
		if g.LossBad < 1 {
			continue
		}

		// Everything is lost in bad and nothing in good, so the states can be seen.
		var runs, bad, ofOne int
		length := 0
		for _, p := range packets {
			if p.Fate == LostInBurst {
				bad++
				length++
			} else if length > 0 {
				runs++
				if length == 1 {
					ofOne++
				}
				length = 0
			}
		}
		isNear(t, "share of packets in bad", float64(bad)/n, g.BadShare(), sigmaOfLoss(g, n))
		isNear(t, "length of a run", float64(bad-length)/float64(runs), 1/g.R,
			math.Sqrt((1-g.R)/(g.R*g.R)/float64(runs)))
		isNear(t, "runs of one packet", float64(ofOne)/float64(runs), g.R, sigmaOfShare(g.R, runs))
	}
}

// sigmaOfLoss is the standard deviation of the loss measured on n packets. Neighbours share their
// state, and the covariance of the loss of packets k apart falls as (1-P-R)^k; its sum makes the
// variance larger than that of independent losses.
func sigmaOfLoss(g GilbertElliott, n int) float64 {
	q, bad, fall := g.MeanLoss(), g.BadShare(), 1-g.P-g.R
	difference := g.LossBad - g.LossGood
	covariances := difference * difference * bad * (1 - bad) * fall / (1 - fall)
	variance := q*(1-q) + 2*covariances
	return math.Sqrt(max(variance, 0)/float64(n)) + 1/float64(n) // it begins in good
}

func TestBurstMeans(t *testing.T) {
	tests := []struct {
		g               GilbertElliott
		share, meanLoss float64
	}{
		{GilbertElliott{}, 0, 0},
		{GilbertElliott{P: 0.01, R: 0.2, LossBad: 0.8}, 1 / 21.0, 0.8 / 21},
		{GilbertElliott{P: 0.1, R: 0.3, LossBad: 0.5, LossGood: 0.1}, 0.25, 0.2},
		{GilbertElliott{P: 0.1, LossBad: 0.5}, 1, 0.5},
		{GilbertElliott{LossGood: 0.1}, 0, 0.1},
	}
	for _, test := range tests {
		for _, pair := range [][2]float64{
			{test.g.BadShare(), test.share},
			{test.g.MeanLoss(), test.meanLoss},
		} {
			if math.Abs(pair[0]-pair[1]) > 1e-12 {
				t.Errorf("%+v: got %v, want %v", test.g, pair[0], pair[1])
			}
		}
	}
}

// A burst ends and begins between packets of its own flow, whatever the others do.
func TestBurstsBelongToFlows(t *testing.T) {
	l := New(Config{Burst: GilbertElliott{P: 0.5, R: 0.5, LossBad: 1}}, 1, Up)
	both, n := 0, 100_000
	for range n {
		first, second := l.Admit(0, ada, 100).Fate, l.Admit(0, eve, 100).Fate
		if first == LostInBurst && second == LostInBurst {
			both++
		}
	}
	isNear(t, "both lost", float64(both)/float64(n), 0.25, sigmaOfShare(0.25, n))
}
