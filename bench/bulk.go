package bench

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"wirelab/internal/transport"
)

// A bulk transfer sends so many bytes to an echo server, which sends them back as they come: they go up and down
// at once. TCP, and what is on it, sends as fast as it can. UDP has no speed of its own, and sends at the plan's rate.

// bulkMessage is how many bytes of a transfer one message has, about, but for UDP.
const bulkMessage = 4096

// maxTransfer is how long a transfer may take. Where it takes longer, the connection is given up.
const maxTransfer = time.Hour

// DefaultBulk is what is moved on a network unless told otherwise. UDP is not in it: it needs a rate.
func DefaultBulk(net string, bytes int) Plan {
	p := DefaultPlan(net)
	p.Transports, p.Bulk = []string{"tcp", "ws"}, bytes
	p.Rate, p.Size, p.Duration = 0, 1200, 0
	return p
}

// defaults is the plan from which Command says how p differs.
func (p Plan) defaults() Plan {
	switch {
	case p.Bulk > 0:
		return DefaultBulk(p.Net, p.Bulk)
	case p.Server == "queue":
		return DefaultQueue(p.Net)
	}
	return DefaultPlan(p.Net)
}

// On is the plan as it is carried out on one transport: but for UDP a transfer has messages of its own size, and no rate.
func (p Plan) On(t transport.Transport) Plan {
	switch {
	case p.Bulk == 0:
		return p
	case t.Reliable:
		p.Size = max(MinSize, ceil(p.Bulk, ceil(p.Bulk, bulkMessage)))
		if t.Text {
			p.Size = max(MinText, p.Size)
		}
		p.Rate, p.Duration = 0, maxTransfer
	default:
		p.Duration = p.Due(p.Messages())
	}
	p.Transports = []string{t.Name}
	return p
}

// each are the plans that the transports carry out, as far as they differ.
func (p Plan) each() (plans []Plan) {
	if p.Bulk == 0 {
		return []Plan{p}
	}
	for _, name := range p.Transports {
		if t, err := transport.Named(name); err == nil {
			plans = append(plans, p.On(t))
		}
	}
	return plans
}

// bulkText writes a size as the command line has it: 5MB, or 1500B.
func bulkText(bytes int) string {
	for _, unit := range []struct {
		name  string
		bytes int
	}{{"MiB", 1 << 20}, {"MB", 1_000_000}, {"KiB", 1 << 10}, {"kB", 1000}} {
		if bytes%unit.bytes == 0 {
			return fmt.Sprintf("%d%s", bytes/unit.bytes, unit.name)
		}
	}
	return fmt.Sprintf("%dB", bytes)
}

func ceil(a, b int) int { return (a + b - 1) / b }

// MaxBulk is the largest transfer, in bytes.
const MaxBulk = 1 << 30

func (p Plan) validateBulk() error {
	udp := slices.Contains(p.Transports, "udp")
	switch {
	case p.Server != "echo":
		return fmt.Errorf("--bulk: a transfer needs --server echo, not %s", p.Server)
	case p.Bulk < MinSize || p.Bulk > MaxBulk:
		return fmt.Errorf("--bulk %s: choose %dB to 1GiB", bulkText(p.Bulk), MinSize)
	case p.Duration != 0:
		return fmt.Errorf("--duration %v: with --bulk a trial lasts as long as its transfer", p.Duration)
	case udp && p.Rate == 0:
		return errors.New("--bulk: UDP does not find its own rate; add --rate, in messages a second")
	case !udp && p.Rate != 0:
		return fmt.Errorf("--rate %g: TCP, and what is on it, finds the rate of a transfer itself; --rate is for UDP", p.Rate)
	case udp && !(p.Rate > 0 && p.Rate <= maxRate):
		return fmt.Errorf("--rate %g: a rate must be more than 0 and at most %d messages a second", p.Rate, maxRate)
	case udp && p.Messages() > maxMessages:
		return fmt.Errorf("--bulk %s: a trial has at most %d messages, here of --size %d", bulkText(p.Bulk), maxMessages, p.Size)
	case udp && p.Due(p.Messages()) > maxTransfer:
		return fmt.Errorf("--rate %g: the transfer would take longer than %v", p.Rate, maxTransfer)
	}
	return nil
}

// Bulk is what a bulk transfer came to. Speeds are of payload, in bit/s.
type Bulk struct {
	Bytes int `json:"bytes"` // of payload that came back, copies not counted
	// Completion is from when the first message was due until the last byte was back; null if not all came. The
	// connection's set-up is before it.
	Completion Span `json:"completion"`
	First      Span `json:"first"` // until the first message was back, of about 4 KiB or of --size
	// Goodput is the payload that came back, over the time until the last of it did; or until the last was sent, where
	// that is later, as with UDP when the end of it is lost.
	Goodput float64 `json:"goodputBitsPerSecond"`
	// ServerGoodput is the same for what came to the server; null where the server is not ours.
	ServerGoodput *float64 `json:"serverGoodputBitsPerSecond"`
	Interval      float64  `json:"interval"` // of Series, in milliseconds
	// Series is the goodput, as it came back, in each interval from the start on; null over several trials. What is
	// left in the end belongs to the last one if it is less than half an interval, and is one of its own if not.
	Series []float64 `json:"series"`
}

// A Window is how much TCP had under way at a time of a transfer, from the client to the server.
type Window struct {
	At         time.Duration // since the first message was due
	Congestion int           // bytes that it allowed itself to have under way: the congestion window (RFC 5681)
	InFlight   int           // bytes that were sent and not yet acknowledged
	Again      int           // segments that had been sent again until then

	// What follows is zero where it is not known. Linux tells it (TCP_INFO), and so does the lab's own TCP.
	Threshold   int           // bytes: below it the window grows by slow start (RFC 5681's ssthresh); also 0 before any loss
	SmoothedRTT time.Duration // SRTT (RFC 6298)
	Timeout     time.Duration // RTO (RFC 6298)
}

// transfer sums up a bulk transfer. Its messages, but for UDP's, are due all at once, so that delays from then
// on say nothing.
func (m *Metrics) transfer(s *Samples, messages []Sample) {
	b := &Bulk{Bytes: m.Received * s.Size, Interval: Milliseconds(s.Interval)}
	var sent, last, reached time.Duration
	had := 0
	for i, x := range messages {
		if x.Reached != Never {
			had, reached = had+1, max(reached, x.Reached)
		}
		sent, last = max(sent, x.Sent), max(last, x.Received)
		if i == 0 && x.received() {
			b.First = Known(x.Received)
		}
	}
	if m.Received == len(s.Messages) {
		b.Completion = Known(last)
	}
	last, reached = max(last, sent), max(reached, sent)
	speed := func(messages int, took time.Duration) float64 {
		return 8 * float64(s.Size) * float64(messages) / max(took, time.Nanosecond).Seconds()
	}
	b.Goodput = speed(m.Received, last)
	if s.ServerSaw {
		at := speed(had, reached)
		b.ServerGoodput = &at
	}
	b.Series = series(messages, s.Size, s.Interval, last)
	m.Bulk, m.Goodput = b, b.Goodput
	if s.Reliable {
		m.Response, m.Service, m.SendLateness = distribution(nil), distribution(nil), distribution(nil)
		m.GeneratorLateness, m.Blocked = distribution(nil), distribution(nil)
		m.OneWayUp, m.OneWayDown, m.Jitter, m.Late, m.LateMax = nil, nil, Jitter{}, 0, Span{}
	}
}

// series is the goodput of each interval until last: see Bulk.Series.
func series(messages []Sample, size int, interval, last time.Duration) []float64 {
	n := max(1, int((last+interval/2)/interval))
	speeds := make([]float64, n)
	for _, x := range messages {
		if x.received() {
			speeds[min(int(x.Received/interval), n-1)] += float64(8 * size)
		}
	}
	for i := range speeds {
		length := interval
		if i == n-1 {
			length = last - time.Duration(i)*interval
		}
		speeds[i] = math.Round(speeds[i] / max(length, time.Microsecond).Seconds())
	}
	return speeds
}

// add adds what another trial came to.
func (b *Bulk) add(o *Bulk) *Bulk {
	if b == nil || o == nil {
		return nil
	}
	sum := *b
	sum.Bytes += o.Bytes
	sum.Series = nil
	return &sum
}

// combineSpeeds makes medians of the trials' speeds.
func (b *Bulk) combineSpeeds(trials []Metrics) {
	var back, server []float64
	for _, t := range trials {
		back = append(back, t.Bulk.Goodput)
		if t.Bulk.ServerGoodput != nil {
			server = append(server, *t.Bulk.ServerGoodput)
		}
	}
	b.Goodput, b.ServerGoodput = medianOf(back), nil
	if len(server) == len(trials) {
		middle := medianOf(server)
		b.ServerGoodput = &middle
	}
}
