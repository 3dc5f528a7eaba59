package flags

import (
	"cmp"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"wirelab/internal/transport"
	"wirelab/internal/usage"
)

// Server reads a command's arguments: a transport, and the address of a server, by default on this machine.
func Server(c *cli.Context) (t transport.Transport, addr string, err error) {
	name := c.Args().Get(0)
	if name == "" {
		return t, "", usage.Wrongf("say which transport: tcp, udp, ws or socketio")
	}
	if t, err = transport.Named(name); err != nil {
		return t, "", usage.Wrong(err)
	}
	if c.NArg() > 2 {
		return t, "", usage.Wrongf("%q is one argument too many", c.Args().Get(2))
	}
	addr = "127.0.0.1"
	if c.NArg() > 1 {
		addr = c.Args().Get(1)
	}
	addr, err = Address(addr, t.DefaultPort)
	return t, addr, err
}

// multicastPort is where a group's events go unless told otherwise.
const multicastPort = 7104

// Group reads the value of --multicast, GROUP or GROUP:PORT. Without one it returns nil.
func Group(s string) (*net.UDPAddr, error) {
	if s == "" {
		return nil, nil
	}
	host, port := Unbracketed(s), strconv.Itoa(multicastPort)
	if h, p, err := net.SplitHostPort(s); err == nil {
		host, port = h, cmp.Or(p, port)
	}
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.IsMulticast() {
		return nil, usage.Wrongf("--multicast %s: a group is an address such as 239.1.2.3 (224.0.0.0 to 239.255.255.255, or ff00::/8)", s)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil || n == 0 {
		return nil, usage.Wrongf("--multicast %s: a port is a number from 1 to 65535", s)
	}
	return net.UDPAddrFromAddrPort(netip.AddrPortFrom(ip, uint16(n))), nil
}

// Transports are the names in a value of --transport; "all" stands for all that there are.
func Transports(list string) []string {
	names := List(list)
	if slices.Equal(names, []string{"all"}) {
		names = nil
		for _, t := range transport.WithSocketIO() {
			names = append(names, t.Name)
		}
	}
	return names
}
