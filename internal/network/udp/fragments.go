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

// gather adds a fragment to those that have come, and returns the packet that they make if it is whole, else nil.
func (h *Host) gather(p packet.Packet) []byte {
	data, offset := content(p), p.IPv4.FragmentOffset
	if len(data) == 0 || offset+len(data) > 65535-p.IPv4.HeaderLength() || p.IPv4.MoreFragments && len(data)%8 != 0 {
		return nil
	}
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
	if !w.add(p) {
		return nil
	}
	h.partSize += len(data)
	if w.size != w.total {
		return nil
	}
	h.forget(key)
	return w.packet()
}

// add adds a fragment, unless it has come already, or contradicts others. One that overlaps another does: RFC 5722 forbids that for IPv6,
// and Linux for both.
func (w *whole) add(p packet.Packet) bool {
	offset, last := p.IPv4.FragmentOffset, !p.IPv4.MoreFragments
	end := offset + len(content(p))
	i, _ := slices.BinarySearchFunc(w.parts, offset, func(q packet.Packet, offset int) int { return q.IPv4.FragmentOffset - offset })
	switch {
	case w.total > 0 && (last || end > w.total),
		i > 0 && w.parts[i-1].IPv4.FragmentOffset+len(content(w.parts[i-1])) > offset,
		i < len(w.parts) && (last || end > w.parts[i].IPv4.FragmentOffset):
		return false
	}
	w.parts = slices.Insert(w.parts, i, p)
	w.size += end - offset
	if last {
		w.total = end
	}
	return true
}

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
