package udpdemo

import (
	"cmp"
	"context"
	"net"
	"net/netip"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
)

// BroadcastServer lets its clients talk in rooms: what one of them emits, all in the room receive.
// Each datagram is a message, a JSON object (package event). One that does not begin with { is taken
// for a line by a person at a terminal, and answered in plain text. The zero value is ready to use.
//
// A source address proves nothing, so a client first asks for a cookie (hello, or /hello) and then
// joins with it; this opens a lease, a membership that ends when the client is silent. A program puts
// its cookie into every datagram. A person types it once, to join, and within that lease whoever can
// forge the address can speak in the person's name, but not flood the person with answers (typed.go); any
// line may end with the cookie, for an answer that is long. What comes without a valid cookie from
// elsewhere is met with silence, whatever it is, so that a forged source can be neither made a member nor
// flooded.
type BroadcastServer struct {
	// Hub has the rooms. The servers of several transports may share one. Nil means one of its own.
	Hub *hub.Hub
	// Lease is how long a member may be silent. Then it leaves its rooms. Zero means 30 seconds.
	Lease time.Duration
	// MaxMembers is how many leases are open at once. One more join is refused, with an error. Zero means
	// 10,000.
	MaxMembers int
	// MaxPerAddr is how many of them one IP address may have (of IPv6, a network of 64 bits). Zero
	// means twice as many as are still free: one address alone can have two thirds of them, a second
	// one two thirds of the rest, and there is always room for another. A classroom behind one NAT is
	// one address. A negative number means no limit but MaxMembers.
	MaxPerAddr int
	// MaxReplies caps the cookies sent to one IP address within a second. Zero means 1,000, a
	// negative number no cap. Who has a cookie is not counted.
	MaxReplies int
	// DrainTimeout is how long datagrams are still answered after ctx has ended. Zero means 100 ms.
	DrainTimeout time.Duration
	// Batch is how many datagrams to send with one system call on Linux (batch_linux.go). Zero or 1
	// means one at a time.
	Batch int
	// Multicast, if not nil, is a group that room events are sent to, instead of to each member
	// (multicast.go).
	Multicast *net.UDPAddr

	// OnError, if not nil, is told what was not answered or not sent, and why. It may be called by
	// several goroutines at once.
	OnError func(peer net.Addr, err error)
}

// Serve serves the members whose datagrams arrive at pc until ctx ends. It closes pc, and returns when
// every goroutine that it started has ended: nil after ctx, the socket's error otherwise. Members that
// are still there leave their rooms, and are not told.
func (s *BroadcastServer) Serve(ctx context.Context, pc net.PacketConn) error {
	stop := context.AfterFunc(ctx, func() { // wakes ReadFrom
		pc.SetReadDeadline(time.Now().Add(cmp.Or(s.DrainTimeout, 100*time.Millisecond)))
	})
	defer stop()
	Enlarge(pc)

	b := s.newBroadcast(pc)
	late, end := context.WithCancel(context.WithoutCancel(ctx))
	var helpers sync.WaitGroup
	helpers.Go(func() { b.fanout.run(late) })
	helpers.Go(func() { b.leases.watch(late) })
	defer func() {
		end()
		pc.Close() // wakes WriteTo
		helpers.Wait()
		b.leases.endAll()
	}()
	return b.serve(ctx)
}

// A broadcast is what one call of Serve works with.
type broadcast struct {
	pc      net.PacketConn
	guard   *guard
	cookies cookies
	leases  *leases
	fanout  *fanout
	observe func(net.Addr, error)
}

func (s *BroadcastServer) newBroadcast(pc net.PacketConn) *broadcast {
	var p post = singly{pc, s.observe}
	if conn, ok := pc.(*net.UDPConn); ok && s.Batch > 1 {
		p = newBatches(conn, s.Batch, s.observe)
	}
	b := &broadcast{
		pc: pc, guard: newGuard(pc, s.MaxReplies), fanout: newFanout(p), observe: s.observe,
		leases: &leases{
			hub: cmp.Or(s.Hub, &hub.Hub{}), life: cmp.Or(s.Lease, 30*time.Second),
			byAddr: make(map[netip.AddrPort]*lease),
			places: &netx.Shares{Places: cmp.Or(s.MaxMembers, 10_000), PerOne: s.MaxPerAddr},
		},
	}
	b.fanout.group = newGroup(s.Multicast)
	b.fanout.evict, b.leases.wake = b.leases.end, b.fanout.add
	return b
}

// serve reads one datagram at a time.
func (b *broadcast) serve(ctx context.Context) error {
	buf := make([]byte, maxDatagram)
	for failed := 0; ; {
		n, peer, err := b.pc.ReadFrom(buf)
		if err != nil {
			failed++
			if done, err := ended(ctx, failed, err, b.observe); done {
				return err
			}
			continue
		}
		failed = 0
		if err := b.hear(buf[:n], peer); err != nil {
			b.observe(peer, err)
		}
	}
}

func (s *BroadcastServer) observe(peer net.Addr, err error) {
	if s.OnError != nil {
		s.OnError(peer, err)
	}
}
