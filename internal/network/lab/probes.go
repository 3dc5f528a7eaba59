package lab

import (
	"bytes"
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/checksum"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// lossProbes sends the tail of a flight again where netstack forgets to.
//
// A sender that hears nothing of what it sent last is to send the last segment again after about two
// round trips (a tail loss probe, RFC 8985 section 7.2): the answer shows what is missing. Netstack
// has such a timer, but starts it anew with each segment that arrives and each Write, whether or not
// they acknowledge anything. So when all that is under way is lost, and the congestion window is too
// small to send more, it stays silent for as long as the other side keeps talking: with 5 % loss each
// way and 50 messages a second, for seconds in every other run of half a minute.
//
// The probes stand between the host and the link and see both directions. They step in a little after
// netstack's own timers would have, so they do nothing where those work. But no probe waits longer than a
// retransmission timeout (RFC 8985 section 7.2), which netstack does not heed: with a lone segment under
// way, it waits two round trips and 200 ms, where Linux waits one and 200 ms. There they come first, and
// what netstack then sends in its turn is not sent once more.
type lossProbes struct {
	clock  tcpip.Clock
	out    func(data []byte)
	minRTO time.Duration

	mu    sync.Mutex
	flows map[flowKey]*flight
	ended bool
}

// A flight is what one side of a connection has sent.
type flight struct {
	una, end uint32 // the oldest byte that is not acknowledged, and the one after the last; FIN counts as one
	last     []byte // the packet that carried the last new bytes
	fin      []byte // the one that carried FIN
	newest   []byte // the last packet of any kind: its acknowledgement is the latest
	newestAt time.Time
	repeats  int   // retransmissions since anything was acknowledged
	probed   bool  // the last of those was a probe
	alarm    alarm // then the tail is sent again

	smoothed time.Duration // round trip (RFC 6298)
	varied   time.Duration // by how much round trips differ from that
	timing   bool          // a round trip is being measured:
	timed    uint32        // until this byte is acknowledged
	since    time.Time
}

const (
	loneDelay  = 200 * time.Millisecond // a lone segment's acknowledgement may be delayed (as in Linux and netstack)
	afterStack = 2 * time.Millisecond   // netstack goes first
	maxRepeats = 15                     // then the other side is given up (Linux's net.ipv4.tcp_retries2)
	longest    = 2 * time.Minute        // between two retransmissions (Linux's TCP_RTO_MAX, and netstack's)
	variation  = 200 * time.Millisecond // the timeout leaves at least this for it (Linux's tcp_rto_min)
)

func newLossProbes(c tcpip.Clock, minRTO time.Duration, out func([]byte)) *lossProbes {
	return &lossProbes{clock: c, out: out, minRTO: minRTO, flows: make(map[flowKey]*flight)}
}

// stop ends all waiting.
func (p *lossProbes) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	for _, f := range p.flows {
		f.alarm.stop()
	}
}

// send sends a packet of the host's, and learns from it.
func (p *lossProbes) send(data []byte) {
	if ip, t := segmentOf(data); t == nil || !p.sentAlready(ip, t) {
		p.out(data)
		if t != nil {
			p.learn(data, ip, t)
		}
	}
}

// sentAlready says whether a segment is the tail that a probe has repeated: netstack's own timer is behind
// then, and until something else happens the probes alone say when that is sent again.
func (p *lossProbes) sentAlready(ip header.IPv4, t header.TCP) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := p.flows[flowKey{ip.DestinationAddress().As4(), t.SourcePort(), t.DestinationPort()}]
	if f == nil || !f.probed || !f.alarm.waits() {
		return false
	}
	_, tail := segmentOf(f.tail())
	return t.SequenceNumber() == tail.SequenceNumber() && t.Flags() == tail.Flags() && len(t.Payload()) == len(tail.Payload())
}

// learn learns from a packet that was sent.
func (p *lossProbes) learn(data []byte, ip header.IPv4, t header.TCP) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := flowKey{ip.DestinationAddress().As4(), t.SourcePort(), t.DestinationPort()}
	f := p.flows[key]
	from := t.SequenceNumber()
	switch {
	case t.Flags()&header.TCPFlagSyn != 0:
		if f != nil {
			f.alarm.stop()
		}
		p.flows[key] = &flight{una: from + 1, end: from + 1, newest: data, newestAt: time.Now()}
		return
	case f == nil:
		return
	case t.Flags()&header.TCPFlagRst != 0:
		f.alarm.stop()
		delete(p.flows, key)
		return
	}
	f.newest, f.newestAt = data, time.Now()
	to := from + uint32(len(t)-int(t.DataOffset()))
	carrier := &f.last
	if t.Flags()&header.TCPFlagFin != 0 { // netstack's has no data with it
		carrier = &f.fin
		to++
	}
	if to == from {
		return
	}
	f.probed = false
	switch {
	case before(f.end, to):
		f.end, *carrier, f.repeats = to, data, 0
		if !f.timing {
			f.timing, f.timed, f.since = true, to, time.Now()
		}
	default:
		f.repeats++
		f.timing = false // whose acknowledgement would come? (Karn)
	}
	p.arm(f)
}

// arrive learns from a packet that is about to reach the host.
func (p *lossProbes) arrive(data []byte) {
	ip, t := segmentOf(data)
	if t == nil || t.Flags()&header.TCPFlagAck == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	key := flowKey{ip.SourceAddress().As4(), t.DestinationPort(), t.SourcePort()}
	f := p.flows[key]
	switch {
	case f == nil:
		return
	case t.Flags()&header.TCPFlagRst != 0:
		f.alarm.stop()
		delete(p.flows, key)
		return
	}
	ack := t.AckNumber()
	news := before(f.una, ack) && !before(f.end, ack)
	if news {
		f.una, f.repeats, f.probed = ack, 0, false
		f.measure(ack)
	}
	switch {
	case f.una == f.end, len(t.ParsedOptions().SACKBlocks) > 0: // with SACKs, netstack's timer works
		f.alarm.stop()
	case news:
		p.arm(f)
	}
}

// measure takes a round trip if ack ends one.
func (f *flight) measure(ack uint32) {
	if !f.timing || before(ack, f.timed) {
		return
	}
	f.timing = false
	took := time.Since(f.since)
	if f.smoothed == 0 {
		f.smoothed, f.varied = took, took/2
		return
	}
	f.varied += ((took - f.smoothed).Abs() - f.varied) / 4
	f.smoothed += (took - f.smoothed) / 8
}

// timeout is the retransmission timeout, as Linux has it: the smoothed round trip and 200 ms at least
// (RFC 6298 section 2 would have a second in all).
func (f *flight) timeout() time.Duration { return f.smoothed + max(variation, 4*f.varied) }

// arm waits anew.
func (p *lossProbes) arm(f *flight) {
	f.alarm.stop()
	if p.ended || f.smoothed == 0 || f.repeats > maxRepeats {
		return
	}
	_, t := segmentOf(f.tail())
	lone := t.SequenceNumber() == f.una
	wait := 2*f.smoothed + afterStack
	if lone {
		wait += loneDelay
	}
	wait = min(wait, f.timeout())
	switch { // once it was said twice, and that was lost too: as patient as RFC 6298 section 5.5
	case f.repeats == 0:
	case lone && f.probed:
		wait = min(f.timeout()<<(f.repeats-1), longest)
	default: // netstack goes first
		wait = min(p.minRTO<<f.repeats, longest) + afterStack
	}
	f.alarm.start(p.clock, &p.mu, wait, func() { p.probe(f) })
}

// probe sends the last segment again.
func (p *lossProbes) probe(f *flight) {
	if p.ended || f.una == f.end {
		return
	}
	f.repeats++
	f.timing, f.probed = false, true
	p.out(again(f.tail(), f.newest, time.Since(f.newestAt)))
	p.arm(f)
}

// tail is the packet that a probe repeats: the last with data, unless FIN alone is missing. Netstack has no
// SACK for FIN, so that repeating it would tell nothing of the data before it.
func (f *flight) tail() []byte {
	if _, fin := segmentOf(f.fin); f.last == nil || fin != nil && !before(f.una, fin.SequenceNumber()) {
		return f.fin
	}
	return f.last
}

// again returns the data of one packet as it would be sent now: with the acknowledgement, window and
// timestamps of another, the newest, which was sent so long ago.
func again(last, newest []byte, ago time.Duration) []byte {
	data := bytes.Clone(last)
	ip, t := segmentOf(data)
	_, latest := segmentOf(newest)
	t.SetAckNumber(latest.AckNumber())
	t.SetWindowSize(latest.WindowSize())
	if now := latest.ParsedOptions(); now.TS {
		setTimestamps(t, now.TSVal+uint32(ago.Milliseconds()), now.TSEcr) // netstack counts milliseconds
	}
	t.SetChecksum(0)
	sum := header.PseudoHeaderChecksum(header.TCPProtocolNumber, ip.SourceAddress(), ip.DestinationAddress(), uint16(len(t)))
	t.SetChecksum(^checksum.Checksum(t, sum))
	return data
}

// setTimestamps writes the timestamps option (RFC 7323 section 3) anew where t has one.
func setTimestamps(t header.TCP, val, echo uint32) {
	options := t.Options()
	for i := 0; i+1 < len(options); {
		switch kind := options[i]; kind {
		case header.TCPOptionEOL:
			return
		case header.TCPOptionNOP:
			i++
		case header.TCPOptionTS:
			header.EncodeTSOption(val, echo, options[i:])
			return
		default:
			i += max(2, int(options[i+1]))
		}
	}
}
