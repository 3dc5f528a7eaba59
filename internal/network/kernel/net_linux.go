package kernel

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"

	"wirelab/internal/term/words"
)

// A Net is a server and its clients, joined by a link.
type Net struct {
	Server  *Host
	Clients []*Host

	config   Config
	base     time.Time
	up, down *link.Link
	hosts    map[netip.Addr]*Host

	// These are run's, until it has stopped.
	transit link.Transit[arrival]
	crowded int   // packets that were dropped because maxPending were on the way
	failed  error // the first one of a device

	stop    [2]int // a pipe: to close its second end stops run
	stopped chan struct{}
}

const (
	maxPending = 1 << 17                // packets on the way, some 200 MB: 1 Gbit/s of full ones for 1.5 s
	maxPacket  = 1 << 16                // bytes
	burst      = 64                     // packets taken from one host before another has its turn
	spin       = 100 * time.Microsecond // what a sleeping thread takes to wake
)

// New makes a network. Close ends it. If the system does not let it, the error is a *MissingError.
func New(c Config) (*Net, error) {
	for _, direction := range []link.Config{c.Up, c.Down} {
		if err := direction.Validate(); err != nil {
			return nil, err
		}
	}
	n := &Net{
		config: c,
		base:   time.Now(),
		up:     link.New(c.Up, c.Seed, link.Up),
		down:   link.New(c.Down, c.Seed, link.Down),
		hosts:  make(map[netip.Addr]*Host),

		stopped: make(chan struct{}),
	}
	for i := range max(1, c.Clients) + 1 { // 10.0.0.1 is the server, 10.0.0.2 the first client, as in the lab
		addr := netip.AddrFrom4([4]byte{10, 0, byte((i + 1) >> 8), byte(i + 1)})
		h, err := newHost(addr)
		if err != nil {
			return nil, errors.Join(err, n.closeHosts())
		}
		n.hosts[addr] = h
		if i == 0 {
			n.Server = h
		} else {
			n.Clients = append(n.Clients, h)
		}
	}
	if err := unix.Pipe2(n.stop[:], unix.O_CLOEXEC); err != nil {
		return nil, errors.Join(fmt.Errorf("kernel: pipe2: %w", err), n.closeHosts())
	}
	go n.run()
	return n, nil
}

// Close takes the network down and returns when nothing of it runs any more. Connections that are open
// get no packets from then on. It is an error if packets were lost that the link had not lost.
func (n *Net) Close() error {
	unix.Close(n.stop[1])
	<-n.stopped
	unix.Close(n.stop[0])
	errs := []error{n.failed, n.closeHosts()}
	if n.crowded > 0 {
		errs = append(errs, fmt.Errorf("kernel: %s dropped, for %d were on the way already", words.Counted(n.crowded, "packet was", "packets were"), maxPending))
	}
	return errors.Join(errs...)
}

func (n *Net) closeHosts() error {
	errs := make([]error, len(n.hosts))
	var closing sync.WaitGroup // the kernel takes 20 ms for a device, but for many at once no more
	for i, h := range slices.Collect(maps.Values(n.hosts)) {
		closing.Go(func() { errs[i] = h.close() })
	}
	closing.Wait()
	return errors.Join(errs...)
}

// Now is the time since the Net was made.
func (n *Net) Now() time.Duration { return time.Since(n.base) }

// run carries packets: it takes what hosts send, and delivers what is due. All of that is done by one
// thread, which waits in ppoll(2) for both, and for the last stretch watches the clock. With goroutines
// and timerfd(2), 1 packet in 10 was more than 0.7 ms late and 1 in 100 more than 3 ms; with this, 0.1
// and 0.2 to 1 ms.
func (n *Net) run() {
	defer close(n.stopped)
	runtime.LockOSThread()                                  // and never unlocked: the thread, with its settings, ends here
	unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0)          // ns; best effort, as is
	unix.Setpriority(unix.PRIO_PROCESS, unix.Gettid(), -20) // what only root may
	polled := []unix.PollFd{{Fd: int32(n.stop[0])}}         // POLLHUP comes unasked
	hosts := append([]*Host{n.Server}, n.Clients...)
	for _, h := range hosts {
		polled = append(polled, unix.PollFd{Fd: int32(h.tun), Events: unix.POLLIN})
	}
	buf := make([]byte, maxPacket)
	for {
		_, err := unix.Ppoll(polled, n.wait(), nil)
		switch {
		case err == unix.EINTR: // a signal
			continue
		case err != nil:
			n.note(err)
			return
		case polled[0].Revents != 0:
			return
		}
		n.deliver()
		for i, h := range hosts {
			if polled[i+1].Revents != 0 && n.take(h, buf) != nil {
				polled[i+1].Fd = -1 // somebody has removed the device: it is not asked any more
			}
		}
	}
}

// wait is how long run may sleep until the next packet is due; nil if there is none.
func (n *Net) wait() *unix.Timespec {
	at, ok := n.transit.Next()
	if !ok {
		return nil
	}
	wait := unix.NsecToTimespec(int64(max(0, at-n.Now()-spin)))
	return &wait
}

// take puts on the link what a host has sent.
func (n *Net) take(from *Host, buf []byte) error {
	for range burst {
		size, err := unix.Read(from.tun, buf)
		if err == unix.EAGAIN { // that was all
			return nil
		}
		if err != nil {
			n.note(err)
			return err
		}
		n.send(from, slices.Clone(buf[:size]))
	}
	return nil
}

// send puts a packet on the link.
func (n *Net) send(from *Host, data []byte) {
	flow, ok := packet.FlowOf(data)
	to := n.hosts[flow.To]
	if !ok || to == nil {
		return // to nobody: a router would say so (ICMP), a link loses it
	}
	direction, way := link.Up, n.up
	if from == n.Server {
		direction, way = link.Down, n.down
	}
	now := n.Now()
	v := way.Admit(now, flow, len(data))
	r := packet.Record{Time: now, Up: direction == link.Up, Data: data, Arrives: -1, Fate: v.Fate}
	if v.Fate.Arrives() {
		r.Arrives = v.At
	}
	n.enter(to, direction, r)
	if v.Duplicate {
		r.Arrives, r.Copy = v.DuplicateAt, true
		n.enter(to, direction, r)
	}
}

// enter shows a packet to the tap, and keeps it until it arrives.
func (n *Net) enter(to *Host, direction link.Direction, r packet.Record) {
	if n.config.Tap != nil {
		n.config.Tap(r)
	}
	switch {
	case !r.Arrived():
	case n.transit.Len() >= maxPending:
		n.crowded++
	default:
		n.transit.Add(r.Arrives, direction, arrival{to, r.Data})
	}
}

// An arrival is a packet on its way to a host.
type arrival struct {
	to   *Host
	data []byte
}

// deliver hands over the packets that are due.
func (n *Net) deliver() {
	for at, ok := n.transit.Next(); ok && at <= n.Now(); at, ok = n.transit.Next() {
		a := n.transit.Take()
		_, err := unix.Write(a.to.tun, a.data)
		n.note(err)
	}
}

// note remembers the first error of a device.
func (n *Net) note(err error) {
	if err != nil && n.failed == nil {
		n.failed = fmt.Errorf("kernel: carrying a packet: %w", err)
	}
}

// String says where a Net's hosts are.
func (n *Net) String() string {
	if len(n.Clients) == 1 {
		return fmt.Sprintf("server %v, client %v", n.Server.Addr, n.Clients[0].Addr)
	}
	return fmt.Sprintf("server %v, %d clients from %v", n.Server.Addr, len(n.Clients), n.Clients[0].Addr)
}
