// Package tree shows how much sooner the last of many members hears something that a tree of servers hands on.
package tree

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// A Tree has so many members, and servers that each have a line of their own.
type Tree struct {
	members   int
	bandwidth int64 // bit/s of each server's line
}

// Watched is large enough for its shape to matter, and small enough to be watched.
var Watched = Tree{members: 1000, bandwidth: 20_000_000}

const (
	hosts = 20 // that members connect from
	room  = "news"
)

// Lab is one server's line. It loses nothing: what does not fit waits.
func (tr Tree) Lab() stage.Lab {
	return stage.Lab{Bandwidth: tr.bandwidth, Queue: 3000 * tr.members, Clients: hosts}
}

// Show has one server tell all members something, and then trees of two levels do so: a first server tells others, and each of
// them its own members. With n members and k servers below the first, the last member waits for k deliveries and then for
// n/k. That is least where k is about the root of n.
func (tr Tree) Show(ctx context.Context, s stage.Stage, w io.Writer) error {
	if s.Packets == nil {
		return stage.ErrLabOnly
	}
	fmt.Fprintf(w, "%d members hear one announcement of 1,000 characters.\n"+
		"Each server has a line of its own, %.0f Mbit/s with 10 ms\n"+
		"each way.\n\n", tr.members, float64(tr.bandwidth)/1e6)
	fmt.Fprintf(w, "%-30s  half have it  all have it\n", "")
	one, err := tell(ctx, s, tr.members)
	if err != nil {
		return err
	}
	show(w, "one server", one)
	for _, below := range []int{2, 10, 25, 100, 500} {
		each := tr.members / below
		servers, err := tell(ctx, s, below)
		if err != nil {
			return err
		}
		members, err := tell(ctx, s, each)
		if err != nil {
			return err
		}
		show(w, fmt.Sprintf("1 tells %d, who tell %d each", below, each), after(servers, members))
	}
	return nil
}

func show(w io.Writer, who string, waited []time.Duration) {
	slices.Sort(waited)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	fmt.Fprintf(w, "%-30s  %9.0f ms  %8.0f ms\n", who, ms(waited[len(waited)/2]), ms(waited[len(waited)-1]))
}

// after returns how long those wait whom servers tell that have waited themselves. Servers share no line, so that what one of
// them does takes as long as if it were the only one.
func after(servers, members []time.Duration) (all []time.Duration) {
	for _, until := range servers {
		for _, more := range members {
			all = append(all, until+more)
		}
	}
	return all
}

// tell has a server tell so many members something, and returns how long each of them waited for it.
func tell(ctx context.Context, s stage.Stage, members int) ([]time.Duration, error) {
	ctx, cancel := context.WithCancel(ctx)
	h := &hub.Hub{Quiet: true}
	rooms, err := s.OpenRooms(ctx, "tcp", h)
	defer rooms.Stop()
	defer cancel()
	if err != nil {
		return nil, err
	}
	join := event.Request{Type: event.TypeJoin, Room: room}
	itself := h.Connect(netip.Addr{}, "", nil)
	itself.Handle(join)
	var entered, done sync.WaitGroup
	entered.Add(members)
	heard, failed := make([]time.Time, members), make([]error, members)
	for i := range members {
		done.Go(func() {
			member, _, err := rooms.Enter(ctx, s.Clients[i%len(s.Clients)], join)
			entered.Done()
			if err == nil {
				_, err = stage.FirstOf(member, func(event.Event) bool { return true })
			}
			heard[i], failed[i] = time.Now(), err
		})
	}
	entered.Wait()
	time.Sleep(time.Second) // until the line is quiet
	begun := time.Now()
	text := event.Quote(strings.Repeat("x", 1000))
	itself.Handle(event.Request{Type: event.TypeEmit, Room: room, Event: event.EventMessage, Data: text})
	done.Wait()
	waited := make([]time.Duration, members)
	for i := range heard {
		waited[i] = heard[i].Sub(begun)
	}
	return waited, errors.Join(failed...)
}
