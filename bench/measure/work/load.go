package work

import (
	"context"
	"crypto/rand"
	"fmt"

	"wirelab/bench"
	"wirelab/bench/measure/place"
	"wirelab/bench/measure/trial"
	"wirelab/internal/network/packet"
	"wirelab/internal/transport"
)

// A Load is a queue with a producer and a consumer.
type Load struct {
	// Program is wirelab itself. On the host, where a crash is to be a real one, a server is a process of it.
	Program string

	server server // ours; nil where there is none
}

// Framing is how messages to and from the server are told apart in TCP's stream.
func (l *Load) Framing(t transport.Transport) packet.Protocol {
	if t.Stream {
		return packet.Lines
	}
	return t.Framing
}

// Listen makes a server of ours for trials of p, which keeps a log: in this program, or on the host as a process, in a
// file.
func (l *Load) Listen(ctx context.Context, p bench.Plan, at *place.Place, t transport.Transport) (*transport.Server, error) {
	if p.Net == "host" {
		return l.start(ctx, p, t)
	}
	s := &inside{place: at, transport: t, begun: make(chan *life, 1)}
	if err := s.begin(ctx, at.Listen); err != nil {
		return nil, err
	}
	l.server = s
	return &transport.Server{Addr: s.life.Addr, Short: s.life.Short, Serve: s.run}, nil
}

// Run carries out one trial. Where ctx ends meanwhile, messages that are not done count as not sent.
func (l *Load) Run(ctx context.Context, t *trial.Trial) (*bench.Samples, error) {
	s := newShift(t, l.server, l.room(t.Samples.Trial))
	return s.run(ctx)
}

// room is the name of a trial's room. On a server that is not ours, others may be in rooms.
func (l *Load) room(number int) string {
	if l.server == nil {
		return "bench-" + rand.Text()[:8]
	}
	return fmt.Sprintf("bench-%d", number)
}
