package udpdemo

import (
	"net"

	"golang.org/x/net/ipv4"
)

// batches sends many datagrams with one system call, Linux's sendmmsg(2). An event is
// encoded once: the datagrams to all its receivers are the same bytes, in the same place.
type batches struct {
	pc      *ipv4.PacketConn
	out     []ipv4.Message // those to be sent; its capacity is the size of a batch
	observe func(net.Addr, error)
}

func newBatches(conn *net.UDPConn, size int, observe func(net.Addr, error)) *batches {
	b := &batches{ipv4.NewPacketConn(conn), make([]ipv4.Message, size), observe}
	for i := range b.out {
		b.out[i].Buffers = make([][]byte, 1)
	}
	b.out = b.out[:0]
	return b
}

func (p *batches) send(b []byte, to net.Addr) {
	p.out = p.out[:len(p.out)+1] // where the message before last is overwritten, and not allocated
	m := &p.out[len(p.out)-1]
	m.Buffers[0], m.Addr = b, to
	if len(p.out) == cap(p.out) {
		p.flush()
	}
}

func (p *batches) flush() {
	writeBatch(p.pc, p.out, p.observe)
	for i := range p.out {
		p.out[i].Buffers[0], p.out[i].Addr = nil, nil // so that they can be freed
	}
	p.out = p.out[:0]
}
