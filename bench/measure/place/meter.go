package place

import (
	"sync"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/packet"
)

// A Meter counts a trial's packets while they enter the link: what they cost, and what messages waited
// for. So nobody need keep them. A nil Meter counts nothing, and must not be asked.
type Meter struct {
	keep bool // the packets, too

	mu                 sync.Mutex
	start, closed, end time.Duration // See begin, close and stop; Never if that is still to come
	counter            packet.Counter
	receiver           packet.Receiver
	sent, arrived      int           // packets: see Passed
	at                 time.Duration // of the last packet
	last               packet.Cost   // of all packets at that instant, of which the phase may not be known yet
	kept, keptLast     []packet.Record
	wire               bench.Wire
	flight             *packet.Flight // of the client's bytes; nil if nobody asks
	stalls             int
	longest, total     time.Duration // stalls
}

func NewMeter(framing packet.Protocol, keep bool) *Meter {
	return &Meter{
		keep: keep, start: bench.Never, closed: bench.Never, end: bench.Never,
		counter: packet.Counter{Protocol: framing}, receiver: packet.Receiver{Protocol: framing},
	}
}

// Begin says when the first message is due.
func (m *Meter) Begin(start time.Duration) { m.mark(func() { m.start = start }) }

// Close says when the connection was closed.
func (m *Meter) Close(now time.Duration) { m.mark(func() { m.closed = now }) }

// Stop says when the trial was over. What hosts send when they are switched off is not counted.
func (m *Meter) Stop(now time.Duration) { m.mark(func() { m.end = now }) }

// Follow has the meter follow what the client has under way, from its next connection on.
func (m *Meter) Follow() { m.mark(func() { m.flight = &packet.Flight{} }) }

// InFlight is what the client has under way now, in bytes, and how many segments it has sent again so far. known is false
// if the meter does not follow it.
func (m *Meter) InFlight(now time.Duration) (bytes, again int, known bool) {
	m.mark(func() {
		if m.flight != nil {
			bytes, again, known = m.flight.At(now)
		}
	})
	return bytes, again, known
}

func (m *Meter) mark(set func()) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	set()
}

// See takes the next packet, and copies that the link made of it.
func (m *Meter) See(records ...packet.Record) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range records {
		if r.Time > m.at {
			m.settle()
			m.at = r.Time
		}
		m.count(r)
		if m.flight != nil {
			m.flight.Add(r)
		}
		m.last.Add(m.counter.Add(r))
		if m.counter.Protocol != packet.Unframed { // else there is no stream, and no order to keep
			m.wait(m.receiver.Add(r))
		}
		if m.keep {
			m.keptLast = append(m.keptLast, r)
		}
	}
}

func (m *Meter) count(r packet.Record) {
	if r.Copy {
		return
	}
	m.sent++
	if r.Arrived() {
		m.arrived++
	}
}

// Passed is how many packets hosts have sent, and how many of them arrived. Copies that the link made are not
// among them.
func (m *Meter) Passed() (sent, arrived int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sent, m.arrived
}

// settle counts the packets of the last instant. Nothing happens at it any more, so it is known in
// which phase it lies.
func (m *Meter) settle() {
	phase := &m.wire.Close
	switch {
	case m.end != bench.Never && m.at >= m.end:
		phase = nil
	case m.start == bench.Never || m.at < m.start:
		phase = &m.wire.SetUp
	case m.closed == bench.Never || m.at < m.closed:
		phase = &m.wire.Messages
	}
	if phase != nil {
		phase.Add(m.last)
		m.wire.Cost.Add(m.last)
		m.kept = append(m.kept, m.keptLast...)
	}
	m.last, m.keptLast = packet.Cost{}, m.keptLast[:0]
}

// wait finds, among the messages that were delivered between start and closed, at both hosts, those
// that had waited for bytes before them.
func (m *Meter) wait(delivered []packet.Received) {
	for _, u := range delivered {
		wait, at := u.Stall(), u.Deliverable
		if wait > 0 && u.Carries() && m.start != bench.Never && at >= m.start && (m.closed == bench.Never || at < m.closed) {
			m.stalls++
			m.longest, m.total = max(m.longest, wait), m.total+wait
		}
	}
}

// Report fills in what has been counted. No more packets come.
func (m *Meter) Report(s *bench.Samples) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.settle()
	m.wait(m.receiver.Rest())
	s.Wire, s.Packets, s.Start, s.Close = &m.wire, m.kept, m.start, m.closed
	if m.counter.Protocol != packet.Unframed {
		s.Stalls = &bench.Stalls{Count: m.stalls, Longest: bench.Known(m.longest), Total: bench.Known(m.total)}
	}
}
