//go:build !js

package main

import (
	"io"
	"net"
	"strconv"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/serving"
	"wirelab/internal/network/netx"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
	"wirelab/wsdemo"
)

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:      "serve",
		Usage:     "run servers for all transports at once, until Ctrl-C",
		UsageText: "wirelab serve echo|broadcast [options]",
		Subcommands: []*cli.Command{{
			Name:      "echo",
			Usage:     "send back what comes in",
			UsageText: "wirelab serve echo [options]",
			Description: `Runs a TCP, a UDP and a WebSocket echo server, and says how to talk to them. The
WebSocket server speaks Socket.IO, too: wirelab echo socketio.

A browser may open the page by the server's address, by a name given with --name
and, if other machines can reach the server, by this machine's name, with .local
or without. Any other name is refused: another site may have pointed it here.

--max-message and --compress (permessage-deflate, RFC 7692) are for WebSocket.
TCP has no messages: any number of bytes come back. A UDP datagram has at most
65507 bytes.

EXAMPLES:
   wirelab serve echo                       on this machine only
   wirelab serve echo --host 0.0.0.0        for the whole network
   wirelab serve echo --tcp 0 --udp off     TCP on any free port, no UDP
   wirelab serve echo --max-message 16MiB --compress
                                            all that a test suite may ask for`,
			Flags: append(serving.Flags(),
				&cli.StringFlag{
					Name: "max-message", Value: inMiB(wsdemo.MaxMessage), Usage: "the largest `SIZE`, up to 64MiB",
				},
				&cli.BoolFlag{Name: "compress", Usage: "compress messages, if the client asks for it"},
			),
			Action: serveEcho,
		}, serveBroadcastCommand()},
		Action: func(c *cli.Context) error {
			if what := c.Args().First(); what != "" {
				return usage.Wrongf("there is no server %q: %s", what,
					usage.DidYouMean(what, commandNames(c.Command.Subcommands), "choose one of echo, broadcast"))
			}
			return usage.Wrongf("say what to serve: wirelab serve echo, or wirelab serve broadcast")
		},
	}
}

// serveEcho runs the servers until the context ends or one of them fails.
func serveEcho(c *cli.Context) error {
	if err := flags.NoArgs(c); err != nil {
		return err
	}
	messages, err := echoOptions(c)
	if err != nil {
		return err
	}
	visitors := serving.NewVisitors(c)
	servers, err := serving.Listen(c, func(t transport.Transport, addr string, o transport.Options) (*transport.Server, error) {
		o.MaxMessage, o.Compression = messages.MaxMessage, messages.Compression
		visitors.Echo(t, &o)
		return t.ListenEcho(c.Context, &netx.Host{}, addr, o)
	})
	if err != nil {
		return err
	}
	return serving.Run(c, servers, visitors, func(w io.Writer, host string, own []net.Addr) error {
		return serving.PrintEcho(w, host, own, servers)
	})
}

// largestMessage bounds --max-message: a server holds a message until all of it has come.
const largestMessage = 64 << 20

// echoOptions reads what is said of WebSocket's messages.
func echoOptions(c *cli.Context) (o transport.Options, err error) {
	for _, flag := range []string{"max-message", "compress"} {
		if c.IsSet(flag) && c.String("ws") == "off" {
			return o, usage.Wrongf("--%s is for WebSocket, but --ws is off", flag)
		}
	}
	n, err := flags.Size(c, "max-message")
	if err == nil && (n < 1 || n > largestMessage) {
		err = usage.Wrongf("--max-message %s: choose 1B to %dMiB", c.String("max-message"), largestMessage>>20)
	}
	if err != nil {
		return o, err
	}
	o.MaxMessage, o.Compression = int(n), c.Bool("compress")
	return o, nil
}

// inMiB is a size as --max-message takes it.
func inMiB(n int) string { return strconv.Itoa(n>>20) + "MiB" }
