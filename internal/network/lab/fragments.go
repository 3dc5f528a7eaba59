package lab

import (
	"encoding/binary"
	"net/netip"
	"sync"

	"gvisor.dev/gvisor/pkg/tcpip/header"
)

// fragmentIDs mends how netstack divides a datagram that is larger than the MTU. It leaves "don't fragment"
// set and the identification 0 in all fragments, so that those of one datagram fill the holes of another.
// Linux clears the one and numbers the other (ip_append_data in net/ipv4/ip_output.c; RFC 6864 section 4.3).
//
// The fragments of a datagram leave one after the other. In real time, two goroutines of a host that write
// to one address at the same moment could still mix theirs.
type fragmentIDs struct {
	mu   sync.Mutex
	last map[netip.Addr]uint16 // by destination
}

// mend changes a packet that is a fragment, and leaves all others alone.
func (f *fragmentIDs) mend(data []byte) {
	if len(data) < header.IPv4MinimumSize || data[0]>>4 != 4 {
		return
	}
	ip := header.IPv4(data)
	if !ip.More() && ip.FragmentOffset() == 0 || ip.ID() != 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	to := netip.AddrFrom4([4]byte(data[16:20]))
	if ip.FragmentOffset() == 0 {
		if f.last == nil {
			f.last = make(map[netip.Addr]uint16)
		}
		f.last[to] = max(1, f.last[to]+1) // 0 is none
	}
	binary.BigEndian.PutUint16(data[4:], f.last[to])
	ip.SetFlagsFragmentOffset(ip.Flags()&^header.IPv4FlagDontFragment, ip.FragmentOffset())
	ip.SetChecksum(0)
	ip.SetChecksum(^ip.CalculateChecksum())
}
