//go:build !js

package main

import (
	"cmp"
	"fmt"
	"runtime"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/linkup"
	"wirelab/internal/network/kernel"
	"wirelab/internal/usage"
)

func linkCommand() *cli.Command {
	return &cli.Command{
		Name:      "link",
		Usage:     "an emulated link for any program (Linux)",
		UsageText: "wirelab link up [options]\n   wirelab link enter server|client COMMAND ...",
		Subcommands: []*cli.Command{{
			Name:      "up",
			Usage:     "keep a link up between two networks, until Ctrl-C",
			UsageText: "wirelab link up [options]",
			Description: `Creates a network for a server and one for a client, joins them with the link
that you choose, and says how to run programs in them: curl, nc, iperf3, a
browser. Their TCP is Linux's default, with CUBIC, whatever this machine's
settings are. The machine's own network is not touched, and Ctrl-C removes
everything. Linux only.

EXAMPLES:
   wirelab link up                           a cafe
   wirelab link up --link satellite
   wirelab link up --delay 20ms --loss 2%    a link of your own
   wirelab link up --clients 3               three clients, one server`,
			Flags: append([]cli.Flag{
				&cli.IntFlag{Name: "clients", Usage: "how many", Value: 1},
				&cli.Uint64Flag{Name: "seed", Usage: "for all that the link does at random", Value: 1},
			}, flags.Link()...),
			Action: linkUp,
		}, {
			Name:      "enter",
			Usage:     "run a program at an end of the link",
			UsageText: "wirelab link enter server|client COMMAND ...",
			ArgsUsage: "HOST COMMAND",
			Description: `Runs a command in the network of the server or of a client of the link that
another terminal keeps up, with wirelab link up. It takes the same user.

EXAMPLES:
   wirelab link enter client ping 10.0.0.1
   wirelab link enter server wirelab serve echo --host 10.0.0.1
   wirelab link enter client2 bash                where there are several`,
			Flags:  []cli.Flag{&cli.StringFlag{Name: "of", Usage: "which link, by the process `NUMBER` of its link up"}},
			Action: linkEnter,
		}},
		Action: func(c *cli.Context) error {
			if what := c.Args().First(); what != "" {
				return usage.Wrongf("there is no command %q; use wirelab link up, or enter", what)
			}
			return usage.Wrongf("say what to do: wirelab link up, or enter")
		},
	}
}

// maxClients is how many clients a link has at most: their table is for reading.
const maxClients = 100

// linkUp keeps a link up until the context ends, and then tells what it has carried.
func linkUp(c *cli.Context) error {
	clients := c.Int("clients")
	if clients < 1 || clients > maxClients {
		return usage.Wrongf("--clients %d: choose 1 to %d clients", clients, maxClients)
	}
	profile, err := flags.Profile(c)
	if err := cmp.Or(err, flags.NoArgs(c)); err != nil {
		return err
	}
	if err := flags.NeedKernels(); err != nil {
		return err
	}
	var seen linkup.Traffic
	seed := c.Uint64("seed")
	net, err := kernel.New(kernel.Config{Up: profile.Up, Down: profile.Down, Seed: seed, Clients: clients, Tap: seen.Add})
	if err != nil {
		return err
	}
	remove, err := linkup.Announce(net)
	if err == nil {
		defer remove()
		err = linkup.Print(c.App.Writer, profile, seed, net)
	}
	if err == nil {
		fmt.Fprintln(c.App.ErrWriter, "Ctrl-C takes it down.")
		seen.Show(c.Context, c.App.ErrWriter)
		fmt.Fprintln(c.App.Writer)
		err = seen.Print(c.App.Writer)
	}
	return cmp.Or(err, net.Close())
}

// linkEnter gives the process over to a command at an end of a link that is up.
func linkEnter(c *cli.Context) error {
	if c.NArg() < 2 {
		return usage.Wrongf("say where and what to run: wirelab link enter client ping 10.0.0.1")
	}
	if runtime.GOOS != "linux" {
		return kernel.Check()
	}
	entries, err := linkup.Find(c.String("of"))
	if err != nil {
		return err
	}
	return entries.Run(c.Args().First(), c.Args().Tail())
}
