package lab

import (
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// ackRules makes a host acknowledge as Linux does (net/ipv4/tcp_input.c and tcp_output.c). Netstack
// acknowledges each segment at once: 100 echoes would cost 403 packets where Linux needs 209. The
// rules stand between the stack and the link, see both directions, and hold acknowledgements back.
//
// A pure acknowledgement, one without data and without SACK blocks, waits up to 40 ms for data to ride
// on. It goes at once
//
//   - among the first of a connection and after a pause (Linux's quick acknowledgements), unless the
//     two sides talk in turns;
//   - when data came out of order, or filled a hole;
//   - when the other side ends, and this one has ended before (tcp_fin);
//   - when more than a full segment is to be acknowledged, or a second pushed one.
//
// Duplicate acknowledgements beyond the third, which only carry SACK blocks, wait up to 1 ms for more
// (SACK compression).
type ackRules struct {
	clock tcpip.Clock
	out   func(data []byte)

	mu    sync.Mutex
	flows map[flowKey]*ackFlow
	ended bool
}

const (
	ackDelay         = 40 * time.Millisecond  // TCP_DELACK_MIN
	sackDelay        = 1 * time.Millisecond   // net.ipv4.tcp_comp_sack_delay_ns
	sacksAtOnce      = 3                      // TCP_FASTRETRANS_THRESH
	quickAcks        = 16                     // TCP_MAX_QUICKACKS
	pauseBeforeQuick = 240 * time.Millisecond // longer than the retransmission timeout: in effect a new start
	fullSegment      = 1420                   // bytes; what is shorter was pushed
)

func newAckRules(c tcpip.Clock, out func([]byte)) *ackRules {
	return &ackRules{clock: c, out: out, flows: make(map[flowKey]*ackFlow)}
}

// stop drops what is held.
func (r *ackRules) stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	for _, f := range r.flows {
		f.release()
	}
}

// A flowKey names a connection as this host sees it: the peer's address, and both ports.
type flowKey struct {
	peer        [4]byte
	local, port uint16
}

// An ackFlow is what the rules know of one connection.
type ackFlow struct {
	// Of what leaves.
	known      bool   // an acknowledgement has left
	ended      bool   // so has FIN
	last       uint32 // the last one
	held       []byte // an acknowledgement that waits
	heldAck    uint32
	alarm      alarm // then it is sent
	lastSACKed bool  // the last one had SACK blocks
	duplicates int   // with the same number, one after the other

	// Of what arrives.
	begun      bool
	lastData   time.Time // when data last came
	segment    int       // the peer's segment size, as Linux estimates it (rcv_mss)
	lastLength int
	next       uint32 // the byte that is to come next (RCV.NXT)
	beyond     []span // what came beyond it
	end        []byte // an end of stream (FIN) that did, the packet, until the host acknowledges it
	atOnce     bool   // the next acknowledgement must not wait
	pushed     int    // segments shorter than full since the last acknowledgement
	quick      int    // acknowledgements that still go at once
	inTurns    int    // data was answered by data so many times: the two sides talk in turns
}

// A span is a range of sequence numbers.
type span struct{ from, to uint32 }

// flow returns what is known of a connection, nothing if begins.
func (r *ackRules) flow(key flowKey, begins bool) *ackFlow {
	f := r.flows[key]
	if f != nil && begins { // the ports were used before
		f.release()
	}
	if f == nil || begins {
		f = &ackFlow{segment: 536}
		r.flows[key] = f
	}
	return f
}

// before says that sequence number a comes before b (RFC 9293 section 3.4).
func before(a, b uint32) bool { return int32(a-b) < 0 }

// segmentOf returns the TCP segment in an IPv4 packet, nil if there is none.
func segmentOf(data []byte) (ip header.IPv4, t header.TCP) {
	ip = header.IPv4(data)
	if !ip.IsValid(len(data)) || ip.Protocol() != uint8(header.TCPProtocolNumber) || ip.FragmentOffset() != 0 {
		return ip, nil
	}
	t = header.TCP(ip.Payload())
	if len(t) < header.TCPMinimumSize || int(t.DataOffset()) > len(t) {
		return ip, nil
	}
	return ip, t
}

// begins says that a segment is a connection's first.
func begins(t header.TCP) bool { return t.Flags() == header.TCPFlagSyn }

// arrive learns from a packet that is about to reach the host, and returns one that is to reach it after
// that, if there is one: netstack forgets an end of stream that comes before what precedes it.
func (r *ackRules) arrive(data []byte) []byte {
	ip, t := segmentOf(data)
	if t == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.flow(flowKey{ip.SourceAddress().As4(), t.DestinationPort(), t.SourcePort()}, begins(t))
	if t.Flags()&header.TCPFlagSyn != 0 {
		f.next = t.SequenceNumber() + 1
		return nil
	}
	length := len(t) - int(t.DataOffset())
	if t.Flags()&header.TCPFlagFin != 0 {
		f.atOnce = f.atOnce || f.ended
		if before(f.next, t.SequenceNumber()) {
			f.end = data
		}
	}
	if length == 0 {
		return nil
	}
	f.estimate(length, t.Flags()&header.TCPFlagPsh != 0)
	if length < fullSegment {
		f.pushed++
	}
	now := time.Now()
	if !f.begun || now.Sub(f.lastData) > pauseBeforeQuick {
		f.begun, f.quick = true, quickAcks
	}
	f.lastData = now
	f.place(span{t.SequenceNumber(), t.SequenceNumber() + uint32(length)})
	if _, end := segmentOf(f.end); end != nil && !before(f.next, end.SequenceNumber()) {
		return f.end
	}
	return nil
}

// estimate follows tcp_measure_rcv_mss: a segment at least as long as any before, or one that is not
// pushed and comes twice in the same length.
func (f *ackFlow) estimate(length int, pushed bool) {
	switch {
	case length >= f.segment:
		f.segment = min(length, mtu-header.IPv4MinimumSize-header.TCPMinimumSize-12)
	case length >= 536-12, !pushed && length >= 88:
		if length == f.lastLength {
			f.segment = length
		}
		f.lastLength = length
	}
}

// place notes where in the stream s lies.
func (f *ackFlow) place(s span) {
	switch {
	case !before(f.next, s.to): // all of it was here already
		f.quick, f.inTurns, f.atOnce = quickAcks, 0, true
	case before(f.next, s.from): // out of order
		f.beyond = append(f.beyond, s)
		f.atOnce = true
	default:
		f.atOnce = f.atOnce || len(f.beyond) > 0 // it fills a hole
		f.next = s.to
		f.close()
	}
}

// close moves next over what has come beyond it.
func (f *ackFlow) close() {
	for again := true; again; {
		again = false
		rest := f.beyond[:0]
		for _, s := range f.beyond {
			switch {
			case before(f.next, s.from):
				rest = append(rest, s)
			case before(f.next, s.to):
				f.next, again = s.to, true
			}
		}
		f.beyond = rest
	}
}

// send sends a packet of the host's, or holds it back.
func (r *ackRules) send(data []byte) {
	ip, t := segmentOf(data)
	if t == nil {
		r.out(data)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.flow(flowKey{ip.DestinationAddress().As4(), t.SourcePort(), t.DestinationPort()}, begins(t))
	ack := t.AckNumber()
	if _, end := segmentOf(f.end); end != nil && before(end.SequenceNumber(), ack) {
		f.end = nil
	}
	sacked := len(t.ParsedOptions().SACKBlocks) > 0
	length := len(t) - int(t.DataOffset())
	if length == 0 && t.Flags() == header.TCPFlagAck && f.known && !r.ended {
		if wait := f.wait(ack, sacked); wait > 0 {
			f.held, f.heldAck = data, ack
			if !f.alarm.waits() {
				f.alarm.start(r.clock, &r.mu, wait, func() { r.flush(f, wait == ackDelay) })
			}
			return
		}
	}
	if f.held != nil && before(ack, f.heldAck) {
		r.out(f.held) // the packet says less than what was held
	}
	f.release()
	f.ended = f.ended || t.Flags()&header.TCPFlagFin != 0
	if t.Flags()&header.TCPFlagAck != 0 {
		f.acknowledged(ack, sacked, t.Flags()&header.TCPFlagRst != 0)
		if length > 0 && f.begun && time.Since(f.lastData) < ackDelay {
			f.inTurns++
		}
	}
	r.out(data)
	if t.Flags()&header.TCPFlagRst != 0 {
		delete(r.flows, flowKey{ip.DestinationAddress().As4(), t.SourcePort(), t.DestinationPort()})
	}
}

// wait says how long a pure acknowledgement is to wait.
func (f *ackFlow) wait(ack uint32, sacked bool) time.Duration {
	news := int(int32(ack - f.last))
	switch {
	case news == 0 && sacked:
		if f.duplicates++; f.duplicates > sacksAtOnce {
			return sackDelay
		}
	case news < 1 || sacked || news > f.segment || f.atOnce || f.lastSACKed:
	case f.pushed > 0 && (f.inTurns == 0 || f.pushed > 1):
	case f.quick > 0 && f.inTurns == 0:
	default:
		return ackDelay
	}
	return 0
}

// acknowledged notes that an acknowledgement has left.
func (f *ackFlow) acknowledged(ack uint32, sacked, reset bool) {
	if f.known && ack != f.last {
		f.duplicates = 0
		f.quick = max(0, f.quick-1)
	}
	f.known, f.last, f.lastSACKed = !reset, ack, sacked
	f.atOnce, f.pushed = false, 0
}

// release forgets what was held.
func (f *ackFlow) release() {
	f.held = nil
	f.alarm.stop()
}

// flush sends what was held until its time was up.
func (r *ackRules) flush(f *ackFlow, delayed bool) {
	if f.held == nil || r.ended {
		return
	}
	f.last, f.pushed = f.heldAck, 0
	if delayed {
		f.inTurns = 0 // nobody answered in time
	}
	r.out(f.held)
	f.held = nil
}
