package bench

import (
	"wirelab/internal/network/link"
	"wirelab/internal/transport"
)

// Unsound says, as a sentence, what must not be concluded from the lab's results under a plan: see FIDELITY.md in
// internal/network/lab. It is empty where the plan is sound. UDP always is.
func (p Plan) Unsound() string {
	bursts := p.Up.Burst != link.GilbertElliott{} || p.Down.Burst != link.GilbertElliott{}
	if p.Net != "lab" || !bursts {
		return ""
	}
	return "Under bursts of loss TCP's delays differ so much from seed to seed that the lab's have not been shown to be Linux's: " +
		"trust only UDP's numbers here."
}

// UnsoundOn is the same for one transport of the plan: WebSocket is TCP too.
func (p Plan) UnsoundOn(name string) string {
	if t, err := transport.Named(name); err != nil || !t.Reliable {
		return ""
	}
	return p.Unsound()
}
