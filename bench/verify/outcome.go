package verify

import (
	"context"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure"
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// An Outcome is what one trial came to. Of a transfer, P50 is the time until the last byte came, from
// the start of dialling, and there are no other percentiles; a transfer counts as one message. Of connections
// and answers the times are theirs, and each counts as a message. Of flows there are no times.
type Outcome struct {
	P50, P90, P99 time.Duration // of the response time; Never if it is unknown

	Messages  int // that were sent
	Lost      int // of them, for good
	Reordered int // of them (RFC 4737)

	// What the hosts put on the link while they carried the messages.
	Packets, Bytes, Retransmissions int

	Fates Fates

	// Of flows: bytes that each received in a second, in the order in which they began, those that go up first.
	Rates []float64
}

// Fates count what a link did to packets, those of the set-up and the close among them.
type Fates struct {
	Packets int
	Dropped int // lost, or without room in the queue
	Held    int // so that others could overtake them
}

// Never is the time of what is not known.
const Never time.Duration = -1

// echo carries out one trial of c.
func (c Case) echo(ctx context.Context, net string, seed uint64) (Outcome, error) {
	s, err := measure.RunTrial(ctx, c.plan(net, seed), c.Transport, 0)
	if err != nil {
		return Outcome{}, err
	}
	m := bench.Summarise(s)
	o := Outcome{
		P50: known(m.Response.P50), P90: known(m.Response.P90), P99: known(m.Response.P99),
		Messages: m.Sent, Lost: m.Lost, Reordered: m.Reordered,
		Packets: m.Wire.Messages.Packets, Bytes: m.Wire.Messages.Bytes,
		Retransmissions: m.Wire.Messages.Retransmissions,
		Fates:           fatesOf(s.Packets),
	}
	return o, nil
}

func known(s bench.Span) time.Duration {
	if d, ok := s.Get(); ok {
		return d
	}
	return Never
}

// fatesOf counts what became of packets.
func fatesOf(records []packet.Record) (f Fates) {
	for _, r := range records {
		switch {
		case r.Copy:
			continue
		case !r.Fate.Arrives():
			f.Dropped++
		case r.Fate == link.Held:
			f.Held++
		}
		f.Packets++
	}
	return f
}
