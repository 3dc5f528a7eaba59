package main

import (
	"cmp"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"wirelab/internal/network/kernel"
	"wirelab/internal/network/link"
	"wirelab/internal/term/table"
)

func linkCommand() *cli.Command {
	return &cli.Command{
		Name:      "link",
		Usage:     "an emulated link for any program (Linux)",
		UsageText: "wirelab link up [options]",
		Subcommands: []*cli.Command{{
			Name:      "up",
			Usage:     "keep a link up between two networks, until Ctrl-C",
			UsageText: "wirelab link up [options]",
			Description: `Makes a server's and a client's network, joins them by the link that you choose,
and says how to run programs in them: curl, nc, iperf3, a browser. Their TCP is
Linux's usual one, with CUBIC, whatever the machine is set to. The machine's own
network is left alone, and on Ctrl-C nothing is left of these. Linux only.

EXAMPLES:
   wirelab link up                           a cafe
   wirelab link up --link satellite
   wirelab link up --delay 20ms --loss 2%    a link of your own
   wirelab link up --clients 3               three clients of one server`,
			Flags: append([]cli.Flag{
				&cli.IntFlag{Name: "clients", Usage: "how many", Value: 1},
				&cli.Uint64Flag{Name: "seed", Usage: "for what the link draws at random", Value: 1},
			}, linkFlags()...),
			Action: linkUp,
		}},
		Action: func(c *cli.Context) error {
			if what := c.Args().First(); what != "" {
				return wrongf("there is no %q: it is wirelab link up", what)
			}
			return wrongf("say what to do with it: wirelab link up")
		},
	}
}

// maxClients is how many clients a link has at most: their table is for reading.
const maxClients = 100

// linkUp keeps a link up until the context ends, and then tells what it has carried.
func linkUp(c *cli.Context) error {
	clients := c.Int("clients")
	if clients < 1 || clients > maxClients {
		return wrongf("--clients %d: there are 1 to %d clients", clients, maxClients)
	}
	profile, err := profileFrom(c)
	if err := cmp.Or(err, noArgs(c)); err != nil {
		return err
	}
	if err := needKernels(); err != nil {
		return err
	}
	var seen traffic
	seed := c.Uint64("seed")
	net, err := kernel.New(kernel.Config{Up: profile.Up, Down: profile.Down, Seed: seed, Clients: clients, Tap: seen.add})
	if err != nil {
		return err
	}
	err = printLink(c.App.Writer, profile, seed, net)
	if err == nil {
		fmt.Fprintln(c.App.ErrWriter, "Ctrl-C takes it down.")
		seen.show(c.Context, c.App.ErrWriter)
		fmt.Fprintln(c.App.Writer)
		err = seen.print(c.App.Writer)
	}
	return cmp.Or(err, net.Close())
}

// printLink says what the link is like, and how to run programs at its ends.
func printLink(w io.Writer, p link.Profile, seed uint64, net *kernel.Net) error {
	_, err := fmt.Fprintf(w, "Up: %q, RTT %v, %s · seed %d\n%s\n", p.Name, p.RTT(), p.Describe(), seed,
		table.Paragraph("Set on each host, whatever the machine has: "+net.Settings()+".", table.Width))
	if err != nil {
		return err
	}
	if remark := net.Remark(); remark != "" {
		if _, err := fmt.Fprintln(w, table.Paragraph(remark, table.Width)); err != nil {
			return err
		}
	}
	enter := func(h *kernel.Host) string {
		if kernel.Confined() {
			return fmt.Sprintf("nsenter -t %d -U --preserve-credentials --net=%s", os.Getpid(), h.Namespace())
		}
		return "nsenter --net=" + h.Namespace()
	}
	rows := [][]string{{"server", net.Server.Addr.String(), enter(net.Server) + " COMMAND"}}
	for i, h := range net.Clients {
		rows = append(rows, []string{fmt.Sprintf("client %d", i+1), h.Addr.String(), enter(h) + " COMMAND"})
	}
	if err := table.Plain(w, []string{"host", "address", "run a program there with"}, rows); err != nil {
		return err
	}
	as := "as root"
	if kernel.Confined() {
		as = "as the same user"
	}
	client := enter(net.Clients[0])
	_, err = fmt.Fprintf(w, `
In other terminals, %s. For example:
   %s wirelab serve echo --host %s
   %s wirelab echo tcp %[3]s
   %[4]s ping %[3]s
`, as, enter(net.Server), net.Server.Addr, client)
	return err
}
