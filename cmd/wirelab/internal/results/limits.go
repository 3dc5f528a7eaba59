package results

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/bench/figure"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/term/words"
	"wirelab/internal/usage"
)

// repeated are the values of an option that may be given more than once, as they were written.
type repeated []string

func (x *repeated) Set(s string) error { *x = append(*x, s); return nil }
func (x *repeated) String() string     { return strings.Join(*x, ", ") }

// RepeatableFlag is an option that may be given more than once. usage has the name of its value between backquotes.
func RepeatableFlag(name, usage string) cli.Flag {
	return &cli.GenericFlag{Name: name, Value: &repeated{}, Usage: usage}
}

// Repeated are the values of such an option, in their order.
func Repeated(c *cli.Context, name string) []string { return *c.Generic(name).(*repeated) }

// FailIfFlag is the option --fail-if. usage has the name of the condition between backquotes.
func FailIfFlag(usage string) cli.Flag { return RepeatableFlag("fail-if", usage) }

// Conditions are those that were given with --fail-if.
func Conditions(c *cli.Context) []string { return Repeated(c, "fail-if") }

// Limits are what --fail-if says of a report.
type Limits []figure.Limit

// LimitsFrom reads --fail-if, for a report with these transports.
func LimitsFrom(c *cli.Context, transports []string) (all Limits, err error) {
	for _, text := range Conditions(c) {
		l, err := figure.ParseLimit(text, transports)
		if err != nil {
			return nil, usage.Wrongf("--fail-if %s: %w", text, err)
		}
		all = append(all, l)
	}
	return all, nil
}

// Check says, in a line for each, which limits the report breaks. That any is broken is an error.
func (all Limits) Check(c *cli.Context, r Report) error {
	each, at := Parts(r)
	var broken []error
	for _, l := range all {
		for i, f := range each {
			if err := l.Check(f); err != nil {
				broken = append(broken, fmt.Errorf("%s%w", at[i], err))
			}
		}
	}
	return Broken(c, broken)
}

// Broken says in a line for each which limits are broken. That any is broken is an error.
func Broken(c *cli.Context, limits []error) error {
	for _, err := range limits {
		fmt.Fprintf(c.App.ErrWriter, "%s: %v\n", flags.CommandPath(c), err)
	}
	if n := len(limits); n > 0 {
		return fmt.Errorf("--fail-if: %s", words.Counted(n, "limit was broken", "limits were broken"))
	}
	return nil
}
