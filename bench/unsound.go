package bench

import (
	"wirelab/internal/network/link"
	"wirelab/internal/transport"
)

// Unsound says what must not be concluded from a result. The zero value means that the result is sound.
type Unsound struct {
	Why  string // as a sentence
	Void bool   // nothing can be concluded from the numbers, not even which is the larger
}

// Unsound says where a plan goes beyond what the lab's TCP is known to be good for: see FIDELITY.md in
// internal/network/lab. It is the zero value where the plan does not. UDP is always sound.
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
			return Unsound{"Under bursts of loss the lab's TCP backs off differently from Linux's: trust only UDP's numbers here.", true}
		case p.Rate > 50 && c.Reorder > 0:
			return Unsound{"Above 50 messages a second with reordering, the lab's TCP stalls where Linux's does not: " +
				"trust only UDP's numbers here.", true}
		case p.Rate > 50 && c.Loss > 0:
			return Unsound{"Above 50 messages a second with loss, trust which of the lab's TCP delays is longer, but not by how much.", false}
		case p.Rate >= 50 && p.Size > 1000 && c.Loss >= 0.01:
			return Unsound{"With large messages and loss, p90 and p99 over the lab's TCP are up to a third below Linux's.", false}
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
