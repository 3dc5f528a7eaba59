package udpdemo

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/netip"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// hear does what a datagram asks for. An error says why it is not answered.
//
// The order matters. Nothing is remembered of a datagram, and nothing sent but a cookie, before its
// address is known to be true.
func (b *broadcast) hear(datagram []byte, peer net.Addr) error {
	from := addrPort(peer)
	if err := b.guard.checkPort(from); err != nil {
		return err
	}
	l := b.leases.find(from)
	speaks, typed := languageOf(datagram, l)
	if typed && len(bytes.TrimSpace(datagram)) == 0 { // it says that the person is there
		b.leases.renew(l)
		return nil
	}

	if l != nil && !typed && l.member.Skip() { // before it is parsed: that is most of what it costs
		return nil
	}

	request, cookie, err := speaks.request(datagram, func(cookie string) bool { return b.proves(cookie, from, l) })
	refused, _ := errors.AsType[*event.Error](err)
	switch {
	case request.Type == event.TypeHello:
		return b.hello(peer, speaks)
	case refused != nil && refused.Code == event.Malformed && !typed: // whatever its cookie is
		return fmt.Errorf("%w: %w", ErrCookie, refused)
	case cookie == "" && !typed:
		return ErrCookie
	}

	switch {
	case l != nil:
		b.leases.renew(l)
	case request.Type == event.TypeJoin:
		if l, err = b.leases.open(peer, speaks); err != nil {
			return errors.Join(err, b.answer(peer, speaks, request, tooMany(err, request.ID)))
		}
		l.cookie = cookie
	default:
		return b.answer(peer, speaks, request, refused)
	}
	l.budget.add(len(datagram))
	switch {
	case cookie == "":
		return b.hearTyped(l, request, refused)
	case typed && l.member.Skip():
	case refused != nil:
		l.member.Refuse(refused)
	default:
		l.handle(request)
	}
	return nil
}

// hello sends a cookie: the one thing that an address gets which has proved nothing.
func (b *broadcast) hello(peer net.Addr, speaks language) error {
	from := addrPort(peer)
	if err := b.guard.count(from); err != nil {
		return err
	}
	return b.send(speaks.cookie(b.cookies.bake(from)), peer)
}

// proves says whether a cookie proves that the address is true. In a lease, the cookie that it was
// opened with goes on being good; so does one that is newer, if the client has asked again.
func (b *broadcast) proves(cookie string, from netip.AddrPort, l *lease) bool {
	switch {
	case l != nil && same(cookie, l.cookie):
		return true
	case !b.cookies.good(from, cookie):
		return false
	case l != nil:
		l.cookie = cookie
	}
	return true
}

// answer answers one request from an address that is true, but has no lease: that it is in no room,
// perhaps because its lease has ended, or who is.
func (b *broadcast) answer(peer net.Addr, speaks language, request event.Request, refused *event.Error) error {
	var failed error
	for _, m := range b.ask(request, refused) {
		if d := speaks.datagram(m); d != nil {
			failed = errors.Join(failed, b.send(d, peer))
		}
	}
	return failed
}

// ask returns the answer to a request, or to a mistake, of somebody who is in no room.
func (b *broadcast) ask(request event.Request, refused *event.Error) []*hub.Message {
	guest := b.leases.hub.Connect(netip.Addr{}, "", nil)
	defer guest.Close()
	if refused != nil {
		guest.Refuse(refused)
	} else {
		guest.Handle(request)
	}
	queued, _ := guest.Take(nil)
	return queued
}

func (b *broadcast) send(datagram []byte, peer net.Addr) error {
	if _, err := b.pc.WriteTo(datagram, peer); err != nil {
		return fmt.Errorf("udpdemo: write: %w", err)
	}
	return nil
}
