package conform

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/transport"
)

func manyClients(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		return s.together(ctx, 24, func(ctx context.Context, i int) error {
			c, err := s.dial(ctx)
			if err != nil {
				return err
			}
			for n := range 20 {
				if err := exchange(c, fmt.Appendf(nil, "client %d, message %d", i, n)); err != nil {
					return fmt.Errorf("client %d: %w", i, err)
				}
			}
			return nil
		})
	})
}

func onlyTheSender(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		quiet, err := s.dial(ctx)
		if err != nil {
			return err
		}
		sender, err := s.dial(ctx)
		if err != nil {
			return err
		}
		if err := exchange(sender, []byte("mine"), []byte("mine too")); err != nil {
			return err
		}
		// Had the quiet client been sent one of them, it would come before its own.
		return exchange(quiet, []byte("at last"))
	})
}

func vanishingClient(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		stays, err := s.dial(ctx)
		if err != nil {
			return err
		}
		for n := range 3 { // before it sent anything, after one message, and with an echo under way
			tap := &tapped{Network: s.Client}
			vanishes, err := s.dialOver(ctx, tap)
			if err != nil {
				return err
			}
			if n > 0 {
				err = exchange(vanishes, []byte("here I am"))
			}
			if n > 1 && err == nil {
				err = vanishes.Send([]byte("and gone"))
			}
			if err != nil {
				return err
			}
			tap.cut()
			if err := exchange(stays, fmt.Appendf(nil, "%d gone", n+1)); err != nil {
				return fmt.Errorf("the client that stayed: %w", err)
			}
		}
		return nil
	})
}

func deafClient(ctx context.Context, w World) error {
	if !w.Transport.Reliable {
		return deafSender(ctx, w)
	}
	onError, ended := watch()
	o := transport.Options{WriteTimeout: 2 * time.Second, OnError: onError}
	return w.serve(ctx, o, func(ctx context.Context, s *session) error {
		err := s.besideExchanges(ctx, func(ctx context.Context, deaf transport.Conn) error {
			// The echo backs up, through both sides' buffers, until this side can send no more.
			for msg := make([]byte, 64<<10); deaf.Send(msg) == nil; {
			}
			return ctx.Err() // the server must have ended it, and not the time
		})
		if err != nil {
			return err
		}
		return await(ctx, ended, "OnError was told nothing of the client that never reads")
	})
}

// deafSender is deafClient without connections: what the client does not read is dropped at its own
// socket. It sends one datagram at a time, each after the server has had the one before: a burst
// could fill the server's buffer, and what then gets lost may be anybody's.
func deafSender(ctx context.Context, w World) error {
	const size = 1000 // no other message is as long
	had := make(chan struct{}, 1)
	o := transport.Options{OnData: func(_ net.Addr, b []byte) {
		if len(b) == size {
			had <- struct{}{}
		}
	}}
	return w.serve(ctx, o, func(ctx context.Context, s *session) error {
		return s.besideExchanges(ctx, func(ctx context.Context, deaf transport.Conn) error {
			for n := range 500 { // more than a socket has room for
				if err := deaf.Send(make([]byte, size)); err != nil {
					return err
				}
				if err := await(ctx, had, fmt.Sprintf("the server did not get datagram %d", n)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// besideExchanges has one client do something with its connection while another exchanges messages
// as if it were alone.
func (s *session) besideExchanges(ctx context.Context, do func(context.Context, transport.Conn) error) error {
	other, err := s.dial(ctx)
	if err != nil {
		return err
	}
	hears, err := s.dial(ctx)
	if err != nil {
		return err
	}
	return s.together(ctx, 2, func(ctx context.Context, i int) error {
		if i == 0 {
			return do(ctx, other)
		}
		for n := range 50 {
			if err := exchange(hears, fmt.Appendf(nil, "message %d", n)); err != nil {
				return fmt.Errorf("the client that reads: %w", err)
			}
		}
		return nil
	})
}

// tapped is a Network that remembers the sockets made through it, so that a behaviour can close
// them behind their owner's back.
type tapped struct {
	netx.Network
	mu  sync.Mutex
	all []interface{ Close() error }
}

func (t *tapped) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	ln, err := t.Network.Listen(ctx, network, address)
	return keep(t, ln, err)
}

func (t *tapped) ListenPacket(ctx context.Context, network, address string) (net.PacketConn, error) {
	pc, err := t.Network.ListenPacket(ctx, network, address)
	return keep(t, pc, err)
}

func (t *tapped) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := t.Network.DialContext(ctx, network, address)
	return keep(t, conn, err)
}

func keep[S interface{ Close() error }](t *tapped, socket S, err error) (S, error) {
	if err == nil {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.all = append(t.all, socket)
	}
	return socket, err
}

// cut closes the sockets, without the goodbye that its transport may have.
func (t *tapped) cut() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, socket := range t.all {
		socket.Close()
	}
}
