package udp

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"time"

	"wirelab/internal/network/packet"
	"wirelab/internal/network/tcp/socket"
)

const (
	patience = 30 * time.Second // how long fragments wait for the rest, as on Linux (RFC 1122 section 3.3.2 asks for 60 s or more)
	maxParts = 4 << 20          // how many bytes of fragments a host keeps, as Linux does; what would begin another datagram above that is dropped
)

// A partOf tells fragments of one datagram from others.
type partOf struct {
	from     netip.Addr
	id       uint16
	protocol uint8
}

// A whole is a datagram of which some fragments have come.
type whole struct {
	parts []packet.Packet // by their offsets; none overlaps another
	size  int             // bytes in them
	total int             // of the whole; 0: its last fragment has not come
	timer *time.Timer
}

// gather adds a fragment to those that have come, and returns the packet that they make if it is whole, else nil. One that contradicts
// the others spoils all of them: nobody knows which is right.
func (h *Host) gather(p packet.Packet) []byte {
	key := partOf{p.IPv4.SourceAddress, p.IPv4.Identification, p.IPv4.Protocol}
	w := h.parts[key]
	if w == nil {
		if h.partSize > maxParts {
			return nil
		}
		w = &whole{}
		w.timer = time.AfterFunc(patience, func() { h.giveUp(key, w) })
		h.parts[key] = w
	}
	before := w.size
	agrees := w.add(p)
	h.partSize += w.size - before
	switch {
	case !agrees:
		h.forget(key)
	case w.size > before && w.size == w.total:
		h.forget(key)
		return w.packet()
	}
	return nil
}

// add adds a fragment, unless it has come already. It is false if the fragment contradicts others: it overlaps them (RFC 5722 forbids that
// for IPv6, and Linux for both), goes beyond the end, or has another end. So is one that is empty, or too far away for a datagram.
func (w *whole) add(p packet.Packet) bool {
	header, offset, last := p.IPv4.HeaderLength(), p.IPv4.FragmentOffset, !p.IPv4.MoreFragments
	if !last {
		p.Data = p.Data[:header+len(content(p))&^7] // the next one begins at a multiple of 8 (Linux)
	}
	end, furthest := endOf(p), 0
	if n := len(w.parts); n > 0 {
		furthest = endOf(w.parts[n-1])
	}
	switch {
	case end == offset, end > 65535-header, w.total > 0 && end > w.total, last && end < furthest:
		return false
	}
	if last {
		w.total = end
	}
	here, overlaps := offset, false // up to where it has come already
	for _, q := range w.parts {
		if from := q.IPv4.FragmentOffset; from < end && endOf(q) > offset {
			overlaps = true
			if from <= here {
				here = endOf(q)
			}
		}
	}
	if overlaps {
		return here >= end
	}
	i, _ := slices.BinarySearchFunc(w.parts, offset, func(q packet.Packet, offset int) int { return q.IPv4.FragmentOffset - offset })
	w.parts = slices.Insert(w.parts, i, p)
	w.size += end - offset
	return true
}

// endOf is where a fragment's content ends in the datagram's.
func endOf(p packet.Packet) int { return p.IPv4.FragmentOffset + len(content(p)) }

// content is what follows the IP header.
func content(p packet.Packet) []byte { return p.Data[p.IPv4.HeaderLength():] }

// packet is the packet that all fragments make.
func (w *whole) packet() []byte {
	header := w.parts[0].IPv4.HeaderLength()
	b := append(make([]byte, 0, header+w.total), w.parts[0].Data[:header]...)
	for _, p := range w.parts {
		b = append(b, content(p)...)
	}
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	binary.BigEndian.PutUint16(b[6:], 0)
	binary.BigEndian.PutUint16(b[10:], 0) // no checksum: nobody looks at it any more
	return b
}

// forget drops what has come of a datagram.
func (h *Host) forget(key partOf) {
	w := h.parts[key]
	w.timer.Stop()
	h.partSize -= w.size
	delete(h.parts, key)
}

// giveUp is called when the rest of a datagram has not come in time. If its beginning has, its sender is told (RFC 1122 section 3.3.2).
func (h *Host) giveUp(key partOf, w *whole) {
	h.take(socket.Timing, netip.AddrPortFrom(h.config.Addr, 0), netip.AddrPortFrom(key.from, key.id), nil)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.parts[key] != w || h.closed {
		return
	}
	h.forget(key)
	if w.parts[0].IPv4.FragmentOffset == 0 {
		h.report(w.parts[0], timeExceeded, reassembly)
	}
}
