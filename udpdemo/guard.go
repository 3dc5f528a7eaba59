package udpdemo

import (
	"cmp"
	"errors"
	"net"
	"net/netip"
	"time"

	"wirelab/internal/network/netx"
)

// These are what OnError gets for datagrams that were not answered.
var (
	// ErrPort: the source port is below 1024, where services live that would answer the answer
	// (echo, chargen, DNS), or it is this server's own, as when two of them are set on each other.
	ErrPort = errors.New("source port refused")
	// ErrCapped: the source has had its replies for this second.
	ErrCapped = errors.New("too many datagrams from this address")
	// ErrLoop: the source is an echo server itself.
	ErrLoop = errors.New("an echo loop: it sends back what it is sent")
)

// guard decides who is answered. UDP's source address is only a claim, and one forged datagram could
// set two servers talking to each other, or many flood whoever's address they bear. So
//
//   - ports where services live are refused, and this server's own;
//   - one IP address gets so many replies in a second, and no more;
//   - an echo server gets nothing any more (loop.go): a loop ends after some 64 rounds, or 1,024.
//
// What it cannot see is a service at a higher port that answers whatever it gets, each time something
// else: of such a loop only the cap is left. And a victim whose address is forged gets as many bytes as
// the forger sends, up to the cap, but no more than that.
type guard struct {
	ownPort    uint16
	maxReplies int
	second     time.Time            // when counting began
	replies    map[netip.Prefix]int // in this second, by host
	loops      *loops               // nil: none is looked for
}

// maxSources bounds the memory that forged addresses can take; beyond it a new address has to wait
// for the next second.
const maxSources = 10_000

func newGuard(pc net.PacketConn, maxReplies int) *guard {
	return &guard{
		ownPort:    addrPort(pc.LocalAddr()).Port(),
		maxReplies: cmp.Or(maxReplies, 1000),
		replies:    make(map[netip.Prefix]int),
	}
}

// check returns nil if a datagram is to be answered with the same.
func (g *guard) check(from netip.AddrPort, datagram []byte) error {
	if err := g.checkPort(from); err != nil {
		return err
	}
	if g.loops != nil {
		if err := g.loops.check(from, datagram); err != nil {
			return err
		}
	}
	return g.count(from)
}

func (g *guard) checkPort(from netip.AddrPort) error {
	if from.Port() < 1024 || from.Port() == g.ownPort {
		return ErrPort
	}
	return nil
}

// samePort says whether both ends of a client's socket have the same port: then checkPort of the server refuses it.
func samePort(conn net.Conn) bool {
	local, remote := addrPort(conn.LocalAddr()).Port(), addrPort(conn.RemoteAddr()).Port()
	return local != 0 && local == remote
}

// count counts a reply to an address, unless that has had its replies.
func (g *guard) count(from netip.AddrPort) error {
	if g.maxReplies < 0 {
		return nil
	}
	if now := time.Now(); now.Sub(g.second) >= time.Second {
		g.second = now
		clear(g.replies)
	}
	source := netx.HostOf(from.Addr())
	n, known := g.replies[source]
	if n >= g.maxReplies || !known && len(g.replies) >= maxSources {
		return ErrCapped
	}
	g.replies[source] = n + 1
	return nil
}

// addrPort is a's address and port; not valid, with port 0, for what is no UDP address.
func addrPort(a net.Addr) netip.AddrPort {
	if a, ok := a.(*net.UDPAddr); ok {
		return a.AddrPort()
	}
	return netip.AddrPort{}
}
