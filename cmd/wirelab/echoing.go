package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"wirelab/bench"
	"wirelab/internal/transport"
	"wirelab/internal/visible"
)

// echoing is one conversation with an echo server.
type echoing struct {
	transport.Transport
	addr   string
	conn   transport.Conn
	wait   time.Duration
	out    io.Writer
	notes  io.Writer // for what is no echo
	prompt io.Writer // nil where no person types

	heard bool // something has come back
}

// A reply is what Recv returned, and when.
type reply struct {
	text string
	at   time.Time
	err  error
}

// run sends each line of in, and prints what comes back before it sends the next. It closes the
// connection. That ctx ends is no error.
func (e *echoing) run(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	replies := make(chan reply)
	var receiving sync.WaitGroup
	receiving.Go(func() { e.receive(ctx, replies) })
	defer func() {
		cancel()
		e.conn.Close() // wakes receive; whatever is worth an error has come back, or has not
		receiving.Wait()
	}()
	lines, failed := readLines(ctx, in, e.MaxMessage)
	if e.prompt != nil {
		defer fmt.Fprintln(e.prompt) // so that the shell's prompt has a line of its own
	}
	silent := 0
	for {
		if e.prompt != nil {
			fmt.Fprint(e.prompt, "> ")
		}
		select {
		case <-ctx.Done():
			return nil
		case r := <-replies:
			if r.err != nil {
				return e.ended(r.err)
			}
			e.heard = true
			if _, err := fmt.Fprintf(e.out, "%s    (not waited for)\n", visible.Text(r.text)); err != nil {
				return err
			}
		case line, ok := <-lines:
			if !ok {
				if err := <-failed; err != nil {
					return err
				}
				if silent > 0 {
					return fmt.Errorf("%d lines did not come back", silent)
				}
				return nil
			}
			back, err := e.exchange(ctx, line, replies)
			if err != nil {
				return err
			}
			if !back {
				silent++
			}
		}
	}
}

// exchange sends one line and prints its echo. back is false if none came in time.
func (e *echoing) exchange(ctx context.Context, line string, replies <-chan reply) (back bool, err error) {
	if e.Name == "ws" && !utf8.ValidString(line) {
		return false, errors.New("a line over WebSocket is UTF-8")
	}
	sent := time.Now()
	if err := e.conn.Send([]byte(line)); err != nil {
		return false, e.ended(err)
	}
	late := time.NewTimer(e.wait)
	defer late.Stop()
	for {
		select {
		case <-ctx.Done():
			return true, nil
		case <-late.C:
			fmt.Fprintf(e.notes, "nothing came back within %v\n", e.wait)
			return false, nil
		case r := <-replies:
			if r.err != nil {
				return false, e.ended(r.err)
			}
			e.heard = true
			took := float64(r.at.Sub(sent)) / float64(time.Millisecond)
			if _, err := fmt.Fprintf(e.out, "%s    %.3f ms\n", visible.Text(r.text), took); err != nil {
				return false, err
			}
			if r.text == line { // an echo of an earlier line is no answer to this one
				return true, nil
			}
		}
	}
}

// receive hands over what comes until the connection fails or ctx ends.
func (e *echoing) receive(ctx context.Context, replies chan<- reply) {
	buf := make([]byte, e.MaxMessage)
	for {
		n, err := e.conn.Recv(buf)
		select {
		case replies <- reply{string(buf[:n]), time.Now(), err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// ended says in a line how the conversation ended. UDP finds out only now that nobody is there.
func (e *echoing) ended(err error) error {
	switch {
	case refused(err) && !e.heard:
		return noServer("echo", &bench.NoServerError{Addr: e.addr, Err: err})
	case errors.Is(err, io.EOF):
		return errors.New("the server has ended the connection")
	case gone(err):
		return fmt.Errorf("the server has gone: %w; wirelab serve echo starts one", cause(err))
	}
	return err
}
