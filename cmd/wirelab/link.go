package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/bench"
	"wirelab/internal/link"
	"wirelab/internal/table"
)

// linkFlags are the options of an emulated link. Values are one way, and hold in each direction.
func linkFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "link", Usage: "a profile; wirelab links lists them (default: cafe)"},
		&cli.DurationFlag{Name: "delay", Usage: "one way, as are all that follow"},
		&cli.DurationFlag{Name: "jitter", Usage: "up to so much more or less delay"},
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

// written are examples of values that are not simply durations.
var written = map[string]string{
	"loss": "2%", "duplicate": "1%", "burst": "1%,20%,80%", "reorder": "5%,30ms", "bandwidth": "5mbit", "queue": "64KiB",
}

// changeLink sets in one direction what the options say.
func changeLink(c *cli.Context, to *link.Config) error {
	if c.IsSet("delay") {
		to.Delay = c.Duration("delay")
	}
	if c.IsSet("jitter") {
		to.Jitter = c.Duration("jitter")
	}
	var err error
	set := func(flag string, parse func(value string) error) {
		if c.IsSet(flag) && err == nil {
			if parse(c.String(flag)) != nil {
				err = fmt.Errorf("--%s %s: it is written like %s", flag, c.String(flag), written[flag])
			}
		}
	}
	set("loss", func(v string) (err error) { to.Loss, err = share(v); return err })
	set("duplicate", func(v string) (err error) { to.Duplicate, err = share(v); return err })
	set("burst", func(v string) error {
		p := strings.Split(v, ",")
		if len(p) != 3 {
			return strconv.ErrSyntax
		}
		var errs [3]error
		to.Burst.P, errs[0] = share(p[0])
		to.Burst.R, errs[1] = share(p[1])
		to.Burst.LossBad, errs[2] = share(p[2])
		if !c.IsSet("loss") {
			to.Loss = 0
		}
		return errors.Join(errs[:]...)
	})
	set("reorder", func(v string) error {
		p, by, _ := strings.Cut(v, ",")
		var errs [2]error
		to.Reorder, errs[0] = share(p)
		to.ReorderBy, errs[1] = time.ParseDuration(by)
		return errors.Join(errs[:]...)
	})
	set("bandwidth", func(v string) (err error) {
		to.Bandwidth, err = scaled(strings.TrimSuffix(strings.ToLower(v), "bit"), 1000)
		return err
	})
	set("queue", func(v string) error {
		n, err := scaled(strings.TrimSuffix(strings.ToLower(v), "ib"), 1024)
		to.Queue = int(n)
		return err
	})
	return err
}

// share reads 2% or 0.02.
func share(v string) (float64, error) {
	number, isPercent := strings.CutSuffix(v, "%")
	x, err := strconv.ParseFloat(number, 64)
	if isPercent {
		x /= 100
	}
	return x, err
}

// scaled reads a whole number with k, m or g behind it, each so many times the one before.
func scaled(v string, step int64) (int64, error) {
	factor := int64(1)
	for _, prefix := range []string{"k", "m", "g"} {
		factor *= step
		if number, ok := strings.CutSuffix(v, prefix); ok {
			n, err := strconv.ParseInt(number, 10, 32)
			return n * factor, err
		}
	}
	return strconv.ParseInt(v, 10, 64)
}

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
