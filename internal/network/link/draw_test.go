package link

import (
	"testing"
	"time"
)

// What befalls a packet in one way says nothing about the others: of two things that each happen to
// half of the packets, both or neither happen to half.
func TestDrawsAreIndependent(t *testing.T) {
	const n = 50_000
	links := []struct {
		event  string
		config Config
		is     func(sent) bool
	}{
		{"lost", Config{Loss: 0.5}, func(p sent) bool { return p.Fate == Lost }},
		{
			"lost in a burst",
			Config{Burst: GilbertElliott{P: 0.5, R: 0.5, LossBad: 1}},
			func(p sent) bool { return p.Fate == LostInBurst },
		},
		{"early", Config{Delay: ms(9), Jitter: ms(9)}, func(p sent) bool { return p.At-p.now < ms(9) }},
		{"held", Config{Reorder: 0.5, ReorderBy: 1}, func(p sent) bool { return p.Fate == Held }},
		{"twice", Config{Duplicate: 0.5}, func(p sent) bool { return p.Duplicate }},
		{
			"early copy",
			Config{Delay: ms(9), Jitter: ms(9), Duplicate: 1},
			func(p sent) bool { return p.DuplicateAt-p.At < ms(9) },
		},
	}
	events := make([][]bool, len(links))
	for i, link := range links {
		for _, p := range send(New(link.config, 1, Up), n, 100, 20*time.Millisecond) {
			events[i] = append(events[i], link.is(p))
		}
		for j := range i {
			isNear(t, link.event+" and "+links[j].event, equal(events[i], events[j]), 0.5, sigmaOfShare(0.5, n))
		}
	}
}

// Links that differ in anything that names the random numbers have nothing in common.
func TestOtherSeedOtherVerdicts(t *testing.T) {
	const n = 100_000
	lost := func(seed uint64, d Direction, f Flow) []bool {
		l, fates := New(Config{Loss: 0.5}, seed, d), make([]bool, n)
		for i := range fates {
			fates[i] = !l.Admit(0, f, 100).Fate.Arrives()
		}
		return fates
	}
	one := lost(1, Up, ada)
	for name, other := range map[string][]bool{
		"seed":      lost(2, Up, ada),
		"direction": lost(1, Down, ada),
		"sender":    lost(1, Up, eve),
		"receiver":  lost(1, Up, Flow{From: ada.From, To: eve.From}),
		"way":       lost(1, Up, Flow{From: ada.To, To: ada.From}),
	} {
		isNear(t, "equal fates with another "+name, equal(one, other), 0.5, sigmaOfShare(0.5, n))
	}
	for lag := 1; lag < 5; lag++ { // and neighbours in a flow neither
		isNear(t, "equal fates of neighbours", equal(one[lag:], one[:n-lag]), 0.5, sigmaOfShare(0.5, n-lag))
	}
}

// equal is the share of places where a and b are equal.
func equal(a, b []bool) float64 {
	same := 0
	for i := range a {
		if a[i] == b[i] {
			same++
		}
	}
	return float64(same) / float64(len(a))
}
