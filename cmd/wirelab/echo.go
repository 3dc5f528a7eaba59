package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/internal/netx"
	"wirelab/internal/transport"
	"wirelab/tcpdemo"
	"wirelab/udpdemo"
	"wirelab/wsdemo"
)

func echoCommand() *cli.Command {
	return &cli.Command{
		Name:      "echo",
		Usage:     "type a line, see it come back and how long it took",
		UsageText: "wirelab echo tcp|udp|ws [ADDR] [options]",
		Description: `Without ADDR it asks the server that "wirelab serve echo" runs on this machine.

EXAMPLES:
   wirelab echo tcp                          to 127.0.0.1:7101
   wirelab echo ws 192.168.1.5:7103
   echo hi | wirelab echo udp 192.168.1.5    one line, from a pipe`,
		Flags: []cli.Flag{
			&cli.DurationFlag{Name: "wait", Usage: "how long to wait for a line to come back", Value: 2 * time.Second},
		},
		Action: runEcho,
	}
}

func runEcho(c *cli.Context) error {
	name, addr := c.Args().Get(0), c.Args().Get(1)
	if name == "" {
		return wrongf("say which transport: tcp, udp or ws")
	}
	t, err := transport.Named(name)
	if err != nil {
		return wrong(err)
	}
	if c.NArg() > 2 {
		return wrongf("%q is one argument too many", c.Args().Get(2))
	}
	if c.Duration("wait") <= 0 {
		return wrongf("--wait %v: a wait is more than 0", c.Duration("wait"))
	}
	if addr, err = completed(addr, t.DefaultPort); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Context, 10*time.Second)
	defer cancel()
	conn, err := dialLines(ctx, name, addr)
	if err != nil {
		return noServer(&bench.NoServerError{Addr: addr, Err: err})
	}
	defer conn.Close()
	e := &echoing{conn: conn, wait: c.Duration("wait"), out: c.App.Writer, notes: c.App.ErrWriter}
	if isTerminal(c.App.Reader) {
		e.prompt = c.App.ErrWriter
		fmt.Fprintf(c.App.ErrWriter, "%s to %s. Type a line and press Enter; Ctrl-D or Ctrl-C ends.\n", t.Title, addr)
	}
	return e.run(c.Context, c.App.Reader)
}

// dialLines connects for messages that people type: lines over TCP, text over WebSocket.
func dialLines(ctx context.Context, name, addr string) (transport.Conn, error) {
	nw := &netx.Host{}
	switch name {
	case "tcp":
		return tcpdemo.Dial(ctx, nw, addr, tcpdemo.Lines{})
	case "udp":
		return udpdemo.Dial(ctx, nw, addr)
	default:
		return wsdemo.Dial(ctx, nw, addr, wsdemo.Text)
	}
}

// echoing is one conversation with an echo server.
type echoing struct {
	conn   transport.Conn
	wait   time.Duration
	out    io.Writer
	notes  io.Writer // for what is no echo
	prompt io.Writer // nil where no person types
}

// A reply is what Recv returned, and when.
type reply struct {
	text string
	at   time.Time
	err  error
}

// run sends each line of in, and prints what comes back before it sends the next.
func (e *echoing) run(ctx context.Context, in io.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines, failed := readLines(ctx, in)
	replies := make(chan reply)
	go e.receive(ctx, replies)
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
				return ended(r.err)
			}
			fmt.Fprintf(e.out, "%s    (not waited for)\n", visible(r.text))
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
	sent := time.Now()
	if err := e.conn.Send([]byte(line)); err != nil {
		return false, err
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
				return false, ended(r.err)
			}
			took := r.at.Sub(sent)
			_, err := fmt.Fprintf(e.out, "%s    %.3f ms\n", visible(r.text), float64(took)/float64(time.Millisecond))
			if err != nil {
				return false, err
			}
			if r.text == line { // an echo of an earlier line is no answer to this one
				return true, nil
			}
		}
	}
}

func (e *echoing) receive(ctx context.Context, replies chan<- reply) {
	buf := make([]byte, 1<<20)
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

func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the server has ended the connection")
	}
	return err
}

// readLines sends the lines of in, without their ends, until in or ctx ends. A Read that waits for
// the terminal cannot be woken: its goroutine ends with the program.
func readLines(ctx context.Context, in io.Reader) (<-chan string, <-chan error) {
	lines, failed := make(chan string), make(chan error, 1)
	go func() {
		defer close(lines)
		scanner := bufio.NewScanner(in)
		scanner.Buffer(nil, tcpdemo.MaxMessage+2) // a line, its end, and one more
		for scanner.Scan() {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				failed <- nil
				return
			}
		}
		err := scanner.Err()
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("a line has at most %d bytes", tcpdemo.MaxMessage)
		}
		failed <- err
	}()
	return lines, failed
}
