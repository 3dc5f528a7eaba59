package siege

import (
	"context"
	"fmt"
	"net"
	"time"

	"wirelab/internal/room/event"
)

// These attacks are the same over all transports.

// flood emits 500 times in one write, over UDP 200 times in a row, and reads all that comes. It is to
// hear that all were carried out, or that it is too fast; it is not to be cut off.
func flood(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	n := 500
	if a.over == "udp" {
		n = 200
	}
	var emits []event.Request
	for id := range n {
		emits = append(emits, text(a.room(), id, 20))
	}
	if err := p.write(emits...); err != nil {
		return err
	}
	answered := 0
	p.conn.SetReadDeadline(time.Now().Add(a.lasts - time.Second))
	err = p.until(func(r event.Reply) bool {
		answered += answers(r)
		return answered == n
	})
	if err == nil {
		a.told("all answered")
	}
	return err
}

// chatter emits texts of 1,000 bytes as fast as the connection takes them, over UDP 10,000 a second, and
// reads all that comes.
func chatter(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	a.beside.Go(func() { p.listen(ctx) })
	pause := time.Duration(0)
	if a.over == "udp" {
		pause = 5 * time.Millisecond
	}
	for id := 0; ctx.Err() == nil; id += 50 {
		var emits []event.Request
		for i := range 50 {
			emits = append(emits, text(a.room(), id+i, 1000))
		}
		if err := p.write(emits...); err != nil {
			return nil // listen says why
		}
		sleep(ctx, pause)
	}
	return nil
}

// sleep waits, but not longer than for ctx.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// replay fills the history of 32 rooms, for two seconds each round, and then has five connections ask for
// all of it and read nothing.
func replay(ctx context.Context, a *attacker) error {
	full, err := a.open(ctx)
	if err != nil {
		return err
	}
	var names []string
	for i := range 32 {
		names = append(names, fmt.Sprintf("%s-%d", a.label(), i))
	}
	if err := full.write(enterAll(names, "")...); err != nil {
		return err
	}
	end := time.Now().Add(2 * second)
	for id := 0; id < 256*32 && time.Now().Before(end); id += 32 {
		if err := full.fill(names, id); err != nil && !reasonIs(err, "silence") {
			return err
		}
	}
	for range 5 {
		deaf, err := a.open(ctx)
		if err != nil {
			return err
		}
		if tcp, ok := deaf.conn.(*net.TCPConn); ok {
			tcp.SetReadBuffer(4096)
		}
		if err := deaf.write(enterAll(names, "another")...); err != nil {
			return err
		}
		a.told("replay asked for")
	}
	sleep(ctx, 2*second)
	return nil
}

// fill says something of 1,000 bytes in each of the rooms, and waits until each has been answered.
func (p *peer) fill(rooms []string, id int) error {
	var emits []event.Request
	for i, room := range rooms {
		e := text(room, id+i, 1000)
		e.Self = new(bool) // not to itself
		emits = append(emits, e)
	}
	if err := p.write(emits...); err != nil {
		return err
	}
	p.conn.SetReadDeadline(time.Now().Add(tenth))
	answered := 0
	return p.until(func(r event.Reply) bool {
		answered += answers(r)
		return answered == len(rooms)
	})
}

// answers is 1 if a reply answers an emit.
func answers(r event.Reply) int {
	switch r := r.(type) {
	case event.Ack:
		return 1
	case *event.Error:
		if r.ID != nil {
			return 1
		}
	}
	return 0
}

// enterAll joins rooms. With an epoch that is not theirs it also asks for all that was said.
func enterAll(names []string, epoch string) (joins []event.Request) {
	for _, name := range names {
		joins = append(joins, event.Request{Type: event.TypeJoin, Room: name, Epoch: epoch, Offset: 1})
	}
	return joins
}

// slow reads a byte every tenth of a second.
func slow(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	p.conn.(*net.TCPConn).SetReadBuffer(4096)
	for b := make([]byte, 1); ctx.Err() == nil; sleep(ctx, tenth) {
		if _, err := p.in.Read(b); err != nil {
			return err
		}
	}
	return nil
}

// joins enters and leaves a room, over and over: everybody there is told.
func joins(ctx context.Context, a *attacker) error {
	p, err := a.open(ctx)
	if err != nil {
		return err
	}
	for id := uint64(1); ctx.Err() == nil; id++ {
		err := p.write(
			event.Request{Type: event.TypeJoin, Room: a.room(), Name: a.label()},
			event.Request{Type: event.TypeLeave, Room: a.room(), ID: &id},
		)
		if err != nil {
			return err
		}
		p.conn.SetReadDeadline(time.Now().Add(second))
		err = p.until(func(r event.Reply) bool {
			switch r := r.(type) {
			case event.Ack:
				return true
			case *event.Error:
				return r.Code != event.NotJoined
			}
			return false
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// asks sends 500 requests that have long answers, in one write, and reads nothing.
func asks(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	var requests []event.Request
	for range 500 / 3 {
		requests = append(requests, event.Request{Type: event.TypeWho, Room: a.room()},
			event.Request{Type: event.TypeRooms}, event.Request{Type: event.TypePing})
	}
	if err := p.write(requests...); err != nil {
		return err
	}
	sleep(ctx, second/2)
	p.listen(ctx)
	return nil
}

// reset emits and closes at once, with all that it was sent unread: the connection is reset.
func reset(ctx context.Context, a *attacker) error {
	p, err := a.join(ctx, a.room(), a.label())
	if err != nil {
		return err
	}
	for id := range 20 {
		if err := p.write(text(a.room(), id, 100)); err != nil {
			return err
		}
	}
	p.conn.(*net.TCPConn).SetLinger(0)
	return p.conn.Close()
}
