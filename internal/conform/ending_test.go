package conform

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"wirelab/internal/transport"
)

func closeWakesRecv(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		return s.together(ctx, 2, func(ctx context.Context, i int) error {
			if i == 0 {
				c.Close()
				return nil
			}
			if n, err := c.Recv(make([]byte, 100)); err == nil {
				return fmt.Errorf("nobody sent anything, and Recv returned %d bytes", n)
			}
			return ctx.Err()
		})
	})
}

func closeWakesSend(ctx context.Context, w World) error {
	if !w.Transport.Reliable {
		return Skip("UDP's Send never waits: what cannot be taken is dropped")
	}
	// The server takes the first message and reads no further until release is closed.
	taken, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	o := transport.Options{OnData: func(net.Addr, []byte) {
		once.Do(func() { close(taken) })
		<-release
	}}
	return w.serve(ctx, o, func(ctx context.Context, s *session) error {
		defer close(release)
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		return s.together(ctx, 2, func(ctx context.Context, i int) error {
			if i == 0 {
				err := await(ctx, taken, "nothing reached the server")
				c.Close()
				return err
			}
			for msg := make([]byte, 32<<10); c.Send(msg) == nil; {
			}
			return ctx.Err()
		})
	})
}

func stopWhileIdle(ctx context.Context, w World) error {
	if !w.Transport.Reliable {
		return Skip("UDP has no goodbye: a server that has gone is silence")
	}
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		if err := exchange(c, []byte("hello")); err != nil {
			return err
		}
		s.stop()
		if n, err := c.Recv(make([]byte, 100)); err != io.EOF {
			return fmt.Errorf("got %d, %v from Recv, want %v", n, err, io.EOF)
		}
		return s.shutdown()
	})
}

func stopWhileBusy(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		const clients = 8
		busy := make(chan struct{}, clients)
		work := func(ctx context.Context) error {
			c, err := s.dial(ctx)
			if err != nil {
				return err
			}
			if err := exchange(c, []byte("first")); err != nil {
				return err
			}
			busy <- struct{}{}
			for n := 0; exchange(c, pattern(n, 500)) == nil; n++ {
				time.Sleep(time.Millisecond) // or a virtual clock would never get on
			}
			return ctx.Err() // the server must have ended it, and not the time
		}
		stop := func(ctx context.Context) error {
			for range clients {
				if err := await(ctx, busy, "not all clients got to work"); err != nil {
					return err
				}
			}
			err := s.shutdown()
			if !w.Transport.Reliable {
				s.hangUp() // nothing else tells a UDP client that the server has gone
			}
			return err
		}
		return s.together(ctx, clients+1, func(ctx context.Context, i int) error {
			if i == clients {
				return stop(ctx)
			}
			return work(ctx)
		})
	})
}

func socketClosed(ctx context.Context, w World) error {
	tap := &tapped{Network: w.Server}
	w.Server = tap
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		if err := exchange(c, []byte("all is well")); err != nil {
			return err
		}
		tap.cut()
		select {
		case err := <-s.served:
			s.served <- nil // for serve, which expects no error
			if !errors.Is(err, net.ErrClosed) {
				return fmt.Errorf("got %v from Serve, want %v", err, net.ErrClosed)
			}
			return nil
		case <-ctx.Done():
			return errors.New("the server goes on without its socket")
		}
	})
}

func addressInUse(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		second, err := w.Transport.ListenEcho(ctx, w.Server, s.addr, transport.Options{})
		if err != nil {
			return nil
		}
		stopped, stop := context.WithCancel(ctx)
		stop()
		return errors.Join(fmt.Errorf("two servers listen at %v", s.addr), second.Serve(stopped))
	})
}

func nobodyListens(ctx context.Context, w World) error {
	if !w.Transport.Reliable {
		return Skip("UDP's Dial sends nothing, and so cannot know that nobody is there")
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var connected error
	for range 3 { // another program on this machine may get the port meanwhile, but not each time
		ln, err := w.Server.Listen(ctx, "tcp", w.Addr)
		if err != nil {
			return err
		}
		addr := ln.Addr().String()
		ln.Close()
		c, err := w.Transport.Dial(ctx, w.Client, addr)
		if err != nil {
			return ctx.Err()
		}
		c.Close()
		connected = fmt.Errorf("nobody listens at %v, and Dial connected to it", addr)
	}
	return connected
}
