package link

// GilbertElliott is a loss model with two states, good and bad. Before each packet the state may
// change; then the packet is lost with the probability that belongs to the state. It begins good. The
// zero value loses nothing.
//
// The state changes with packets, not with time: a sender that slows down, as TCP does after a loss, stays
// in a burst for longer.
//
// It is the gemodel of Linux's netem, which takes the complements: its 1-h is LossBad, and its 1-k
// is LossGood.
type GilbertElliott struct {
	P        float64 `json:"p"`        // probability of going from good to bad, per packet
	R        float64 `json:"r"`        // probability of going from bad to good, per packet
	LossBad  float64 `json:"lossBad"`  // share lost in the bad state
	LossGood float64 `json:"lossGood"` // share lost in the good state
}

// BadShare is the share of packets that meet the bad state, in the long run: P/(P+R).
func (g GilbertElliott) BadShare() float64 {
	if g.P == 0 {
		return 0
	}
	return g.P / (g.P + g.R)
}

// MeanLoss is the share of packets that are lost, in the long run.
func (g GilbertElliott) MeanLoss() float64 {
	bad := g.BadShare()
	return float64(bad*g.LossBad) + float64((1-bad)*g.LossGood)
}

// next returns the state for the next packet, from the state bad of the last one and a random number.
func (g GilbertElliott) next(bad bool, random float64) bool {
	if bad {
		return random >= g.R
	}
	return random < g.P
}

// loss is the probability of a loss in a state.
func (g GilbertElliott) loss(bad bool) float64 {
	if bad {
		return g.LossBad
	}
	return g.LossGood
}
