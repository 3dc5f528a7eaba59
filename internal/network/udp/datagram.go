package udp

import (
	"encoding/binary"
	"net/netip"

	"wirelab/internal/network/packet"
)

const (
	mtu       = 1500 // Ethernet's, which all hosts here share
	ipHeader  = 20
	udpHeader = 8
	maxData   = 65535 - ipHeader - udpHeader
)

// The flags of IPv4, in one field with the offset of a fragment.
const (
	dontFragment  = 0x4000
	moreFragments = 0x2000
)

// send sends a datagram. It is one packet, or several fragments if it is larger than the MTU. A packet that may not be divided needs no
// identification (RFC 6864 section 4.1).
func (h *Host) send(from, to netip.AddrPort, data []byte) {
	datagram := binary.BigEndian.AppendUint16(make([]byte, 0, udpHeader+len(data)), from.Port())
	datagram = binary.BigEndian.AppendUint16(datagram, to.Port())
	datagram = binary.BigEndian.AppendUint16(datagram, uint16(udpHeader+len(data)))
	datagram = append(datagram, 0, 0)
	datagram = append(datagram, data...)
	header := h.header(packet.ProtocolUDP, to.Addr())
	checksum := ^packet.Sum(datagram, packet.Pseudo(header, len(datagram)))
	if checksum == 0 {
		checksum = 0xffff // 0 stands for none
	}
	binary.BigEndian.PutUint16(datagram[6:], checksum)

	const most = mtu - ipHeader
	if len(datagram) <= most {
		h.output(header, 0, dontFragment, datagram)
		return
	}
	id := h.nextID(to.Addr())
	for at := 0; at < len(datagram); at += most { // a multiple of 8, as offsets are
		end, more := at+most, uint16(moreFragments)
		if end >= len(datagram) {
			end, more = len(datagram), 0
		}
		h.output(header, id, more|uint16(at/8), datagram[at:end])
	}
}

// header begins the IP header of packets to an address.
func (h *Host) header(protocol uint8, to netip.Addr) []byte {
	source, destination := h.config.Addr.As4(), to.As4()
	b := []byte{0x45, 0, 0, 0, 0, 0, 0, 0, 64, protocol, 0, 0}
	return append(append(b, source[:]...), destination[:]...)
}

// nextID is an identification that no packet has to the same address that may still be on its way (RFC 6864 section 4.3).
func (h *Host) nextID(to netip.Addr) uint16 {
	h.ids[to] = max(1, h.ids[to]+1) // 0 is none
	return h.ids[to]
}

// output sends a packet with that header, in which flags has the offset, too.
func (h *Host) output(header []byte, id, flags uint16, payload []byte) {
	b := append(append(make([]byte, 0, ipHeader+len(payload)), header...), payload...)
	binary.BigEndian.PutUint16(b[2:], uint16(len(b)))
	binary.BigEndian.PutUint16(b[4:], id)
	binary.BigEndian.PutUint16(b[6:], flags)
	binary.BigEndian.PutUint16(b[10:], ^packet.Sum(b[:ipHeader], 0))
	h.config.Output(b)
}
