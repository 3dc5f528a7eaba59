package demo

import (
	"context"
	"fmt"
	"io"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/packet"
	"wirelab/internal/transport"
)

// showPackets counts the packets that carry messages to a server: one message of several sizes, and a
// number of small ones that are sent one right after the other.
func showPackets(ctx context.Context, s stage.Stage, w io.Writer) error {
	if s.Packets == nil {
		return ErrLabOnly
	}
	fmt.Fprintf(w, "%-22s", "packets that carry")
	for _, t := range transport.All() {
		fmt.Fprintf(w, "%6s", t.Name)
	}
	fmt.Fprintln(w)
	for _, c := range []struct {
		what           string
		messages, size int
	}{
		{"1 message of 2 B", 1, 2},
		{"1 message of 1,000 B", 1, 1000},
		{"1 message of 5,000 B", 1, 5000},
		{"1 message of 50,000 B", 1, 50_000},
		{"20 messages of 10 B", 20, 10},
	} {
		fmt.Fprintf(w, "%-22s", c.what)
		for _, t := range transport.All() {
			n, err := packetsFor(ctx, s, t, c.messages, c.size)
			if err != nil {
				return err
			}
			fmt.Fprintf(w, "%6d", n)
		}
		fmt.Fprintln(w)
	}
	return nil
}

// packetsFor sends messages to a server, 10 µs after one another, and counts the packets that they are in.
// Neither those that open and close a connection are among them, nor acknowledgements.
func packetsFor(ctx context.Context, s stage.Stage, t transport.Transport, messages, size int) (n int, err error) {
	pause := s.Time("pause", 10*time.Microsecond)
	serving, stop := context.WithCancel(ctx)
	server, err := t.ListenEcho(ctx, s.Server, s.Listen, transport.Options{})
	if err != nil {
		stop()
		return 0, err
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(serving) }()
	defer func() { stop(); <-served }()

	before := len(s.Packets())
	conn, err := t.Dial(ctx, s.Clients[0], server.Addr.String())
	if err != nil {
		return 0, err
	}
	defer conn.Close()
	for range messages {
		if err := conn.Send(make([]byte, size)); err != nil {
			return 0, err
		}
		time.Sleep(pause)
	}
	time.Sleep(time.Second) // until all has come
	return len(packet.Carrying(s.Packets()[before:], t.Framing)), nil
}
