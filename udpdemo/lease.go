package udpdemo

import (
	"container/list"
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// These are what OnError gets when somebody is not let in because of MaxMembers or MaxPerAddr.
var (
	ErrTooManyMembers   = errors.New("too many members")
	ErrTooManyOfAddress = errors.New("too many members with this address")
)

// tooMany is what whoever is not let in is told.
func tooMany(err error, id *uint64) *event.Error {
	reason := event.Full
	if err == ErrTooManyOfAddress {
		reason = event.FullForAddress
	}
	return &event.Error{Code: event.TooManyMembers, Reason: reason, ID: id}
}

// A lease is what UDP has in place of a connection: an address that is a member for as long as it
// keeps saying so. Nobody says goodbye for certain, since that could be lost too; silence ends it.
type lease struct {
	peer   net.Addr
	from   netip.AddrPort // the same, as a key
	cookie string         // the last that was good; only who reads the datagrams looks at it
	budget budget         // for answers to a person's lines (typed.go); the same
	hinted time.Time      // when there was last none for an answer; the same
	speaks language       // as the datagram did that opened it
	member *hub.Member

	heard time.Time     // the leases' lock guards these two
	place *list.Element // in byAge; nil: ended

	ready bool // in the fan-out's list; its lock guards this

	mu     sync.Mutex     // makes one step of handling a request, and of taking what it led to
	missed bool           // the client has asked for what it missed since the queue was last taken
	held   []*hub.Message // what was taken out of the queue and is to be sent first
}

// handle does what a client asks.
func (l *lease) handle(request event.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if request.Epoch != "" { // of a resume, or of a join that is one
		l.missed = true
	}
	l.member.Handle(request)
}

// take is hub's Take. missed says that some of the messages may be ones that the client missed.
func (l *lease) take(buf []*hub.Message) (queued []*hub.Message, missed bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	missed, l.missed = l.missed, false
	buf = append(buf, l.held...)
	clear(l.held)
	l.held = l.held[:0]
	queued, err = l.member.Take(buf)
	for n := 0; missed && err == nil && len(queued) > n; { // a replay comes in pieces
		n = len(queued)
		queued, err = l.member.Take(queued)
	}
	return queued, missed, err
}

// leases are all that are open.
type leases struct {
	hub  *hub.Hub
	life time.Duration // how much silence ends one
	wake func(*lease)  // has its queue sent

	places *netx.Shares // MaxMembers, MaxPerAddr

	mu     sync.Mutex
	byAddr map[netip.AddrPort]*lease
	byAge  list.List // the one that was heard of the longest ago is at the front
}

// find returns an address's lease, or nil.
func (ls *leases) find(from netip.AddrPort) *lease {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return ls.byAddr[from]
}

// open opens a lease for an address that has none, if there is room for one more.
func (ls *leases) open(peer net.Addr, speaks language) (*lease, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l := &lease{peer: peer, from: addrPort(peer), speaks: speaks, heard: time.Now()}
	switch {
	case ls.places.Take(l.from.Addr()):
	case len(ls.byAddr) >= ls.places.Places:
		return nil, ErrTooManyMembers
	default:
		return nil, ErrTooManyOfAddress
	}
	l.member = ls.hub.Connect(l.from.Addr(), "udp", func() { ls.wake(l) })
	l.place = ls.byAge.PushBack(l)
	ls.byAddr[l.from] = l
	return l, nil
}

// renew begins a lease's time anew.
func (ls *leases) renew(l *lease) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l.place != nil {
		l.heard = time.Now()
		ls.byAge.MoveToBack(l.place)
	}
}

// end ends a lease: the member leaves its rooms, and the others are told.
func (ls *leases) end(l *lease) {
	ls.mu.Lock()
	ls.remove(l)
	ls.mu.Unlock()
	l.member.Close()
}

func (ls *leases) remove(l *lease) {
	if l.place != nil {
		ls.byAge.Remove(l.place)
		delete(ls.byAddr, l.from)
		ls.places.Give(l.from.Addr())
		l.place = nil
	}
}

// watch ends the leases whose time is over, until ctx ends.
func (ls *leases) watch(ctx context.Context) {
	for {
		l, wait := ls.removeSilent()
		if l != nil {
			l.member.Close()
			continue
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}

// removeSilent takes out a lease whose time is over. If there is none, wait is how long there can be
// none: whatever opens or is renewed meanwhile comes after it.
func (ls *leases) removeSilent() (l *lease, wait time.Duration) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	front := ls.byAge.Front()
	if front == nil {
		return nil, ls.life
	}
	l = front.Value.(*lease)
	if wait := ls.life - time.Since(l.heard); wait > 0 {
		return nil, wait
	}
	ls.remove(l)
	return l, 0
}

// endAll ends what is still open, when nothing else is at work any more.
func (ls *leases) endAll() {
	for _, l := range ls.byAddr {
		l.member.Close()
	}
}
