package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
	"wirelab/internal/transport"
)

// A capture is a short run in a lab of its own, in virtual time: a client sends messages to an echo
// server, and every packet on the link is kept.
type capture struct {
	transport.Transport
	link     link.Profile
	seed     uint64
	messages [][]byte
	rate     float64 // messages a second, whatever comes back
}

// A captured is what a capture found.
type captured struct {
	packets []packet.Record // in the order in which they entered the link
	failed  error           // why the conversation ended before its time; nil if it did not
}

// run carries the capture out. That the link has broken the connection is no error, but a result.
func (c capture) run(ctx context.Context) (got captured, err error) {
	stuck := lab.Virtual(ctx, func(ctx context.Context) { got, err = c.inLab(ctx) })
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
func (c capture) patience() time.Duration { return time.Minute + 4*c.link.RTT() }

func (c capture) inLab(ctx context.Context) (got captured, err error) {
	net, err := lab.New(lab.Config{
		Up: c.link.Up, Down: c.link.Down, Seed: c.seed, Virtual: true,
		Tap: func(p lab.Packet) { got.packets = append(got.packets, p.Records()...) },
	})
	if err != nil {
		return got, err
	}
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	at := net.Server.Addr.String() + ":" + strconv.Itoa(c.DefaultPort)
	server, err := c.ListenEcho(ctx, net.Server, at, transport.Options{MaxReplies: -1})
	if err != nil {
		net.Close()
		return got, err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(serving) }()

	got.failed = c.talk(ctx, net.Clients[0], at)
	if ctx.Err() == nil {
		time.Sleep(c.patience()) // for the rest of the goodbyes; TCP's last wait is silent
	}
	end := net.Now()
	cancel()
	err = <-served
	net.Close()
	// What the server does because it is stopped is not part of the conversation.
	got.packets = slices.DeleteFunc(got.packets, func(r packet.Record) bool { return r.Time >= end })
	return got, err
}

// talk connects, sends each message when it is due, and closes the connection when the echoes have
// come.
func (c capture) talk(ctx context.Context, nw netx.Network, addr string) error {
	dialing, cancel := context.WithTimeout(ctx, c.patience())
	defer cancel()
	conn, err := c.dial(dialing, nw, addr)
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
		return fmt.Errorf("no connection within %v", c.patience())
	case err != nil:
		return fmt.Errorf("no connection: %w", err)
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()

	echoed := make(chan error, 1)
	go func() { echoed <- c.receive(conn) }()
	start := time.Now()
	for i, m := range c.messages {
		due := start.Add(time.Duration(float64(i) / c.rate * float64(time.Second)))
		if err := sleep(ctx, time.Until(due)); err != nil {
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
	case <-time.After(c.patience()):
	}
	if c.Reliable {
		return fmt.Errorf("gave up %v after the last message", c.patience())
	}
	return nil // of UDP's messages nobody knows whether more are to come
}

// dial connects. Over WebSocket, messages that are text go as text.
func (c capture) dial(ctx context.Context, nw netx.Network, addr string) (transport.Conn, error) {
	binary := slices.ContainsFunc(c.messages, func(m []byte) bool { return !utf8.Valid(m) })
	if c.Name == "ws" && !binary {
		return c.DialText(ctx, nw, addr)
	}
	return c.Dial(ctx, nw, addr)
}

// receive reads the echoes. It returns when all have come, where the transport promises that they
// will; in any case when the connection ends.
func (c capture) receive(conn transport.Conn) error {
	buf := make([]byte, c.MaxMessage)
	for n := 0; !c.Reliable || n < len(c.messages); n++ {
		if _, err := conn.Recv(buf); err != nil {
			return err
		}
	}
	return nil
}

// errStopped is for a run that Ctrl-C ended: half a picture would be a wrong one.
var errStopped = errors.New("stopped before there was anything to show")

// sleep waits for d, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
