package serving

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/network/netx"
	"wirelab/internal/transport"
	"wirelab/internal/usage"
	"wirelab/wsdemo"
)

// Flags returns the options of all servers: where they listen, and how else the machine is called.
func Flags() []cli.Flag {
	all := []cli.Flag{
		&cli.StringFlag{Name: "host", Usage: "the address to listen on; 0.0.0.0: all", Value: "127.0.0.1"},
		NameFlag(),
	}
	all = append(all, &cli.BoolFlag{Name: "quiet", Usage: "do not print who comes and goes"})
	for _, t := range transport.All() {
		all = append(all, &cli.StringFlag{
			Name: t.Name, Usage: t.Title + " `PORT`; 0: any, off: none",
			Value: strconv.Itoa(t.DefaultPort),
		})
	}
	return all
}

// NameFlag is the option for further names of the machine (HostsOf).
func NameFlag() cli.Flag {
	return &cli.GenericFlag{Name: "name", Value: &names{}, Usage: "another `NAME` of this machine; may be repeated"}
}

// Listen opens a port for each transport that is not off; if one cannot be opened, none is.
func Listen(
	c *cli.Context, listen func(t transport.Transport, addr string, o transport.Options) (*transport.Server, error),
) ([]Server, error) {
	var servers []Server
	log := &peerLog{w: c.App.ErrWriter}
	host := flags.Unbracketed(c.String("host"))
	hosts, err := HostsOf(c, host)
	if err != nil {
		return nil, err
	}
	fail := func(err error) ([]Server, error) {
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
			return fail(usage.Wrongf("--%s %s: use a port from 0 to 65535, or off", t.Name, port))
		}
		server, err := listen(t, net.JoinHostPort(host, port), transport.Options{
			Batch:   64,
			Hosts:   hosts,
			OnError: func(peer net.Addr, err error) { log.print(t.Name, peer, withHint(err)) },
		})
		switch {
		case netx.InUse(err):
			return fail(usage.Wrongf("--%s %s: "+netx.PortInUse+": choose another, or 0 for any free port", t.Name, port))
		case err != nil:
			return fail(fmt.Errorf("--host %s --%s %s: %w", host, t.Name, port, err))
		}
		servers = append(servers, Server{t, server})
	}
	if len(servers) == 0 {
		return fail(usage.Wrongf("all servers are off: leave at least one on"))
	}
	return servers, nil
}

// withHint says of an error at a server what could be done about it.
func withHint(err error) error {
	if errors.Is(err, wsdemo.ErrHost) {
		return fmt.Errorf("%w; --name adds one", err)
	}
	return err
}
