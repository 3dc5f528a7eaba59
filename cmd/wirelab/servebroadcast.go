//go:build !js

package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/serving"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
)

func serveBroadcastCommand() *cli.Command {
	return &cli.Command{
		Name:      "broadcast",
		Usage:     "run rooms: what one member says, all in the room hear",
		UsageText: "wirelab serve broadcast [options]",
		Description: `Runs a TCP, a UDP and a WebSocket server with the same rooms, and says how to
join: with wirelab chat, with nc, or with a browser. The WebSocket server speaks
Socket.IO, too: wirelab chat socketio, or a client of its own (lessons/node).

A member whose queue is full is cut off (--policy disconnect), or misses the
oldest events in the queue (drop-oldest), or the newest (drop-newest).

A browser may open the page by the server's address, by a name given with --name
and, if other machines can reach the server, by this machine's name, with .local
or without. Any other name is refused: another site may have pointed it here.

EXAMPLES:
   wirelab serve broadcast                       on this machine only
   wirelab serve broadcast --host 0.0.0.0        for a class, with a QR code
   wirelab serve broadcast --multicast 239.1.2.3 one datagram for all
   wirelab serve broadcast --policy drop-oldest  slow members miss events
   wirelab serve broadcast --durable class.db    events survive a crash
   wirelab serve broadcast --queue nats://127.0.0.1:4222
                                                 rooms of several servers

An event has at most 1,200 bytes, which fit into a datagram on any path; without
UDP (--udp off) it may have 16 KiB. Each transport has room for 10,000 members.
Two thirds of them may share one address, like a classroom behind a NAT, but
fewer as others come: there is always room for one more address.

With --durable an event is acknowledged, and sent to anybody, when it is on the
disk. A server that is started again with the same file goes on where it was:
rooms, offsets, the last 4,096 events of each for those who missed them, and
emits that are known when they are made again. Beyond what --keep says the
oldest are forgotten. The file may be about twice as large.

With --queue servers on several machines have the same rooms, kept by NATS
JetStream: start nats-server --jetstream, and give each of them its address, or
those of a cluster with commas. All members hear the same in the same order. A
server that is silent for a --lease is taken to be dead, and its members to have
left. An event is acknowledged when JetStream has stored it: it survives that
nats-server is killed. If the machine loses its power, what was said in the last
two minutes may be lost, unless nats-server has sync_interval: always, or two
other machines have it, too (--replicas 3, with three NATS servers).
--keep and --replicas change what the first server has set.`,
		Flags: append(append(serving.Flags(), serving.JournalFlags()...),
			&cli.StringFlag{
				Name: "multicast", Usage: "send events over UDP to this `GROUP`, not to each member",
			},
			&cli.StringFlag{
				Name: "policy", Value: hub.Disconnect.String(),
				Usage: "what happens to slow members",
			},
			&cli.IntFlag{
				Name: "max-rate", Value: 100,
				Usage: "`EVENTS` a second from each member; 0: no limit",
			},
			&cli.IntFlag{
				Name: "max-per-address", Usage: "at most `N` members an address; 0: see above",
			}),
		Action: serveBroadcast,
	}
}

// serveBroadcast runs the servers until the context ends or one of them fails.
func serveBroadcast(c *cli.Context) (err error) {
	if err := flags.NoArgs(c); err != nil {
		return err
	}
	group, err := flags.Group(c.String("multicast"))
	if err != nil {
		return err
	}
	rooms, err := hubFrom(c)
	if err != nil {
		return err
	}
	visitors := serving.NewVisitors(c)
	rooms.Watch = visitors.Changed
	perAddress := c.Int("max-per-address")
	if perAddress < 0 {
		return usage.Wrongf("--max-per-address %d: the number of members must not be negative", perAddress)
	}
	closeJournal, err := serving.Restore(c, rooms)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, closeJournal()) }()
	servers, err := serving.Listen(c, func(t transport.Transport, addr string, o transport.Options) (*transport.Server, error) {
		o.Hub, o.Multicast, o.MaxPerAddr = rooms, group, perAddress
		return t.ListenBroadcast(c.Context, &netx.Host{}, addr, o)
	})
	if err != nil {
		return err
	}
	err = serving.Run(c, servers, visitors, func(w io.Writer, host string, own []net.Addr) error {
		return serving.PrintRooms(w, host, own, servers, c.String("multicast"))
	})
	if n := rooms.Stats(); n.Evicted+n.Dropped > 0 {
		fmt.Fprintf(c.App.ErrWriter, "%s; %s ended because the queue was full, %s dropped\n",
			words.Count(n.Published, "event"), words.Count(n.Evicted, "member"), words.Count(n.Dropped, "event"))
	}
	if n := rooms.Stats(); n.Refused+n.Skipped > 0 {
		fmt.Fprintf(c.App.ErrWriter, "%s refused: too many a second, or faster than their answers were taken\n",
			words.Count(n.Refused+n.Skipped, "request"))
	}
	if n := rooms.Stats().NotKept; n > 0 {
		fmt.Fprintf(c.App.ErrWriter, "%s not kept, and told so\n", words.Count(n, "event"))
	}
	return err
}

// hubFrom makes the hub that the options describe.
func hubFrom(c *cli.Context) (*hub.Hub, error) {
	rooms := &hub.Hub{Rate: c.Int("max-rate")}
	if c.String("udp") == "off" {
		rooms.MaxEvent = 16 << 10 // it need not fit a datagram
	}
	if err := rooms.Policy.UnmarshalText([]byte(c.String("policy"))); err != nil {
		return nil, usage.Wrongf("--policy %s: choose one of %s", c.String("policy"), strings.Join(hub.Policies(), ", "))
	}
	switch {
	case rooms.Rate < 0:
		return nil, usage.Wrongf("--max-rate %d: give a number of events a second, or 0 for no limit", rooms.Rate)
	case rooms.Rate == 0:
		rooms.Rate = -1
	}
	return rooms, nil
}
