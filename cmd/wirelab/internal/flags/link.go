package flags

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/network/link"
	"wirelab/internal/usage"
)

// Link returns the options of an emulated link. Values are one way, and hold in each direction.
func Link() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "link", Usage: "a profile; wirelab links lists them (default: cafe)"},
		&cli.DurationFlag{Name: "delay", Usage: "one way, in each direction, like all below"},
		&cli.DurationFlag{Name: "jitter", Usage: "the delay varies by up to this"},
		&cli.StringFlag{Name: "loss", Usage: "share of packets lost, such as 2%"},
		&cli.StringFlag{Name: "burst", Usage: "`P,R,LOSSBAD`: lose in bursts, such as 1%,20%,80%"},
		&cli.StringFlag{Name: "reorder", Usage: "`SHARE,TIME`: hold packets back, such as 5%,30ms"},
		&cli.StringFlag{Name: "duplicate", Usage: "share of packets doubled, such as 1%"},
		&cli.StringFlag{Name: "bandwidth", Usage: "of the link, such as 5mbit, 384kbit, 1gbit"},
		&cli.StringFlag{Name: "queue", Usage: "bytes that may wait to be sent, such as 64KiB"},
	}
}

// Profile returns the link that the options of Link ask for: a profile, changed by what else is given;
// without a profile the options alone; without any of them, cafe.
func Profile(c *cli.Context) (link.Profile, error) {
	changed := ChangesLink(c)
	p := link.Profile{}
	if name := c.String("link"); name != "" || !changed {
		var err error
		if p, err = link.Named(cmp.Or(name, "cafe")); err != nil {
			return p, usage.Wrongf("--link: %w", err)
		}
	}
	if !changed {
		return p, nil
	}
	p.Name = "custom"
	for _, direction := range []*link.Config{&p.Up, &p.Down} {
		if err := cmp.Or(changeLink(c, direction), direction.Validate()); err != nil {
			return p, usage.Wrong(err)
		}
	}
	return p, nil
}

// ChangesLink says whether the options ask for more than a profile.
func ChangesLink(c *cli.Context) bool {
	return slices.ContainsFunc(Link()[1:], func(f cli.Flag) bool { return c.IsSet(f.Names()[0]) })
}

// SetsLink says whether the option of that name changes one thing about the link.
func SetsLink(name string) bool {
	return slices.ContainsFunc(Link()[1:], func(f cli.Flag) bool { return f.Names()[0] == name })
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
			var unit *unitError
			switch failed := parse(c.String(flag)); {
			case errors.As(failed, &unit):
				err = fmt.Errorf("--%s %s: %w", flag, c.String(flag), unit)
			case failed != nil:
				err = fmt.Errorf("--%s %s: write it like %s", flag, c.String(flag), written[flag])
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
		if to.ReorderBy, errs[1] = time.ParseDuration(by); isNumber(by) && errs[1] != nil {
			errs[1] = &unitError{timeUnit(by)}
		}
		return errors.Join(errs[:]...)
	})
	set("bandwidth", func(v string) (err error) {
		if tooFew(v, 1000) {
			return &unitError{"a bandwidth needs a unit: " + v + "mbit or " + v + "kbit"}
		}
		to.Bandwidth, err = scaled(strings.TrimSuffix(strings.ToLower(v), "bit"), 1000)
		return err
	})
	set("queue", func(v string) error {
		if tooFew(v, 1500) {
			return &unitError{"a queue needs a unit: " + v + "KiB"}
		}
		n, err := scaled(strings.TrimSuffix(strings.ToLower(v), "ib"), 1024)
		to.Queue = int(n)
		return err
	})
	return err
}
