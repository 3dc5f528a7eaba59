package udpdemo

import "net"

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
