package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/lab"
	"wirelab/internal/link"
	"wirelab/internal/netx"
)

// A demo is a small experiment that a lesson is about.
type demo struct {
	name, usage string
	run         func(ctx context.Context, s stage, w io.Writer) error
}

var demos = []demo{
	{"sockets", "three clients of one TCP server: how many sockets has the server?", demoSockets},
	{"stream", "ten writes, and a large one: how many reads does TCP make of it?", demoStream},
	{"flood", "5,000 datagrams to a socket that nobody reads: how many are kept?", demoFlood},
	{"unread", "the peer closes and reads nothing: which write fails first?", demoUnread},
}

// A stage is where a demo runs: a server's network and some clients'.
type stage struct {
	server  netx.Network
	clients []netx.Network
	listen  string // the address to listen at, with any port
}

func demoCommand() *cli.Command {
	list := ""
	for _, d := range demos {
		list += fmt.Sprintf("   %-9s %s\n", d.name, d.usage)
	}
	return &cli.Command{
		Name:      "demo",
		Usage:     "small demonstrations that lessons use",
		UsageText: "wirelab demo " + demoNames("|") + " [options]",
		Description: `The network is the lab's, inside the program, with 10 ms each way; or the
machine's own (--net host).

` + list + `
EXAMPLES:
   wirelab demo sockets
   wirelab demo stream --net host`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "net", Usage: "the network: lab or host", Value: "lab"},
		},
		Action: runDemo,
	}
}

func demoNames(sep string) string {
	var names []string
	for _, d := range demos {
		names = append(names, d.name)
	}
	return strings.Join(names, sep)
}

func runDemo(c *cli.Context) error {
	for _, d := range demos {
		if d.name != c.Args().First() {
			continue
		}
		if c.NArg() > 1 {
			return wrongf("%q is one argument too many", c.Args().Get(1))
		}
		return onStage(c.Context, c.String("net"), func(ctx context.Context, s stage) error { return d.run(ctx, s, c.App.Writer) })
	}
	if c.NArg() == 0 {
		return wrongf("say which: one of %s", demoNames(", "))
	}
	return wrongf("there is no demo %q: it is one of %s", c.Args().First(), demoNames(", "))
}

// connected returns the two ends of a TCP connection.
func (s stage) connected(ctx context.Context) (client, server net.Conn, err error) {
	ln, err := s.server.Listen(ctx, "tcp", s.listen)
	if err != nil {
		return nil, nil, err
	}
	defer ln.Close()
	client, err = s.clients[0].DialContext(ctx, "tcp", ln.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	server, err = ln.Accept()
	if err != nil {
		client.Close()
		return nil, nil, err
	}
	return client, server, nil
}

// onStage runs f on the network of that name.
func onStage(ctx context.Context, network string, f func(context.Context, stage) error) (err error) {
	if err := choice("net", network, "lab", "host"); err != nil {
		return err
	}
	if network == "host" {
		host := &netx.Host{}
		return f(ctx, stage{host, []netx.Network{host, host, host}, "127.0.0.1:0"})
	}
	failed := lab.Virtual(ctx, func(ctx context.Context) {
		way := link.Config{Delay: 10 * time.Millisecond}
		n, newErr := lab.New(lab.Config{Up: way, Down: way, Seed: 1, Clients: 3, Virtual: true})
		if err = newErr; err != nil {
			return
		}
		defer n.Close()
		s := stage{server: n.Server, listen: n.Server.Addr.String() + ":0"}
		for _, client := range n.Clients {
			s.clients = append(s.clients, client)
		}
		err = f(ctx, s)
	})
	if failed != nil {
		return failed
	}
	return err
}
