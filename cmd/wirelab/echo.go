//go:build !js

package main

import (
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/conversation"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/term"
	"wirelab/internal/usage"
)

func echoCommand() *cli.Command {
	return &cli.Command{
		Name:      "echo",
		Usage:     "send lines to an echo server and see how long each takes",
		UsageText: "wirelab echo tcp|udp|ws|socketio [ADDR] [options]",
		Description: `Without ADDR it uses the server that "wirelab serve echo" runs on this machine.

EXAMPLES:
   wirelab echo tcp                          to 127.0.0.1:7101
   wirelab echo ws 192.168.1.5:7103
   wirelab echo socketio 192.168.1.5:7103    the same server, as Socket.IO
   echo hi | wirelab echo udp 192.168.1.5    one line, from a pipe`,
		Flags: []cli.Flag{
			&cli.DurationFlag{Name: "wait", Usage: "how long to wait for a line to come back", Value: 2 * time.Second},
		},
		Action: runEcho,
	}
}

func runEcho(c *cli.Context) error {
	t, addr, err := flags.Server(c)
	if err != nil {
		return err
	}
	if c.Duration("wait") <= 0 {
		return usage.Wrongf("--wait %v: a wait must be more than 0", c.Duration("wait"))
	}
	conn, err := conversation.Dial(c.Context, t, addr)
	switch {
	case c.Context.Err() != nil: // Ctrl-C, while it was dialing
		return nil
	case err != nil:
		return err
	}
	e := &conversation.Echo{
		Transport: t, Addr: addr, Conn: conn, Wait: c.Duration("wait"),
		Out: c.App.Writer, Notes: c.App.ErrWriter,
	}
	if term.IsTerminal(c.App.Reader) {
		e.Prompt = c.App.ErrWriter
		fmt.Fprintf(e.Prompt, "%s to %s. Type a line and press Enter; Ctrl-D or Ctrl-C ends.\n", t.Title, addr)
	}
	return e.Run(c.Context, c.App.Reader)
}
