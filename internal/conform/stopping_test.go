package conform

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

func stopMembers(ctx context.Context, w World) error {
	o := transport.Options{Hub: &hub.Hub{}}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve")
		if err != nil {
			return err
		}
		s.stop()
		for _, m := range all {
			if !w.Transport.Reliable {
				break // UDP has no goodbye
			}
			// The first to go is a leave for the other.
			var err error
			for err == nil {
				_, err = m.conn.Recv(m.buf)
			}
			if err != io.EOF {
				return fmt.Errorf("got %v from Recv, want %v", err, io.EOF)
			}
		}
		if err := s.shutdown(); err != nil {
			return err
		}
		return emptyHub(o.Hub)
	})
}

func stopBusyRooms(ctx context.Context, w World) error {
	// Whoever waits for the deaf member, waits for longer than anyone's patience.
	o := transport.Options{Hub: smallQueue(hub.DropOldest), WriteTimeout: time.Hour}
	return w.serveRooms(ctx, o, func(ctx context.Context, s *session) error {
		all, err := s.enter(ctx, "blue", "ada", "eve", "bob", "deaf")
		if err != nil {
			return err
		}
		size := 20 << 10
		if !w.Transport.Reliable {
			size = 1000
		}
		text := strings.Repeat("x", size)
		busy := make(chan struct{})
		tell := sync.OnceFunc(func() { close(busy) })
		work := func(ctx context.Context, m *member) error {
			for n := uint64(1); ; n++ {
				if _, err := m.say(n, text); err != nil {
					return ctx.Err() // the server must have ended it, and not the time
				}
				// Over UDP, the hub never gets to know of what is dropped.
				if o.Hub.Stats().Dropped > 0 || n == 20 && !w.Transport.Reliable {
					tell()
				}
				time.Sleep(time.Millisecond) // or a virtual clock would never get on
			}
		}
		err = s.together(ctx, len(all), func(ctx context.Context, i int) error {
			if all[i].name != "deaf" {
				return work(ctx, all[i])
			}
			if err := await(ctx, busy, "the members got nowhere"); err != nil {
				return err
			}
			err := s.shutdown()
			all[i].vanish() // it has no goodbye to wait for
			if !w.Transport.Reliable {
				s.hangUp() // nothing else tells a UDP client that the server has gone
			}
			return err
		})
		if err != nil {
			return err
		}
		return emptyHub(o.Hub)
	})
}
