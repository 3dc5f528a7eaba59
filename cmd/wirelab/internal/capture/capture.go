// Package capture records the packets of short conversations in the lab: what ladders and layers are drawn from.
package capture

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"time"
	"unicode/utf8"

	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
	"wirelab/internal/network/tcp"
	"wirelab/internal/transport"
)

// A Plan is a short run in a lab of its own, in virtual time: a client sends messages to an echo
// server, and every packet on the link is kept.
type Plan struct {
	Transport transport.Transport
	Link      link.Profile
	Seed      uint64 // for what the link draws at random
	Messages  [][]byte
	Rate      float64 // messages a second, whatever comes back

	// Senders has it noted how the TCP sender of each packet saw the network.
	Senders bool
}

// A Result is what was captured.
type Result struct {
	Packets []packet.Record // in the order in which they entered the link
	Senders []*tcp.Info     // of each of Packets; nil: not known
	Failed  error           // why the conversation ended before its time; nil if it did not
}

// Run carries the capture out. That the link has broken the connection is no error, but a result.
func (p Plan) Run(ctx context.Context) (got Result, err error) {
	stuck := lab.Virtual(ctx, func(ctx context.Context) { got, err = p.inLab(ctx) })
	if err == nil {
		err = stuck
	}
	if ctx.Err() != nil {
		err = errStopped
	}
	return got, err
}

// patience is how long, in virtual time, the client waits for anything. It costs next to nothing, and
// a sender whose packets are lost again and again doubles its pauses each time.
func (p Plan) patience() time.Duration { return time.Minute + 4*p.Link.RTT() }

func (p Plan) inLab(ctx context.Context) (got Result, err error) {
	config := lab.Config{
		Up: p.Link.Up, Down: p.Link.Down, Seed: p.Seed, Virtual: true, Senders: p.Senders,
		Tap: func(sent lab.Packet) {
			for _, r := range sent.Records() {
				got.Packets, got.Senders = append(got.Packets, r), append(got.Senders, sent.Sender)
			}
		},
	}
	net, err := lab.New(config)
	if err != nil {
		return got, err
	}
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	at := net.Server.Addr.String() + ":" + strconv.Itoa(p.Transport.DefaultPort)
	server, err := p.Transport.ListenEcho(ctx, net.Server, at, transport.Options{MaxReplies: -1})
	if err != nil {
		net.Close()
		return got, err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(serving) }()

	got.Failed = p.talk(ctx, net.Clients[0], at)
	if ctx.Err() == nil {
		time.Sleep(p.patience()) // for the rest of the goodbyes; TCP's last wait is silent
	}
	end := net.Now()
	cancel()
	err = <-served
	net.Close()
	// What the server does because it is stopped is not part of the conversation.
	n := sort.Search(len(got.Packets), func(i int) bool { return got.Packets[i].Time >= end })
	got.Packets, got.Senders = got.Packets[:n], got.Senders[:n]
	return got, err
}

// talk connects, sends each message when it is due, and closes the connection when the echoes have
// come.
func (p Plan) talk(ctx context.Context, nw netx.Network, addr string) error {
	dialing, cancel := context.WithTimeout(ctx, p.patience())
	defer cancel()
	conn, err := p.dial(dialing, nw, addr)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return fmt.Errorf("no connection within %v", p.patience())
	case err != nil:
		return fmt.Errorf("no connection: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	echoed := make(chan error, 1)
	go func() { echoed <- p.receive(conn) }()
	start := time.Now()
	for i, m := range p.Messages {
		due := start.Add(time.Duration(float64(i) / p.Rate * float64(time.Second)))
		if err := netx.Sleep(ctx, time.Until(due)); err != nil {
			return err
		}
		if err := conn.Send(m); err != nil {
			return err
		}
	}
	select {
	case err = <-echoed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(p.patience()):
	}
	if p.Transport.Reliable {
		return fmt.Errorf("gave up %v after the last message", p.patience())
	}
	return nil // of UDP's messages nobody knows whether more are to come
}

// dial connects. Over WebSocket, messages that are text go as text.
func (p Plan) dial(ctx context.Context, nw netx.Network, addr string) (transport.Conn, error) {
	binary := slices.ContainsFunc(p.Messages, func(m []byte) bool { return !utf8.Valid(m) })
	if p.Transport.Name == "ws" && !binary {
		return p.Transport.DialText(ctx, nw, addr)
	}
	return p.Transport.Dial(ctx, nw, addr)
}

// receive reads the echoes. It returns when all have come, where the transport promises that they
// will; in any case when the connection ends.
func (p Plan) receive(conn transport.Conn) error {
	buf := make([]byte, p.Transport.MaxMessage)
	for n := 0; !p.Transport.Reliable || n < len(p.Messages); n++ {
		if _, err := conn.Recv(buf); err != nil {
			return err
		}
	}
	return nil
}

// errStopped is for a run that Ctrl-C ended: half a picture would be a wrong one.
var errStopped = errors.New("stopped before there was anything to show")
