package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/internal/network/link"
	"wirelab/internal/term/table"
)

// linkFlags are the options of an emulated link. Values are one way, and hold in each direction.
func linkFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "link", Usage: "a profile; wirelab links lists them (default: cafe)"},
		&cli.DurationFlag{Name: "delay", Usage: "one way, as are all that follow"},
		&cli.DurationFlag{Name: "jitter", Usage: "the delay wanders by up to so much"},
		&cli.StringFlag{Name: "loss", Usage: "a share, such as 2%"},
		&cli.StringFlag{Name: "burst", Usage: "`P,R,LOSSBAD`: in bursts, such as 1%,20%,80%"},
		&cli.StringFlag{Name: "reorder", Usage: "`SHARE,TIME`: hold some back, such as 5%,30ms"},
		&cli.StringFlag{Name: "duplicate", Usage: "a share, such as 1%"},
		&cli.StringFlag{Name: "bandwidth", Usage: "such as 5mbit, 384kbit, 1gbit"},
		&cli.StringFlag{Name: "queue", Usage: "what may wait for the bandwidth, such as 64KiB"},
	}
}

// linkFrom puts the link that the options ask for into plan.
func linkFrom(c *cli.Context, plan *bench.Plan) error {
	if !plan.Linked() {
		if c.IsSet("link") || changesLink(c) {
			return wrongf("--net %s has no emulated link to set: that takes --net lab", plan.Net)
		}
		return nil
	}
	p, err := profileFrom(c)
	plan.Link, plan.Up, plan.Down = p.Name, p.Up, p.Down
	return err
}

// profileFrom makes the link that the options ask for: a profile, changed by what else is given;
// without a profile the options alone; without any of them, cafe.
func profileFrom(c *cli.Context) (link.Profile, error) {
	changed := changesLink(c)
	p := link.Profile{}
	if name := c.String("link"); name != "" || !changed {
		var err error
		if p, err = link.Named(cmp.Or(name, "cafe")); err != nil {
			return p, wrongf("--link: %w", err)
		}
	}
	if !changed {
		return p, nil
	}
	p.Name = "custom"
	for _, direction := range []*link.Config{&p.Up, &p.Down} {
		if err := cmp.Or(changeLink(c, direction), direction.Validate()); err != nil {
			return p, wrong(err)
		}
	}
	return p, nil
}

// changesLink says whether the options ask for more than a profile.
func changesLink(c *cli.Context) bool {
	return slices.ContainsFunc(linkFlags()[1:], func(f cli.Flag) bool { return c.IsSet(f.Names()[0]) })
}

// jitterMeans says what jitter in the table of profiles is.
const jitterMeans = `
jitter: the one-way delay wanders between delay - jitter and delay + jitter. It
   is a seeded function of time, whatever is sent, and changes so slowly that
   packets keep their order
`

func linksCommand() *cli.Command {
	return &cli.Command{
		Name:      "links",
		Usage:     "list the link profiles, with their sources",
		UsageText: "wirelab links",
		Description: `EXAMPLES:
   wirelab links
   wirelab bench --link satellite`,
		Action: func(c *cli.Context) error {
			if err := noArgs(c); err != nil {
				return err
			}
			var rows [][]string
			for _, p := range link.Profiles() {
				does := table.Wrap(strings.Split(strings.ReplaceAll(p.Describe(), ", ", ",\n"), "\n"), 58)
				rows = append(rows, []string{p.Name, p.RTT().String(), does[0]})
				for _, more := range does[1:] {
					rows = append(rows, []string{"", "", more})
				}
			}
			if err := table.Plain(c.App.Writer, []string{"name", "RTT", "one way, in each direction"}, rows); err != nil {
				return err
			}
			if _, err := fmt.Fprint(c.App.Writer, jitterMeans); err != nil {
				return err
			}
			for _, p := range link.Profiles() {
				about, source := table.Wrap(strings.Fields(p.Name+": "+p.About), 77), table.Wrap(strings.Fields("Source: "+p.Source), 77)
				_, err := fmt.Fprintf(c.App.Writer, "\n%s\n", strings.Join(append(about, source...), "\n   "))
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}
