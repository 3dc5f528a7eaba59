package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/bench/measure"
	"wirelab/internal/network/netx"
	"wirelab/internal/term"
	"wirelab/internal/transport"
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
	t, addr, err := whom(c)
	if err != nil {
		return err
	}
	if c.Duration("wait") <= 0 {
		return wrongf("--wait %v: a wait is more than 0", c.Duration("wait"))
	}
	conn, err := dial(c.Context, t, addr)
	switch {
	case c.Context.Err() != nil: // Ctrl-C, while it was dialing
		return nil
	case err != nil:
		return notConnected(c.Context, t, addr, err)
	}
	e := &echoing{
		Transport: t, addr: addr, conn: conn, wait: c.Duration("wait"),
		out: c.App.Writer, notes: c.App.ErrWriter,
	}
	if term.IsTerminal(c.App.Reader) {
		e.prompt = c.App.ErrWriter
		fmt.Fprintf(e.prompt, "%s to %s. Type a line and press Enter; Ctrl-D or Ctrl-C ends.\n", t.Title, addr)
	}
	return e.run(c.Context, c.App.Reader)
}

// dial connects within ten seconds.
func dial(ctx context.Context, t transport.Transport, addr string) (transport.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return t.DialText(ctx, &netx.Host{}, addr)
}

// notConnected says why dialing failed: nobody is there, or somebody who speaks something else.
func notConnected(ctx context.Context, t transport.Transport, addr string, err error) error {
	other := lookAt(ctx, t, addr).insteadOf(echo, t, addr)
	if other != nil || ctx.Err() != nil {
		return other
	}
	if op := (*net.OpError)(nil); errors.As(err, &op) && op.Op == "dial" {
		return noServer("echo", &measure.NoServerError{Addr: addr, Err: err})
	}
	return fmt.Errorf("%s does not speak WebSocket: %s", addr, strings.TrimPrefix(err.Error(), "wsdemo: "))
}
