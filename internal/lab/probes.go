package lab

import (
	"bytes"
	"sync"
	"time"

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
// netstack's own timers would have, so they do nothing where those work.
type lossProbes struct {
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
	repeats  int    // retransmissions since anything was acknowledged
	alarm    alarm  // then the tail is sent again

	smoothed time.Duration // round trip (RFC 6298)
	timing   bool          // a round trip is being measured:
	timed    uint32        // until this byte is acknowledged
	since    time.Time
}

const (
	loneDelay  = 200 * time.Millisecond // a lone segment's acknowledgement may be delayed (as in Linux and netstack)
	afterStack = 2 * time.Millisecond   // netstack goes first
	maxRepeats = 15                     // then the other side is given up (Linux's net.ipv4.tcp_retries2)
)

func newLossProbes(minRTO time.Duration, out func([]byte)) *lossProbes {
	return &lossProbes{out: out, minRTO: minRTO, flows: make(map[flowKey]*flight)}
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
	p.out(data)
	ip, t := segmentOf(data)
	if t == nil {
		return
	}
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
		p.flows[key] = &flight{una: from + 1, end: from + 1, newest: data}
		return
	case f == nil:
		return
	case t.Flags()&header.TCPFlagRst != 0:
		f.alarm.stop()
		delete(p.flows, key)
		return
	}
	f.newest = data
	to := from + uint32(len(t)-int(t.DataOffset()))
	carrier := &f.last
	if t.Flags()&header.TCPFlagFin != 0 { // netstack's has no data with it
		carrier = &f.fin
		to++
	}
	switch {
	case to == from:
		return
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
		f.una, f.repeats = ack, 0
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
		f.smoothed = took
	}
	f.smoothed += (took - f.smoothed) / 8
}

// arm waits anew.
func (p *lossProbes) arm(f *flight) {
	f.alarm.stop()
	if p.ended || f.smoothed == 0 || f.repeats > maxRepeats {
		return
	}
	wait := 2*f.smoothed + afterStack
	if _, t := segmentOf(f.tail()); t.SequenceNumber() == f.una {
		wait += loneDelay
	}
	if f.repeats > 0 { // it was said twice, and that was lost too: as patient as RFC 6298 section 5.5
		wait = p.minRTO << min(f.repeats, 6)
	}
	f.alarm.start(&p.mu, wait, func() { p.probe(f) })
}

// probe sends the last segment again.
func (p *lossProbes) probe(f *flight) {
	if p.ended || f.una == f.end {
		return
	}
	f.repeats++
	f.timing = false
	p.out(again(f.tail(), f.newest))
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
// timestamps of another, the newest.
func again(last, newest []byte) []byte {
	data := bytes.Clone(last)
	ip, t := segmentOf(data)
	_, latest := segmentOf(newest)
	t.SetAckNumber(latest.AckNumber())
	t.SetWindowSize(latest.WindowSize())
	if now := latest.ParsedOptions(); now.TS {
		setTimestamps(t, now.TSVal, now.TSEcr)
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
