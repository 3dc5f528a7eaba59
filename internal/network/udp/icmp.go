package udp

import (
	"encoding/binary"
	"net/netip"
	"syscall"
	"time"

	"wirelab/internal/network/packet"
)

// Types of ICMP messages and their codes (RFC 792).
const (
	unreachable     = 3
	portUnreachable = 3

	timeExceeded = 11
	reassembly   = 1

	internetControl = 6 << 5 // the precedence of what says that something went wrong (RFC 1812 section 4.3.2.5)
)

// report tells the sender of a packet what has become of it, and quotes as much of it as fits 576 bytes (RFC 1812 section 4.3.2.3).
func (h *Host) report(p packet.Packet, kind, code uint8) {
	const icmpHeader = 8
	to := p.IPv4.SourceAddress
	if !h.mayReport(to) {
		return
	}
	message := append([]byte{kind, code, 0, 0, 0, 0, 0, 0}, p.Data[:min(len(p.Data), 576-ipHeader-icmpHeader)]...)
	binary.BigEndian.PutUint16(message[2:], ^packet.Sum(message, 0))
	header := h.header(packet.ProtocolICMP, to)
	header[1] = internetControl
	h.output(header, h.nextID(to), 0, message)
}

// An allowance is how many reports a peer may still get, as time: Linux allows one a second, and six at once.
type allowance struct {
	left time.Duration
	at   time.Time
}

const (
	reportEvery = time.Second
	mostReports = 6
)

// mayReport says whether a peer may get another report, which it then does.
func (h *Host) mayReport(to netip.Addr) bool {
	now := time.Now()
	a := h.reports[to]
	if a == nil {
		a = &allowance{left: mostReports * reportEvery, at: now}
		h.reports[to] = a
	}
	a.left, a.at = min(a.left+now.Sub(a.at), mostReports*reportEvery), now
	if a.left < reportEvery {
		return false
	}
	a.left -= reportEvery
	return true
}

// heed has a report heard by the socket whose datagram it is about. A port that nobody listens at is an error to that; the rest may
// pass (RFC 1122 section 4.2.3.9 has that for TCP, and Linux for both). A socket without a remote address is told
// nothing: it could not tell of whom.
func (h *Host) heed(p packet.Packet) {
	text := content(p)
	if p.ICMP.Type != unreachable || p.ICMP.Code != portUnreachable || packet.Sum(text, 0) != 0xffff {
		return
	}
	from, to, ok := quoted(p.Payload)
	if c := h.conns[from.Port()]; ok && c != nil && c.local == from && c.remote == to {
		c.fail = syscall.ECONNREFUSED
		c.change.Broadcast()
	}
}

// quoted are the ends of the datagram whose beginning a report quotes.
func quoted(b []byte) (from, to netip.AddrPort, ok bool) {
	if len(b) < ipHeader {
		return from, to, false
	}
	header := int(b[0]&15) * 4
	if b[0]>>4 != 4 || b[9] != packet.ProtocolUDP || header < ipHeader || len(b) < header+4 {
		return from, to, false
	}
	ports := b[header:]
	from = netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[12:16])), binary.BigEndian.Uint16(ports))
	to = netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[16:20])), binary.BigEndian.Uint16(ports[2:]))
	return from, to, true
}
