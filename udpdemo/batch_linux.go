package udpdemo

import (
	"context"
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// serveBatches does what serve does, many datagrams to a system call: those that wait already. One that
// comes alone waits for no other.
func (s *EchoServer) serveBatches(ctx context.Context, conn *net.UDPConn, guard *guard) error {
	m := newMmsg(conn, s.Batch)
	bufs := make([]byte, s.Batch*maxDatagram)
	for i := range m.msgs {
		m.hold(i, bufs[i*maxDatagram:][:maxDatagram])
	}
	for failed := 0; ; {
		n, err := m.receive()
		if err != nil {
			failed++
			if done, err := ended(ctx, failed, err, s.observe); done {
				return err
			}
			continue
		}
		failed = 0
		answered := 0
		for i := range n {
			from, b := m.from(i), m.received(i)
			if err := guard.check(from, b); err != nil {
				s.observe(net.UDPAddrFromAddrPort(from), err)
				continue
			}
			if s.OnData != nil {
				s.OnData(net.UDPAddrFromAddrPort(from), b)
			}
			m.msgs[answered], m.msgs[i] = m.msgs[i], m.msgs[answered]
			m.msgs[answered].Hdr.Iov.SetLen(len(b))
			answered++
		}
		m.sendAll(answered, s.Batch, s.observe)
		for i := range n { // room for those to come
			m.msgs[i].Hdr.Namelen = unix.SizeofSockaddrInet6
			m.msgs[i].Hdr.Iov.SetLen(maxDatagram)
		}
	}
}

// sendAll sends the first n datagrams, size to a call. One that cannot be sent is reported and left out.
func (m *mmsg) sendAll(n, size int, observe func(net.Addr, error)) {
	for next := 0; next < n; {
		sent, err := m.send(next, min(n, next+size))
		if err != nil {
			observe(net.UDPAddrFromAddrPort(m.from(next)), fmt.Errorf("udpdemo: write: %w", err))
			sent = 1
		}
		next += sent
	}
}
