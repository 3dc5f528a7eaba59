package conform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/transport"
)

func idleConnection(ctx context.Context, w World) error {
	if !w.Transport.Reliable {
		return Skip("UDP has no connections that could be idle")
	}
	o := transport.Options{IdleTimeout: time.Second}
	return w.serve(ctx, o, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		if n, err := c.Recv(make([]byte, 100)); err != io.EOF {
			return fmt.Errorf("got %d, %v from Recv, want %v", n, err, io.EOF)
		}
		return nil
	})
}

func maxConns(ctx context.Context, w World) error {
	return w.noThird(ctx, transport.Options{MaxConns: 2})
}

func maxPerAddr(ctx context.Context, w World) error {
	return w.noThird(ctx, transport.Options{MaxPerAddr: 2})
}

// noThird makes sure that a server that takes two connections refuses the third.
func (w World) noThird(ctx context.Context, o transport.Options) error {
	if !w.Transport.Reliable {
		return Skip("UDP has no connections that could be counted")
	}
	onError, refused := watch()
	o.OnError = onError
	var addresses atomic.Bool // peers have them, as far as the server can see
	o.OnData = func(peer net.Addr, _ []byte) { addresses.Store(netx.AddrOf(peer).IsValid()) }
	return w.serve(ctx, o, func(ctx context.Context, s *session) error {
		connect := func() (transport.Conn, error) {
			c, err := s.dial(ctx)
			if err != nil {
				return nil, err
			}
			return c, exchange(c, []byte("is there room?"))
		}
		first, err := connect()
		if err != nil {
			return err
		}
		if o.MaxPerAddr > 0 && !addresses.Load() {
			return Skip("peers have no addresses on this network")
		}
		second, err := connect()
		if err != nil {
			return err
		}
		if _, err := connect(); err == nil {
			return errors.New("there was room for a third connection")
		}
		if err := await(ctx, refused, "OnError was told nothing of the third connection"); err != nil {
			return err
		}
		if err := exchange(second, []byte("still here")); err != nil {
			return fmt.Errorf("the second connection, after the third was refused: %w", err)
		}
		// The server needs a moment to see that the first has ended: as any client would, try again.
		first.Close()
		_, err = connect()
		for err != nil && ctx.Err() == nil {
			time.Sleep(10 * time.Millisecond)
			_, err = connect()
		}
		return err
	})
}
