package bench

import (
	"wirelab/internal/network/link"
	"wirelab/internal/transport"
)

// Unsound says what is not to be concluded from a result. The zero value: nothing, it is sound.
type Unsound struct {
	Why  string // as a sentence
	Void bool   // nothing is to be concluded from the numbers, not even which is the larger
}

// Unsound says where a plan goes beyond what the lab's TCP has been found to be good for: see FIDELITY.md
// in internal/network/lab. It is empty where the plan does not. UDP is always sound.
func (p Plan) Unsound() Unsound {
	if p.Net != "lab" {
		return Unsound{}
	}
	if p.Bulk > 0 {
		return p.unsoundBulk()
	}
	for _, c := range []link.Config{p.Up, p.Down} {
		switch {
		case c.Burst != link.GilbertElliott{}:
			return Unsound{"Under bursts of loss the lab's TCP backs off otherwise than Linux's: of these numbers only UDP's are sound.", true}
		case p.Rate > 50 && c.Reorder > 0:
			return Unsound{"Above 50 messages a second under reordering the lab's TCP stalls where Linux's does not: " +
				"of these numbers only UDP's are sound.", true}
		case p.Rate > 50 && c.Loss > 0:
			return Unsound{"Above 50 messages a second under loss, take the direction of TCP's delays from the lab and not their size.", false}
		case p.Rate >= 50 && p.Size > 1000 && c.Loss >= 0.01:
			return Unsound{"With large messages under loss the lab's p90 and p99 of TCP are up to a third below Linux's.", false}
		}
	}
	return Unsound{}
}

// UnsoundOn is the same for one transport of the plan: WebSocket is TCP too.
func (p Plan) UnsoundOn(name string) Unsound {
	if t, err := transport.Named(name); err != nil || !t.Reliable {
		return Unsound{}
	}
	return p.Unsound()
}
