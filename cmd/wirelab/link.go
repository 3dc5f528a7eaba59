package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

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
		&cli.StringFlag{Name: "burst", Usage: "`P,R,LOSSBAD`: loss in bursts (Gilbert-Elliott)"},
		&cli.StringFlag{Name: "reorder", Usage: "`SHARE,TIME`: hold some back, such as 5%,30ms"},
		&cli.StringFlag{Name: "duplicate", Usage: "a share, such as 1%"},
		&cli.StringFlag{Name: "bandwidth", Usage: "such as 5mbit, 384kbit, 1gbit"},
		&cli.StringFlag{Name: "queue", Usage: "what may wait for the bandwidth, such as 64KiB"},
	}
}

// linkFrom puts the link that the options ask for into plan: a profile, changed by what else is given;
// without a profile the options alone.
func linkFrom(c *cli.Context, plan *bench.Plan) error {
	changed := false
	for _, f := range linkFlags()[1:] {
		changed = changed || c.IsSet(f.Names()[0])
	}
	switch name := c.String("link"); {
	case plan.Net != "lab":
		if c.IsSet("link") || changed {
			return wrongf("--net %s has no emulated link to set: that takes --net lab", plan.Net)
		}
		return nil
	case c.IsSet("link"):
		p, err := link.Named(name)
		if err != nil {
			return wrongf("--link: %w", err)
		}
		plan.Link, plan.Up, plan.Down = p.Name, p.Up, p.Down
	case changed:
		plan.Up, plan.Down = link.Config{}, link.Config{}
	}
	if !changed {
		return nil
	}
	plan.Link = "custom"
	for _, direction := range []*link.Config{&plan.Up, &plan.Down} {
		if err := changeLink(c, direction); err != nil {
			return wrong(err)
		}
	}
	return nil
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
				err = fmt.Errorf("--%s %s: it is written as in wirelab bench --help", flag, c.String(flag))
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

// cut divides a list after a comma, so that the first part has at most width columns.
func cut(list string, width int) (first, rest string) {
	if utf8.RuneCountInString(list) <= width {
		return list, ""
	}
	if i := strings.LastIndex(list[:width], ", "); i > 0 {
		return list[:i+1], list[i+2:]
	}
	return list, ""
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
				does, more := cut(p.Describe(), 58)
				rows = append(rows, []string{p.Name, p.RTT().String(), does})
				if more != "" {
					rows = append(rows, []string{"", "", more})
				}
			}
			if err := table.Plain(c.App.Writer, []string{"name", "RTT", "one way, in each direction"}, rows); err != nil {
				return err
			}
			for _, p := range link.Profiles() {
				_, err := fmt.Fprintf(c.App.Writer, "\n%s: %s\n   Source: %s\n", p.Name, p.About, p.Source)
				if err != nil {
					return err
				}
			}
			return nil
		},
	}
}
