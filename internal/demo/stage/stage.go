// Package stage is what the demonstrations stand on: a network with a server's end and some clients', rooms
// on that network, and clients that say and hear what a demonstration wants them to.
package stage

import (
	"cmp"
	"context"
	"errors"
	"net"
	"slices"
	"sync"
	"time"

	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
)

// A Stage is where a demonstration runs: a server's network, and some clients'.
type Stage struct {
	Server  netx.Network
	Clients []netx.Network
	Listen  string // the address to listen at, with any port

	Settings // what a person has chosen

	Packets func() []packet.Record // those that the network has carried; nil where they cannot be seen
}

// ErrLabOnly is the error of a demonstration whose stage does not show packets.
var ErrLabOnly = errors.New("packets can be seen only in the lab; for those of this machine use Wireshark")

// Host is the machine's own network. It does not show its packets.
func Host() Stage {
	host := &netx.Host{}
	return Stage{Server: host, Clients: []netx.Network{host, host, host}, Listen: "127.0.0.1:0"}
}

// A Lab is what a demonstration's network in the lab is like. The zero value is a link with 10 ms each way and no other
// bounds, and three clients.
type Lab struct {
	Bandwidth int64 // bit/s, each way
	Queue     int   // bytes that may wait for it
	Clients   int   // hosts
}

// InLab calls f with that lab, in virtual time. It returns f's error, or why there is no lab.
func InLab(ctx context.Context, l Lab, f func(context.Context, Stage) error) (err error) {
	failed := lab.Virtual(ctx, func(ctx context.Context) {
		way := link.Config{Delay: 10 * time.Millisecond, Bandwidth: l.Bandwidth, Queue: l.Queue}
		var seen recorder
		n, newErr := lab.New(lab.Config{
			Up: way, Down: way, Seed: 1, Clients: cmp.Or(l.Clients, 3), Virtual: true,
			Tap: seen.add,
		})
		if err = newErr; err != nil {
			return
		}
		defer n.Close()
		s := Stage{Server: n.Server, Listen: n.Server.Addr.String() + ":0", Packets: seen.all}
		for _, client := range n.Clients {
			s.Clients = append(s.Clients, client)
		}
		err = f(ctx, s)
	})
	if failed != nil {
		return failed
	}
	return err
}

// Connected returns the two ends of a TCP connection.
func (s Stage) Connected(ctx context.Context) (client, server net.Conn, err error) {
	ln, err := s.Server.Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return nil, nil, err
	}
	defer ln.Close()
	client, err = s.Clients[0].DialContext(ctx, "tcp", ln.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	server, err = ln.Accept()
	if err != nil {
		client.Close()
		return nil, nil, err
	}
	return client, server, nil
}

// A recorder keeps the packets of a lab, in the order in which they entered the link.
type recorder struct {
	mu      sync.Mutex
	packets []packet.Record
}

func (r *recorder) add(p lab.Packet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.packets = append(r.packets, p.Records()...)
}

// all are those until now.
func (r *recorder) all() []packet.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clip(r.packets)
}

// AnyPort is the address of a network's host, with any port.
func AnyPort(n netx.Network) string {
	if h, ok := n.(*lab.Host); ok {
		return h.Addr.String() + ":0"
	}
	return "127.0.0.1:0"
}
