package conform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"

	"wirelab/internal/transport"
	"wirelab/udpdemo"
)

// echoLoop sets two echo servers on each other, by a datagram that one of them gets from the other's
// socket, as if it were forged.
func echoLoop(ctx context.Context, w World) error {
	if w.Transport.Reliable {
		return Skip("nobody can forge the address of a connection's other end")
	}
	var echoes atomic.Int64
	looped := make(chan struct{}, 2)
	o := transport.Options{
		OnData: func(net.Addr, []byte) { echoes.Add(1) },
		OnError: func(_ net.Addr, err error) {
			if errors.Is(err, udpdemo.ErrLoop) {
				select {
				case looped <- struct{}{}:
				default: // somebody has been told
				}
			}
		},
	}
	return w.serve(ctx, o, func(ctx context.Context, s *session) error {
		tap := &tapped{Network: w.Client}
		other := World{Transport: w.Transport, Server: tap, Client: w.Client, Addr: ":0"}
		return other.serve(ctx, o, func(ctx context.Context, _ *session) error {
			to, err := net.ResolveUDPAddr("udp", s.addr)
			if err != nil {
				return err
			}
			if _, err := tap.all[0].(net.PacketConn).WriteTo([]byte("round and round"), to); err != nil {
				return err
			}
			if err := await(ctx, looped, "neither server has noticed the loop"); err != nil {
				return err
			}
			if n := echoes.Load(); n > 300 {
				return fmt.Errorf("there were %d echoes before a server noticed the loop", n)
			}
			before := echoes.Load()
			c, err := s.dial(ctx)
			if err != nil {
				return err
			}
			if err := exchange(c, []byte("one"), []byte("two"), []byte("three")); err != nil {
				return fmt.Errorf("a client, after the loop: %w", err)
			}
			// What the servers have asked each other comes back once.
			if n := echoes.Load() - before; n > 3+2 {
				return fmt.Errorf("the loop goes on: %d more echoes while a client had 3", n)
			}
			return nil
		})
	})
}

// sameAgain is a client that looks like an echo server: what it sends is always the same. First it sends
// it again when it has come back, and then it has several under way.
func sameAgain(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		msg := bytes.Repeat([]byte("x"), 64)
		for n := range 300 {
			if err := exchange(c, msg); err != nil {
				return fmt.Errorf("message %d: %w", n, err)
			}
		}
		const messages, underWay = 600, 8
		places := make(chan struct{}, underWay)
		return s.together(ctx, 2, func(ctx context.Context, i int) error {
			for n := range messages {
				if i == 0 {
					select {
					case places <- struct{}{}:
					case <-ctx.Done():
						return ctx.Err()
					}
					if err := c.Send(msg); err != nil {
						return err
					}
					continue
				}
				if err := expect(c, msg); err != nil {
					return fmt.Errorf("message %d of several under way: %w", n, err)
				}
				<-places
			}
			return nil
		})
	})
}
