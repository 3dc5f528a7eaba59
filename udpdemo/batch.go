package udpdemo

import (
	"context"
	"fmt"
	"net"

	"golang.org/x/net/ipv4"
)

// serveBatches does what serve does, many datagrams to a system call: ReadBatch is recvmmsg(2) and
// WriteBatch sendmmsg(2). Only Linux has them.
func (s *EchoServer) serveBatches(ctx context.Context, conn *net.UDPConn) error {
	guard := s.newGuard(conn)
	pc := ipv4.NewPacketConn(conn)
	in := make([]ipv4.Message, s.Batch)
	for i := range in {
		in[i].Buffers = [][]byte{make([]byte, maxDatagram)}
	}
	out := make([]ipv4.Message, 0, s.Batch)
	for failed := 0; ; {
		n, err := pc.ReadBatch(in, 0)
		if err != nil {
			failed++
			if done, err := s.ended(ctx, failed, err); done {
				return err
			}
			continue
		}
		failed = 0
		out = out[:0]
		for _, m := range in[:n] {
			if err := guard.check(m.Addr); err != nil {
				s.observe(m.Addr, err)
				continue
			}
			if s.OnData != nil {
				s.OnData(m.Addr, m.Buffers[0][:m.N])
			}
			out = append(out, ipv4.Message{Buffers: [][]byte{m.Buffers[0][:m.N]}, Addr: m.Addr})
		}
		s.writeBatch(pc, out)
	}
}

// writeBatch sends all of out. A datagram that cannot be sent is reported and left out.
func (s *EchoServer) writeBatch(pc *ipv4.PacketConn, out []ipv4.Message) {
	for len(out) > 0 {
		n, err := pc.WriteBatch(out, 0)
		if err != nil {
			n = max(n, 0)
			s.observe(out[n].Addr, fmt.Errorf("udpdemo: write: %w", err))
			n++
		}
		out = out[n:]
	}
}
