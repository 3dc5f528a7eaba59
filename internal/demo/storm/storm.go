// Package storm shows what becomes of a server that starts again when all its members come back at the same moment.
package storm

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/transport"
)

// A Storm is made of so many members, who share their server's line.
type Storm struct {
	members   int
	bandwidth int64 // bit/s, each way
	queue     int   // bytes
}

// Watched is large enough for the line to be full, and small enough to be watched.
var Watched = Storm{members: 2000, bandwidth: 2_000_000, queue: 13_000}

const (
	hosts    = 20               // that the members connect from, as from 20 schools
	gone     = 3 * time.Second  // for which there is no server
	patience = 10 * time.Second // for one attempt, the answer to join included
	port     = "7101"
)

// Lab is what the storm needs.
func (st Storm) Lab() stage.Lab {
	return stage.Lab{Bandwidth: st.bandwidth, Queue: st.queue, Clients: hosts}
}

// Show stops a server and starts it again. What one client does when its connection fails is right for one client: to try
// again, and to wait longer each time. All of them do it in the same moment, and so they do each time after that, unless
// chance keeps them apart (jitter).
func (st Storm) Show(ctx context.Context, s stage.Stage, w io.Writer) error {
	if s.Packets == nil {
		return stage.ErrLabOnly
	}
	fmt.Fprintf(w, "%d members lose their connections: their server is gone for %d s. They share\n"+
		"its line, %.1f Mbit/s with a round trip of 20 ms. Each waits before it tries to\n"+
		"connect, and again after each attempt that fails.\n\n", st.members, int(gone.Seconds()), float64(st.bandwidth)/1e6)
	fmt.Fprintln(w, "each waits             attempts  most in 0.1 s  packets lost  half back  all back")
	for _, p := range []pause{
		{"0.25 s, 0.5 s ... 5 s", func(*rand.Rand) func() time.Duration {
			return (&reconnect.Keeper{Jitter: func() float64 { return 1 }}).Delay // the longest each time
		}},
		{"half to all of that", func(r *rand.Rand) func() time.Duration {
			return (&reconnect.Keeper{Jitter: r.Float64}).Delay // as wirelab's own clients do
		}},
		{"any time up to 10 s", func(r *rand.Rand) func() time.Duration {
			return func() time.Duration { return time.Duration(r.Float64() * float64(10*time.Second)) }
		}},
	} {
		if err := st.play(ctx, s, p, w); err != nil {
			return err
		}
	}
	return nil
}

// A pause is how long a member waits before each attempt to connect.
type pause struct {
	what  string
	waits func(r *rand.Rand) (next func() time.Duration)
}

// play has all members come back, prints how that went, and sends them away.
func (st Storm) play(ctx context.Context, s stage.Stage, p pause, w io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer time.Sleep(time.Minute) // until the line is quiet again
	defer cancel()
	host, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return err
	}
	s.Listen = net.JoinHostPort(host, port)
	before, start := len(s.Packets()), time.Now()
	back := make([]time.Duration, st.members)
	var members sync.WaitGroup
	for i := range back {
		members.Go(func() {
			next := p.waits(rand.New(rand.NewPCG(1, uint64(i))))
			for ctx.Err() == nil {
				time.Sleep(next())
				if enter(ctx, s.Clients[i%len(s.Clients)], s.Listen) == nil {
					back[i] = time.Since(start)
					return
				}
			}
		})
	}
	time.Sleep(gone)
	rooms, err := s.OpenRooms(ctx, "tcp", &hub.Hub{Quiet: true})
	defer rooms.Stop()
	if err != nil {
		cancel()
	}
	members.Wait()
	if err := cmp.Or(err, ctx.Err()); err != nil {
		return err
	}
	slices.Sort(back)
	attempts, most, lost := crowd(s.Packets()[before:])
	_, err = fmt.Fprintf(w, "%-21s  %8d  %13d  %12d  %7.1f s  %6.1f s\n",
		p.what, attempts, most, lost, back[st.members/2].Seconds(), back[st.members-1].Seconds())
	return err
}

// enter connects and joins a room. The connection is closed when ctx ends.
func enter(ctx context.Context, nw netx.Network, addr string) error {
	tcp, err := transport.Named("tcp")
	if err != nil {
		return err
	}
	attempt, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := tcp.DialText(attempt, nw, addr)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { conn.Close() })
	giveUp := context.AfterFunc(attempt, func() { conn.Close() })
	defer giveUp()
	join := event.Request{Type: event.TypeJoin, Room: "blue"}
	if err := conn.Send(join.JSON()); err != nil {
		return err
	}
	_, err = conn.Recv(make([]byte, event.MaxMessage)) // that it is in
	return err
}

// crowd counts the SYNs that clients sent, the most of them within a tenth of a second, and all packets that found the
// line's queue full.
func crowd(records []packet.Record) (attempts, most, lost int) {
	within := make(map[time.Duration]int)
	for _, r := range records {
		if r.Fate == link.QueueFull {
			lost++
		}
		if p, err := packet.Decode(r.Data); err == nil && r.Up && p.TCP != nil && p.TCP.Flags.Has(packet.SYN) {
			attempts++
			tenth := r.Time / (100 * time.Millisecond)
			within[tenth]++
			most = max(most, within[tenth])
		}
	}
	return attempts, most, lost
}
