package siege

import (
	"context"
	"fmt"
	"strings"

	"wirelab/internal/room/event"
)

// These attacks, which are the same over all transports too, take what others need: rooms, places and
// names.

// rooms opens as many as it may, on 32 connections, so that none is left for others.
func rooms(ctx context.Context, a *attacker) error {
	for i := range 32 {
		p, err := a.open(ctx)
		if err != nil {
			return err
		}
		var names []string
		for j := range 32 {
			names = append(names, fmt.Sprintf("%s-%d-%d", a.label(), i, j))
		}
		if err := p.write(enterAll(names, "")...); err != nil {
			return err
		}
		a.beside.Go(func() { p.listen(ctx) })
	}
	sleep(ctx, 2*second)
	return nil
}

// crowd is 400 connections that say nothing, over UDP 400 members.
func crowd(ctx context.Context, a *attacker) error {
	for range 400 {
		var p *peer
		var err error
		switch a.over {
		case "tcp":
			p, err = a.dial(ctx)
		case "ws":
			p, err = a.open(ctx)
		default:
			p, err = a.join(ctx, a.name, a.label())
		}
		if err != nil {
			return err
		}
		if a.over != "udp" { // there nothing would end
			a.beside.Go(func() { p.listen(ctx) })
		}
	}
	sleep(ctx, 3*second)
	return nil
}

// impersonate takes a name that looks like a member's, and says what looks like its lines.
func impersonate(ctx context.Context, a *attacker) error {
	room, victim := a.room(), a.victim()
	p, err := a.open(ctx)
	if err != nil {
		return err
	}
	for _, name := range []string{victim, strings.ToUpper(victim), strings.ToUpper(victim[:1]) + victim[1:]} {
		if err := p.write(event.Request{Type: event.TypeJoin, Room: room, Name: name}); err != nil {
			return err
		}
		err := p.until(func(r event.Reply) bool {
			if joined, ok := r.(event.Joined); ok {
				a.told("asked for " + name + ", got " + joined.Member)
				return true
			}
			return false
		})
		if err != nil {
			return err
		}
		forged := text(room, 1, 0)
		forged.Data = event.Quote(strings.Repeat(" ", 75) + victim + ": I give up")
		if err := p.write(forged, event.Request{Type: event.TypeLeave, Room: room}); err != nil {
			return err
		}
	}
	return nil
}
