package flags

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/usage"
)

// OnUsageError says what is wrong with the flags, in one line and with two dashes.
func OnUsageError(c *cli.Context, err error, _ bool) error {
	var flags []cli.Flag
	if c.Command != nil {
		flags = c.Command.Flags
	}
	return usage.Wrongf("%s: %w", CommandPath(c), flagError(flags, err))
}

// Package flag's errors have no types, and it does not wrap the error of a value: its text is all that
// OnUsageError is given, and all that urfave/cli has itself (its UseShortOptionHandling takes the name
// of an option out of the same text). Who does not want to read it has to parse all options once more,
// before package flag does. A text that none of these matches is shown as it is, and
// main_test.go fails where one of them no longer does.
var (
	undefinedFlag = regexp.MustCompile(`^flag provided but not defined: --?(.+)$`)
	invalidValue  = regexp.MustCompile(`^invalid value "(.*)" for flag -(\S+): `)
	missingValue  = regexp.MustCompile(`^flag needs an argument: --?(.+)$`)
)

// CommandPath is the command as it is typed, such as "wirelab serve echo".
func CommandPath(c *cli.Context) string {
	if c.Command != nil && c.Command.HelpName != "" {
		return c.Command.HelpName
	}
	return "wirelab"
}

// flagError turns an error of package flag into our own words.
func flagError(flags []cli.Flag, err error) error {
	text := err.Error()
	if m := undefinedFlag.FindStringSubmatch(text); m != nil {
		var known []string
		for _, f := range flags {
			known = append(known, f.Names()[0])
		}
		if nearest := usage.Nearest(m[1], known); nearest != "" {
			return fmt.Errorf("there is no option --%s: did you mean --%s?", m[1], nearest)
		}
		return fmt.Errorf("there is no option --%s: --help lists them", m[1])
	}
	if m := missingValue.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("--%s needs a value", m[1])
	}
	m := invalidValue.FindStringSubmatch(text)
	if m == nil {
		return err
	}
	return fmt.Errorf("--%s %s: %s", m[2], m[1], wantedBy(named(flags, m[2]), m[1]))
}

// Mistake says what is wrong with a value that the option of that name could not read.
func Mistake(c *cli.Context, name, value string) string {
	return wantedBy(named(c.Command.Flags, name), value)
}

// wantedBy says what is wrong with a value that package flag could not read for f.
func wantedBy(f cli.Flag, value string) string {
	switch f.(type) {
	case *cli.Float64Flag:
		return "that is not a number"
	case *cli.IntFlag, *cli.Uint64Flag:
		return "that is not a whole number, or it is too large"
	case *cli.DurationFlag:
		if isNumber(value) {
			return timeUnit(value)
		}
		return "a duration is a number with a unit, such as 2s or 500ms"
	}
	return "that value is not understood"
}

// named returns the flag of that name, nil if there is none.
func named(flags []cli.Flag, name string) cli.Flag {
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// NoArgs refuses arguments where a command takes none.
func NoArgs(c *cli.Context) error {
	if c.NArg() > 0 {
		return usage.Wrongf("%q is not an option, and this command takes nothing else", c.Args().First())
	}
	return nil
}

// NoBlanks refuses options that are given without a value, as a script does whose variable is empty:
// no value at all must not quietly mean the default, or every address.
func NoBlanks(c *cli.Context) error {
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		if _, ok := f.(*cli.StringFlag); ok && c.IsSet(name) && strings.TrimSpace(c.String(name)) == "" {
			return usage.Wrongf("--%s needs a value", name)
		}
	}
	return nil
}

// Choice refuses a value that is not one of those allowed.
func Choice(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return usage.Wrongf("--%s %s: choose one of %s", flag, value, strings.Join(allowed, ", "))
}

// List splits a value at its commas.
func List(list string) []string {
	if list == "" {
		return nil
	}
	words := strings.Split(list, ",")
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	return words
}
