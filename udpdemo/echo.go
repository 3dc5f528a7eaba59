package udpdemo

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"wirelab/internal/network/netx"
)

// EchoServer sends each datagram that it receives back to where it says it came from (RFC 862),
// with limits that keep a forged source from turning it against others. The zero value is ready to
// use.
type EchoServer struct {
	// MaxReplies caps the datagrams sent back to one IP address within a second. What comes beyond
	// it is dropped, and OnError told. Zero means 1,000, a negative number no cap.
	MaxReplies int
	// DrainTimeout is how long datagrams are still answered after ctx has ended. Zero means 100 ms.
	DrainTimeout time.Duration
	// Batch is how many datagrams to receive, and to send, with one system call on Linux (batch_linux.go).
	// Zero or 1 means one at a time.
	Batch int
	// Network is where a second socket is opened if a peer looks like an echo server itself (loop.go).
	// Nil means the machine's own.
	Network netx.Network

	// OnData, if not nil, is called with each datagram that is going to be sent back. It must not
	// keep b.
	OnData func(peer net.Addr, b []byte)
	// OnError, if not nil, is told what was dropped, and why.
	OnError func(peer net.Addr, err error)
}

// Serve echoes the datagrams that arrive at pc until ctx ends. It closes pc, and returns nil after
// ctx, the socket's error otherwise. It needs no goroutine for each client: with no connections there is
// nothing to keep apart.
func (s *EchoServer) Serve(ctx context.Context, pc net.PacketConn) error {
	defer pc.Close()
	stop := context.AfterFunc(ctx, func() { // wakes ReadFrom
		pc.SetReadDeadline(time.Now().Add(cmp.Or(s.DrainTimeout, 100*time.Millisecond)))
	})
	defer stop()
	Enlarge(pc)
	guard := newGuard(pc, s.MaxReplies)
	guard.loops = newLoops(guard.maxReplies, func() (net.PacketConn, error) { return s.openBeside(ctx, pc) }, s.observe)
	defer guard.loops.close()
	if conn, ok := pc.(*net.UDPConn); ok && s.Batch > 1 {
		return s.serveBatches(ctx, conn, guard)
	}
	return s.serve(ctx, pc, guard)
}

// openBeside opens a socket with pc's address and another port.
func (s *EchoServer) openBeside(ctx context.Context, pc net.PacketConn) (net.PacketConn, error) {
	nw := s.Network
	if nw == nil {
		nw = &netx.Host{}
	}
	return nw.ListenPacket(ctx, "udp", netip.AddrPortFrom(addrPort(pc.LocalAddr()).Addr(), 0).String())
}

// serve echoes one datagram at a time.
func (s *EchoServer) serve(ctx context.Context, pc net.PacketConn, guard *guard) error {
	buf := make([]byte, maxDatagram)
	for failed := 0; ; {
		n, peer, err := pc.ReadFrom(buf)
		if err != nil {
			// An error need not be the socket's end. Windows would report here that an earlier reply
			// found nobody (ICMP port unreachable); package net turns that off.
			failed++
			if done, err := ended(ctx, failed, err, s.observe); done {
				return err
			}
			continue
		}
		failed = 0
		if err := guard.check(addrPort(peer), buf[:n]); err != nil {
			s.observe(peer, err)
			continue
		}
		if s.OnData != nil {
			s.OnData(peer, buf[:n])
		}
		// Never more than was received: a reply cannot be larger than its question.
		if _, err := pc.WriteTo(buf[:n], peer); err != nil {
			s.observe(peer, fmt.Errorf("udpdemo: write: %w", err))
		}
	}
}

func (s *EchoServer) observe(peer net.Addr, err error) {
	if s.OnError != nil {
		s.OnError(peer, err)
	}
}
