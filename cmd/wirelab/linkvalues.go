package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/network/link"
)

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

// A unitError says that a number stands where it could mean several things.
type unitError struct{ text string }

func (e *unitError) Error() string { return e.text }

// share reads 2%. Without the sign only 0 is clear: 0.5 may be meant as a half or as half a percent.
func share(v string) (float64, error) {
	number, isPercent := strings.CutSuffix(v, "%")
	x, err := strconv.ParseFloat(number, 64)
	switch {
	case isPercent || err != nil || x == 0:
		return x / 100, err
	case x > 0 && x <= 1:
		return 0, &unitError{fmt.Sprintf("a share needs the %% sign: %s%% or %.10g%%", v, 100*x)}
	}
	return 0, &unitError{fmt.Sprintf("a share needs the %% sign: %s%%", v)}
}

// timeUnit says what a number that is to be a time lacks.
func timeUnit(v string) string { return fmt.Sprintf("a time needs a unit: %sms or %[1]ss", v) }

func isNumber(v string) bool {
	_, err := strconv.ParseFloat(v, 64)
	return err == nil
}

// tooFew says whether a number without a unit is too small to be one of bits a second, or of bytes: then
// a unit was forgotten. 0 means no limit.
func tooFew(v string, least float64) bool {
	x, err := strconv.ParseFloat(v, 64)
	return err == nil && x != 0 && x < least
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
