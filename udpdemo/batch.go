package udpdemo

import (
	"context"
	"fmt"
	"net"

	"golang.org/x/net/ipv4"
)

// serveBatches does what serve does, many datagrams to a system call: ReadBatch is recvmmsg(2) and
// WriteBatch sendmmsg(2) on Linux; elsewhere they take one datagram.
func (s *EchoServer) serveBatches(ctx context.Context, conn *net.UDPConn) error {
	guard := newGuard(conn, s.MaxReplies)
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
			if done, err := ended(ctx, failed, err, s.observe); done {
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
		writeBatch(pc, out, s.observe)
	}
}

// writeBatch sends all of out. A datagram that cannot be sent is reported and left out.
func writeBatch(pc *ipv4.PacketConn, out []ipv4.Message, observe func(net.Addr, error)) {
	for len(out) > 0 {
		n, err := pc.WriteBatch(out, 0)
		if err != nil {
			n = max(n, 0)
			observe(out[n].Addr, fmt.Errorf("udpdemo: write: %w", err))
			n++
		}
		out = out[n:]
	}
}
