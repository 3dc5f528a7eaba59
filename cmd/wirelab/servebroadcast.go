package main

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
	"rsc.io/qr"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
	"wirelab/internal/term"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
)

func serveBroadcastCommand() *cli.Command {
	return &cli.Command{
		Name:      "broadcast",
		Usage:     "rooms: what one member says, all in the room hear",
		UsageText: "wirelab serve broadcast [options]",
		Description: `Runs a TCP, a UDP and a WebSocket server with the same rooms, and says how to
join: with wirelab chat, with nc, or with a browser.

A member whose queue is full is cut off (--policy disconnect), or misses the
oldest events in it (drop-oldest), or those that come (drop-newest).

A browser may open the page by the address, by what --name says and, if other
machines reach the server, by this machine's name, with .local or without. Any
other name is refused: it may be another site's that has been pointed here.

EXAMPLES:
   wirelab serve broadcast                       on this machine only
   wirelab serve broadcast --host 0.0.0.0        for a class, with a QR code
   wirelab serve broadcast --multicast 239.1.2.3 events over UDP once for all
   wirelab serve broadcast --policy drop-oldest  who is slow misses events

An event has at most 1,200 bytes, which fit a datagram on any path, and 16 KiB
without UDP (--udp off). Each transport has room for 10,000 members. Two thirds
of them may have one address, as a classroom behind a NAT has, and fewer as
others come: there is always room for one more.`,
		Flags: append(serveFlags(),
			&cli.StringFlag{
				Name: "multicast", Usage: "send events over UDP to this `GROUP`, not to each member",
			},
			&cli.StringFlag{
				Name: "policy", Value: hub.Disconnect.String(),
				Usage: "what happens to the slow",
			},
			&cli.IntFlag{
				Name: "max-rate", Value: 100,
				Usage: "`EVENTS` a second from a member; 0: any",
			},
			&cli.IntFlag{
				Name: "max-per-address", Usage: "at most `N` members each; 0: as above",
			}),
		Action: serveBroadcast,
	}
}

// serveBroadcast runs the servers until the context ends or one of them fails.
func serveBroadcast(c *cli.Context) error {
	if err := noArgs(c); err != nil {
		return err
	}
	group, err := multicastGroup(c.String("multicast"))
	if err != nil {
		return err
	}
	rooms, err := hubFrom(c)
	if err != nil {
		return err
	}
	perAddress := c.Int("max-per-address")
	if perAddress < 0 {
		return wrongf("--max-per-address %d: a number of members is 0 or more", perAddress)
	}
	servers, err := listenAll(c, func(t transport.Transport, addr string, o transport.Options) (*transport.Server, error) {
		o.Hub, o.Multicast, o.MaxPerAddr = rooms, group, perAddress
		return t.ListenBroadcast(c.Context, &netx.Host{}, addr, o)
	})
	if err != nil {
		return err
	}
	err = runServers(c, servers, func(w io.Writer, host string, own []net.Addr) error {
		return printRooms(w, host, own, servers, c.String("multicast"))
	})
	if n := rooms.Stats(); n.Evicted+n.Dropped > 0 {
		fmt.Fprintf(c.App.ErrWriter, "%s; %s ended because the queue was full, %s dropped\n",
			words.Count(n.Published, "event"), words.Count(n.Evicted, "member"), words.Count(n.Dropped, "event"))
	}
	if n := rooms.Stats(); n.Refused+n.Skipped > 0 {
		fmt.Fprintf(c.App.ErrWriter, "%s refused: too many a second, or faster than their answers were taken\n",
			words.Count(n.Refused+n.Skipped, "request"))
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
		return nil, wrongf("--policy %s: it is one of %s", c.String("policy"), strings.Join(hub.Policies(), ", "))
	}
	switch {
	case rooms.Rate < 0:
		return nil, wrongf("--max-rate %d: a number of events a second, or 0 for no limit", rooms.Rate)
	case rooms.Rate == 0:
		rooms.Rate = -1
	}
	return rooms, nil
}

// multicastPort is where a group's events go unless told otherwise.
const multicastPort = 7104

// multicastGroup reads GROUP or GROUP:PORT; nil where there is none.
func multicastGroup(s string) (*net.UDPAddr, error) {
	if s == "" {
		return nil, nil
	}
	host, port := unbracketed(s), strconv.Itoa(multicastPort)
	if h, p, err := net.SplitHostPort(s); err == nil {
		host, port = h, cmp.Or(p, port)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsMulticast() {
		return nil, wrongf("--multicast %s: a group is an address such as 239.1.2.3 (224.0.0.0 to 239.255.255.255, or ff00::/8)", s)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return nil, wrongf("--multicast %s: a port is a number from 1 to 65535", s)
	}
	return net.UDPAddrFromAddrPort(netip.AddrPortFrom(ip, uint16(n))), nil
}

// printRooms prints how to join, and where others can reach the servers, what others need.
func printRooms(w io.Writer, host string, own []net.Addr, servers []listening, group string) error {
	err := printServers(w, host, own, servers, func(name, host, port string) []string {
		addr := net.JoinHostPort(host, port)
		chat := "wirelab chat " + name + " " + addr
		switch name {
		case "tcp":
			return []string{chat, "nc " + host + " " + port + ", then /join lobby"}
		case "udp":
			if group != "" {
				return []string{chat + " --multicast " + group, "nc -u " + host + " " + port + ", then /hello"}
			}
			return []string{chat, "nc -u " + host + " " + port + ", then /hello"}
		}
		return []string{chat, "http://" + addr + "/ in a browser"}
	})
	hosts := allReachable(host, own)
	if err != nil || isLoopback(hosts[0]) { // as it is, too, where the machine is on no network
		return err
	}
	return printForOthers(w, hosts, servers)
}

// printForOthers prints all addresses, a QR code of the page, and what usually keeps others out.
func printForOthers(w io.Writer, hosts []string, servers []listening) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\nOther machines reach this one at %s.\n", strings.Join(hosts, ", "))
	for _, s := range servers {
		if s.Name != "ws" {
			continue
		}
		_, port, _ := net.SplitHostPort(s.Addr.String())
		page := "http://" + net.JoinHostPort(hosts[0], port) + "/"
		code, err := qr.Encode(page, qr.L)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n%s\n%s\n", page, halfBlocks(code, term.Colours(w)))
	}
	b.WriteString("If they cannot: a firewall on this machine may have to let these ports in, and a\n" +
		"Wi-Fi with client isolation (many guest and school networks) keeps its clients\n" +
		"from one another.\n\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// halfBlocks draws a QR code with two rows to a line, and around it the empty border that readers need
// (ISO/IEC 18004 asks for four modules). Colours make it dark on light on any terminal; without them it
// is right on a dark one.
func halfBlocks(code *qr.Code, colours bool) string {
	const border = 4
	on, off := "", ""
	if colours {
		on, off = "\x1b[97;40m", "\x1b[0m" // white on black: the blocks are the light modules
	}
	light := func(x, y int) bool {
		return x < 0 || y < 0 || x >= code.Size || y >= code.Size || !code.Black(x, y)
	}
	var b strings.Builder
	for y := -border; y < code.Size+border; y += 2 {
		b.WriteString(on)
		for x := -border; x < code.Size+border; x++ {
			switch {
			case light(x, y) && light(x, y+1):
				b.WriteString("█")
			case light(x, y):
				b.WriteString("▀")
			case light(x, y+1):
				b.WriteString("▄")
			default:
				b.WriteString(" ")
			}
		}
		b.WriteString(off + "\n")
	}
	return b.String()
}
