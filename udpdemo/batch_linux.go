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

// batches sends many datagrams with one system call. An event is encoded once: the datagrams to all
// its receivers are the same bytes, in the same place.
type batches struct {
	*mmsg
	size  int    // datagrams to a call
	alone singly // for an address with a zone
	n     int    // datagrams that are not sent yet
}

// gather is how many calls' datagrams are gathered first. The calls then follow each other so closely
// that a receiver on this machine, which would fall asleep in between, need not be woken for each.
const gather = 16

func newBatches(conn *net.UDPConn, size int, observe func(net.Addr, error)) post {
	return &batches{mmsg: newMmsg(conn, gather*size), size: size, alone: singly{conn, observe}}
}

func (p *batches) send(b []byte, to net.Addr) {
	addr := addrPort(to)
	if addr.Addr().Zone() != "" {
		p.alone.send(b, to)
		return
	}
	p.hold(p.n, b)
	p.to(p.n, addr)
	if p.n++; p.n == len(p.msgs) {
		p.flush()
	}
}

func (p *batches) flush() {
	p.sendAll(p.n, p.size, p.alone.observe)
	for i := range p.n {
		p.hold(i, nil) // so that they can be freed
	}
	p.n = 0
}
