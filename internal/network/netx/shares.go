package netx

import (
	"net"
	"net/netip"
	"sync"
)

// Shares divides places among addresses, so that no one address takes them all: an address may have
// twice as many as are free. Alone it gets two thirds of the places; where n addresses want all, each
// gets 2 of 2n+1 parts, and 1 part stays free for whoever comes next. A few places, fewFromOne, are
// refused to nobody as long as there are any.
//
// The rule is the one by which switches divide a memory among their ports: Choudhury and Hahne, Dynamic
// queue length thresholds for shared-memory packet switches, IEEE/ACM Transactions on Networking, 1998.
//
// A Shares may be used by many goroutines at once. Its fields are set before it is used.
type Shares struct {
	Places int // how many there are
	PerOne int // how many an address may have; zero: as above; negative: any number

	mu    sync.Mutex
	taken int
	by    map[netip.Prefix]int
}

// fewFromOne are so few that an address may have them even where not much is free.
const fewFromOne = 64

// Take takes a place for an address, and returns false if there is none for it. The addresses
// of one host (HostOf) count together. The zero Addr gets any place.
func (s *Shares) Take(from netip.Addr) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	free := s.Places - s.taken
	if free <= 0 {
		return false
	}
	if from.IsValid() {
		one := HostOf(from)
		if has := s.by[one]; s.PerOne > 0 && has >= s.PerOne || s.PerOne == 0 && has >= max(fewFromOne, 2*free) {
			return false
		}
		if s.by == nil {
			s.by = map[netip.Prefix]int{}
		}
		s.by[one]++
	}
	s.taken++
	return true
}

// Give gives a place back.
func (s *Shares) Give(from netip.Addr) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken--
	if !from.IsValid() {
		return
	}
	one := HostOf(from)
	if s.by[one]--; s.by[one] == 0 {
		delete(s.by, one)
	}
}

// HostOf returns what is counted as one host: an IPv4 address, or of IPv6 a network of 64 bits, of whose
// addresses one machine may have as many as it likes.
func HostOf(a netip.Addr) netip.Prefix {
	a = a.Unmap()
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	p, _ := a.Prefix(bits) // its error is for a number of bits that there is not
	return p
}

// AddrOf returns the IP address of a peer; the zero Addr if it has none, as on a pipe.
func AddrOf(peer net.Addr) netip.Addr {
	if peer == nil {
		return netip.Addr{}
	}
	from, err := netip.ParseAddrPort(peer.String())
	if err != nil {
		return netip.Addr{}
	}
	return from.Addr().WithZone("").Unmap()
}
