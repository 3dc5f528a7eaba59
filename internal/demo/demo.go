package main

import (
	"context"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/network/lab"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx"
	"wirelab/internal/network/packet"
	"wirelab/internal/term/table"
)

// A demo is a small experiment that a lesson is about.
type demo struct {
	name, usage string
	run         func(ctx context.Context, s stage, w io.Writer) error
}

var demos = []demo{
	{"sockets", "three clients of one TCP server: how many sockets has the server?", demoSockets},
	{"roles", "A asks B, and B asks C: who is a client, and who a server?", demoRoles},
	{"pairs", "the same port twice: what tells connections apart?", demoPairs},
	{"idle", "an hour of silence: what does a connection consist of?", demoIdle},
	{"packets", "one message, and twenty: how many packets carry them?", demoPackets},
	{"stream", "ten writes, and a large one: how many reads does TCP make of it?", demoStream},
	{"flood", "5,000 datagrams to a socket that nobody reads: how many are kept?", demoFlood},
	{"kept", "1,000 datagrams, and 1,000 more: which of them are kept?", demoKept},
	{"acked", "an order is acknowledged: has the program over there read it?", demoAcked},
	{"unread", "the peer closes and reads nothing: which write fails first?", demoUnread},
	{"upgrade", "a WebSocket by hand: how much of it is HTTP, and who may speak?", demoUpgrade},
	{"push", "waiting for five goals: to ask again and again, or to be told?", demoPush},
	{"emit", "one of four does not read: who gets what is emitted?", demoEmit},
	{"rooms", "four clients, two rooms, three transports: who hears what?", demoRooms},
	{"missed", "away for 2 s while 3 events pass: what comes back?", demoMissed},
	{"retry", "the acknowledgement is lost, and the order repeated: how many pizzas?", demoRetry},
}

// A stage is where a demo runs: a server's network and some clients'.
type stage struct {
	server  netx.Network
	clients []netx.Network
	listen  string // the address to listen at, with any port

	packets func() []packet.Record // that the network has carried; nil where they cannot be seen
}

func demoCommand() *cli.Command {
	return &cli.Command{
		Name:      "demo",
		Usage:     "small demonstrations that lessons use",
		UsageText: "wirelab demo [NAME] [options]",
		Description: `Without a name it lists those that there are. The network is the lab's,
inside the program, with 10 ms each way; or the machine's own (--net host).

EXAMPLES:
   wirelab demo
   wirelab demo sockets
   wirelab demo stream --net host`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "net", Usage: "the network: lab or host", Value: "lab"},
		},
		Action: runDemo,
	}
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
		return listDemos(c.App.Writer)
	}
	return wrongf("there is no demo %q: wirelab demo lists them", c.Args().First())
}

func listDemos(w io.Writer) error {
	var rows [][]string
	for _, d := range demos {
		rows = append(rows, []string{d.name, d.usage})
	}
	return table.Plain(w, []string{"demo", "what it asks"}, rows)
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
		return f(ctx, stage{server: host, clients: []netx.Network{host, host, host}, listen: "127.0.0.1:0"})
	}
	failed := lab.Virtual(ctx, func(ctx context.Context) {
		way := link.Config{Delay: 10 * time.Millisecond}
		var seen recorder
		n, newErr := lab.New(lab.Config{
			Up: way, Down: way, Seed: 1, Clients: 3, Virtual: true,
			Tap: seen.add,
		})
		if err = newErr; err != nil {
			return
		}
		defer n.Close()
		s := stage{server: n.Server, listen: n.Server.Addr.String() + ":0", packets: seen.all}
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

// A recorder keeps the packets of a lab, in the order in which they entered the link.
type recorder struct {
	mu      sync.Mutex
	packets []packet.Record
}

func (r *recorder) add(p lab.Packet) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.packets = append(r.packets, p.Records()...)
}

// all are those until now.
func (r *recorder) all() []packet.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clip(r.packets)
}
