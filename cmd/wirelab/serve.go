package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"

	"github.com/urfave/cli/v2"

	"wirelab/internal/course/shell"
	"wirelab/internal/network/netx"
	"wirelab/internal/term/table"
	"wirelab/internal/transport"
	"wirelab/wsdemo"
)

func serveCommand() *cli.Command {
	return &cli.Command{
		Name:      "serve",
		Usage:     "run servers for all transports at once, until Ctrl-C",
		UsageText: "wirelab serve echo|broadcast [options]",
		Subcommands: []*cli.Command{{
			Name:      "echo",
			Usage:     "send back what comes",
			UsageText: "wirelab serve echo [options]",
			Description: `Runs a TCP, a UDP and a WebSocket echo server, and says how to talk to them.

A browser may open the page by the address, by what --name says and, if other
machines reach the server, by this machine's name, with .local or without. Any
other name is refused: it may be another site's that has been pointed here.

--max-message and --compress (permessage-deflate, RFC 7692) are for WebSocket.
TCP has no messages, and any number of bytes come back; a datagram of UDP has
at most 65507.

EXAMPLES:
   wirelab serve echo                       on this machine only
   wirelab serve echo --host 0.0.0.0        for the whole network
   wirelab serve echo --tcp 0 --udp off     TCP on any free port, no UDP
   wirelab serve echo --max-message 16MiB --compress
                                            all that a test suite may ask for`,
			Flags: append(serveFlags(),
				&cli.StringFlag{
					Name: "max-message", Value: inMiB(wsdemo.MaxMessage), Usage: "the largest `SIZE`, up to 64MiB",
				},
				&cli.BoolFlag{Name: "compress", Usage: "messages, if the client asks for it"},
			),
			Action: serveEcho,
		}, serveBroadcastCommand()},
		Action: func(c *cli.Context) error {
			if what := c.Args().First(); what != "" {
				return wrongf("there is no server %q: it is one of echo, broadcast", what)
			}
			return wrongf("say what to serve: wirelab serve echo, or wirelab serve broadcast")
		},
	}
}

func serveFlags() []cli.Flag {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "host", Usage: "where to listen; 0.0.0.0 is all", Value: "127.0.0.1"},
		&cli.GenericFlag{Name: "name", Value: &names{}, Usage: "this machine is called `NAME`, too; may be repeated"},
	}
	for _, t := range transport.All() {
		flags = append(flags, &cli.StringFlag{
			Name: t.Name, Usage: t.Title + " `PORT`; 0: any, off: none",
			Value: strconv.Itoa(t.DefaultPort),
		})
	}
	return flags
}

// serveEcho runs the servers until the context ends or one of them fails.
func serveEcho(c *cli.Context) error {
	if err := noArgs(c); err != nil {
		return err
	}
	messages, err := echoOptions(c)
	if err != nil {
		return err
	}
	servers, err := listenAll(c, func(t transport.Transport, addr string, o transport.Options) (*transport.Server, error) {
		o.MaxMessage, o.Compression = messages.MaxMessage, messages.Compression
		return t.ListenEcho(c.Context, &netx.Host{}, addr, o)
	})
	if err != nil {
		return err
	}
	return runServers(c, servers, func(w io.Writer, host string, own []net.Addr) error {
		return printServers(w, host, own, servers, tryEcho)
	})
}

// tryEcho lists ways to talk to an echo server.
func tryEcho(transport, host, port string) []string {
	addr := net.JoinHostPort(host, port)
	return []string{"wirelab echo " + transport + " " + addr, map[string]string{
		"tcp": "nc " + host + " " + port,
		"udp": "nc -u " + host + " " + port,
		"ws":  "http://" + addr + "/ in a browser",
	}[transport]}
}

// runServers prints what there is to say of the servers, and runs them until the context ends or one
// of them fails.
func runServers(c *cli.Context, servers []listening, print func(w io.Writer, host string, own []net.Addr) error) error {
	ctx, stop := context.WithCancel(c.Context)
	defer stop()
	own, _ := net.InterfaceAddrs() // without them, one address is left to print
	failed := print(c.App.Writer, unbracketed(c.String("host")), own)
	if failed == nil {
		for _, s := range servers {
			if s.Short != nil {
				fmt.Fprintf(c.App.ErrWriter, "%s: %v\n", s.Name, s.Short)
			}
		}
		fmt.Fprintln(c.App.ErrWriter, "Ctrl-C stops.")
	} else {
		stop() // and still serve below, which closes the sockets
	}
	errs := make([]error, len(servers))
	var running sync.WaitGroup
	for i, s := range servers {
		running.Go(func() {
			defer stop()
			if err := s.Serve(ctx); err != nil {
				errs[i] = fmt.Errorf("the %s server: %w", s.Title, err)
			}
		})
	}
	running.Wait()
	return errors.Join(append(errs, failed)...)
}

// A listening server of one transport.
type listening struct {
	transport.Transport
	*transport.Server
}

// listenAll opens a port for each transport that is not off; if one cannot be opened, none is.
func listenAll(
	c *cli.Context, listen func(t transport.Transport, addr string, o transport.Options) (*transport.Server, error),
) ([]listening, error) {
	var servers []listening
	log := &peerLog{w: c.App.ErrWriter}
	host := unbracketed(c.String("host"))
	hosts, err := hostsOf(c, host)
	if err != nil {
		return nil, err
	}
	fail := func(err error) ([]listening, error) {
		over, cancel := context.WithCancel(context.Background())
		cancel()
		for _, s := range servers {
			s.Serve(over) // closes its socket
		}
		return nil, err
	}
	for _, t := range transport.All() {
		port := c.String(t.Name)
		if port == "off" {
			continue
		}
		if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
			return fail(wrongf("--%s %s: a port is a number from 0 to 65535, or off", t.Name, port))
		}
		server, err := listen(t, net.JoinHostPort(host, port), transport.Options{
			Batch:   64,
			Hosts:   hosts,
			OnError: func(peer net.Addr, err error) { log.print(t.Name, peer, withHint(err)) },
		})
		switch {
		case netx.InUse(err):
			return fail(wrongf("--%s %s: "+shell.PortInUse+": choose another, or 0 for any that is free", t.Name, port))
		case err != nil:
			return fail(fmt.Errorf("--host %s --%s %s: %w", host, t.Name, port, err))
		}
		servers = append(servers, listening{t, server})
	}
	if len(servers) == 0 {
		return fail(wrongf("all servers are off: leave at least one on"))
	}
	return servers, nil
}

// printServers prints where the servers are and how to talk to them: from here or, where they listen
// everywhere, at the machine's own addresses from elsewhere.
func printServers(
	w io.Writer, host string, own []net.Addr, servers []listening, try func(transport, host, port string) []string,
) error {
	var rows [][]string
	for _, s := range servers {
		_, port, _ := net.SplitHostPort(s.Addr.String())
		name, shown := s.Name, net.JoinHostPort(host, port)
		for _, h := range reachable(host, own) {
			for _, way := range try(s.Name, h, port) {
				rows = append(rows, []string{name, shown, way})
				name, shown = "", "" // said once
			}
		}
	}
	return table.Plain(w, []string{"transport", "address", "try it"}, rows)
}
