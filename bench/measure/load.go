package measure

import (
	"context"

	"wirelab/bench"
	"wirelab/bench/measure/echo"
	"wirelab/bench/measure/place"
	"wirelab/bench/measure/room"
	"wirelab/bench/measure/trial"
	"wirelab/bench/measure/work"
	"wirelab/internal/network/packet"
	"wirelab/internal/transport"
)

// A load is what clients do with a server in a trial, and what is noted of it. There is one for each transport of
// a site.
type load interface {
	// Framing is how messages to and from the server are told apart in TCP's stream.
	Framing(t transport.Transport) packet.Protocol
	// Listen makes a server of ours for trials of p, and watches it from then on.
	Listen(ctx context.Context, p bench.Plan, at *place.Place, t transport.Transport) (*transport.Server, error)
	// Run carries out one trial. Where ctx ends meanwhile, it returns what is known by then.
	Run(ctx context.Context, t *trial.Trial) (*bench.Samples, error)
}

// newLoad makes a load of the plan's kind. program is wirelab itself, as in Watcher.
func newLoad(p bench.Plan, program string) load {
	switch p.Server {
	case "broadcast":
		return &room.Load{}
	case "queue":
		return &work.Load{Program: program}
	default:
		return &echo.Load{}
	}
}
