package udpdemo

import (
	"errors"
	"hash/maphash"
	"net"
	"net/netip"
	"sync"
	"time"
)

// loops finds out who is an echo server itself. One datagram whose forged source is another echo server
// has the two send it to each other for ever, at the pace of the round trip.
//
// Seen from here, the other server is a client that sends the same again as soon as it is answered. There
// are such clients, and they are to be answered. What tells the two apart is a question from another
// port: an echo server sends that back, too. A client has asked nothing there, and if its socket is
// connected it does not even get it. So who has sent the same often is sent one more copy, from a second
// socket. If that comes back, the address is answered no more until it has been silent for a minute.
//
// Something on the way may keep that copy back, such as a NAT. So, where replies are capped, one of every
// 1,024 of the same is dropped. That ends a loop, and costs a client one in a thousand.
type loops struct {
	open    func() (net.PacketConn, error) // the second socket, which is seldom needed
	observe func(net.Addr, error)
	lose    int // of so many of the same one is dropped; 0: none
	seed    maphash.Seed
	second  net.PacketConn // nil: not open
	reader  sync.WaitGroup

	mu    sync.Mutex // guards the rest
	peers map[netip.AddrPort]*peer
}

// A peer is an address that datagrams have come from.
type peer struct {
	sample uint64    // the hash of one of them: others that are in a loop with it come as often
	times  int       // how often it has come
	last   time.Time // when it last came; of an echo server: when anything did
	echoes bool      // it is an echo server
}

const (
	// firstQuestion is how often the same must come before the question is put. It may get lost, and so
	// it is put again when that has doubled, up to the last.
	firstQuestion, lastQuestion = 64, 512
	// leastLose is the least that lose is. If the cap is higher, lose is as high: the cap ends loops that
	// are faster, and where it is out of reach no client is to lose anything.
	leastLose = 1024
	// sampleLife is how long a sample is waited for. In a loop it comes once in a round trip.
	sampleLife = 10 * time.Second
	// echoLife is how much silence has an echo server forgotten.
	echoLife = time.Minute
)

// newLoops is told how many replies an address may get in a second; a negative number is no cap.
func newLoops(maxReplies int, open func() (net.PacketConn, error), observe func(net.Addr, error)) *loops {
	l := &loops{
		open: open, observe: observe, seed: maphash.MakeSeed(), peers: make(map[netip.AddrPort]*peer),
	}
	if maxReplies >= 0 {
		l.lose = max(maxReplies, leastLose)
	}
	return l
}

// check returns ErrLoop for a datagram that is on its way round and round.
func (l *loops) check(from netip.AddrPort, datagram []byte) error {
	times, err := l.note(from, datagram)
	if times >= firstQuestion && times <= lastQuestion && times&(times-1) == 0 {
		l.ask(from, datagram)
	}
	return err
}

// note takes down that a datagram has come. If it is the peer's sample, times says how often it has.
func (l *loops) note(from netip.AddrPort, datagram []byte) (times int, err error) {
	now, hash := time.Now(), maphash.Bytes(l.seed, datagram)
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.peers[from]
	switch {
	case p == nil:
		if len(l.peers) >= maxSources { // whoever forges so many sends more than any loop does
			clear(l.peers)
		}
		l.peers[from] = &peer{sample: hash, times: 1, last: now}
	case p.echoes && now.Sub(p.last) < echoLife:
		p.last = now
		return 0, ErrLoop
	case p.echoes || now.Sub(p.last) >= sampleLife:
		*p = peer{sample: hash, times: 1, last: now}
	case p.sample == hash:
		p.times++
		p.last = now
		if l.lose > 0 && p.times%l.lose == 0 {
			return 0, ErrLoop
		}
		return p.times, nil
	}
	return 0, nil
}

// ask sends a copy from the second socket.
func (l *loops) ask(to netip.AddrPort, datagram []byte) {
	if l.second == nil {
		pc, err := l.open()
		if err != nil {
			l.observe(nil, err)
			return
		}
		l.second = pc
		l.reader.Go(func() { l.read(pc) })
	}
	l.second.WriteTo(datagram, net.UDPAddrFromAddrPort(to)) // if it fails, there is a next time
}

// read takes what comes back to the second socket, until that is closed.
func (l *loops) read(pc net.PacketConn) {
	buf := make([]byte, maxDatagram)
	for failed := 0; failed < 100; {
		n, from, err := pc.ReadFrom(buf)
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			failed++
		default:
			failed = 0
			l.cameBack(addrPort(from), maphash.Bytes(l.seed, buf[:n]))
		}
	}
}

// cameBack is told what has come to the second socket. Only what was sent there counts.
func (l *loops) cameBack(from netip.AddrPort, hash uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := l.peers[from]; p != nil && p.sample == hash && p.times >= firstQuestion {
		p.echoes = true
	}
}

// close is called when check is not called any more.
func (l *loops) close() {
	if l.second != nil {
		l.second.Close()
	}
	l.reader.Wait()
}
