package conform

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"syscall"

	"wirelab/internal/transport"
)

func wholeAndInOrder(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		sent := make(chan []byte, 16) // as many are under way at once, too few to overflow a buffer
		send := func(ctx context.Context) error {
			defer close(sent)
			for n := range 200 {
				msg := pattern(n, 1+37*n%1200)
				select {
				case sent <- msg:
				case <-ctx.Done():
					return nil
				}
				if err := c.Send(msg); err != nil {
					return err
				}
			}
			return nil
		}
		return s.together(ctx, 2, func(ctx context.Context, i int) error {
			if i == 0 {
				return send(ctx)
			}
			for msg := range sent {
				if err := expect(c, msg); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

func emptyMessage(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		return exchange(c, []byte("before"), nil, []byte("after"))
	})
}

func largestMessage(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		msg := pattern(1, w.Transport.MaxMessage)
		var sendErr error
		err = s.together(ctx, 2, func(ctx context.Context, i int) error {
			if i == 0 {
				return expect(c, msg)
			}
			sendErr = c.Send(msg)
			return sendErr
		})
		if !w.Transport.Reliable && errors.Is(sendErr, syscall.EMSGSIZE) {
			return Skip("this system sends no datagrams as large as UDP allows") // macOS: 9,216 bytes
		}
		return err
	})
}

func tooLargeMessage(ctx context.Context, w World) error {
	var heard recorder
	return w.serve(ctx, transport.Options{OnData: heard.onData}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		err = c.Send(make([]byte, w.Transport.MaxMessage+1))
		if !errors.Is(err, w.Transport.ErrTooLarge) {
			return fmt.Errorf("got %v from Send, want %v", err, w.Transport.ErrTooLarge)
		}
		if err := exchange(c, []byte("small")); err != nil {
			return fmt.Errorf("after a message too large: %w", err)
		}
		if n := len(heard.bytes()); n > 16 {
			return fmt.Errorf("the server got %d bytes, of which at most a few were sent", n)
		}
		return nil
	})
}

func shortBuffer(ctx context.Context, w World) error {
	return w.serve(ctx, transport.Options{}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		if err := c.Send([]byte("longer than four")); err != nil {
			return err
		}
		if n, err := c.Recv(make([]byte, 4)); n != 0 || !errors.Is(err, io.ErrShortBuffer) {
			return fmt.Errorf("got %d, %v from Recv, want 0, %v", n, err, io.ErrShortBuffer)
		}
		return exchange(c, []byte("next"))
	})
}

func onDataSees(ctx context.Context, w World) error {
	var heard recorder
	return w.serve(ctx, transport.Options{OnData: heard.onData}, func(ctx context.Context, s *session) error {
		c, err := s.dial(ctx)
		if err != nil {
			return err
		}
		if err := exchange(c, []byte("one"), []byte("two")); err != nil {
			return err
		}
		got := heard.bytes()
		first, rest, found := bytes.Cut(got, []byte("one"))
		if !found || !bytes.Contains(rest, []byte("two")) {
			return fmt.Errorf("OnData got %q", got)
		}
		if extra := len(first) + len(rest) - len("two"); !w.Transport.Stream && extra != 0 {
			return fmt.Errorf("OnData got %q, which is not only the messages", got)
		}
		return nil
	})
}

// exchange sends messages, each after the echo of the one before it.
func exchange(c transport.Conn, msgs ...[]byte) error {
	for _, msg := range msgs {
		if err := c.Send(msg); err != nil {
			return err
		}
		if err := expect(c, msg); err != nil {
			return err
		}
	}
	return nil
}

// expect receives one message, which must be want.
func expect(c transport.Conn, want []byte) error {
	buf := make([]byte, len(want)+100)
	n, err := c.Recv(buf)
	if err != nil {
		return err
	}
	if got := buf[:n]; !bytes.Equal(got, want) {
		return fmt.Errorf("received %s, want %s", brief(got), brief(want))
	}
	return nil
}

// pattern is a message of size bytes unlike any other message's.
func pattern(n, size int) []byte {
	msg := []byte(fmt.Sprintf("message %d: ", n))
	for len(msg) < size {
		msg = append(msg, byte(len(msg)*7+n))
	}
	return msg[:size]
}

func brief(msg []byte) string {
	if len(msg) > 40 {
		return fmt.Sprintf("%q... (%d bytes)", msg[:40], len(msg))
	}
	return fmt.Sprintf("%q", msg)
}

// A recorder keeps what OnData is called with.
type recorder struct {
	mu  sync.Mutex
	got []byte
}

func (r *recorder) onData(_ net.Addr, b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got = append(r.got, b...)
}

func (r *recorder) bytes() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.got)
}
