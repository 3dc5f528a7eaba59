package main

import (
	"fmt"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// A usageError is the user's mistake: exit status 2.
type usageError struct{ error }

func (e *usageError) Unwrap() error { return e.error }

func wrong(err error) error { return &usageError{err} }

func wrongf(format string, args ...any) error { return wrong(fmt.Errorf(format, args...)) }

// onUsageError says what is wrong with the flags, in one line and with two dashes.
func onUsageError(c *cli.Context, err error, _ bool) error {
	var flags []cli.Flag
	if c.Command != nil {
		flags = c.Command.Flags
	}
	return wrongf("%s: %w", commandPath(c), flagError(flags, err))
}

var (
	undefinedFlag = regexp.MustCompile(`^flag provided but not defined: --?(.+)$`)
	invalidValue  = regexp.MustCompile(`^invalid value "(.*)" for flag -(\S+): `)
	missingValue  = regexp.MustCompile(`^flag needs an argument: --?(.+)$`)
)

// flagError turns an error of package flag into our own words.
func flagError(flags []cli.Flag, err error) error {
	text := err.Error()
	if m := undefinedFlag.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("there is no option --%s: --help lists them", m[1])
	}
	if m := missingValue.FindStringSubmatch(text); m != nil {
		return fmt.Errorf("--%s needs a value", m[1])
	}
	m := invalidValue.FindStringSubmatch(text)
	if m == nil {
		return err
	}
	why := "that is not understood"
	switch named(flags, m[2]).(type) {
	case *cli.Float64Flag:
		why = "that is no number"
	case *cli.IntFlag, *cli.Uint64Flag:
		why = "that is no whole number in range"
	case *cli.DurationFlag:
		why = "a duration is a number with a unit, such as 2s or 500ms"
	}
	return fmt.Errorf("--%s %s: %s", m[2], m[1], why)
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

// permute moves the options of a command before its arguments, where package flag wants them, so
// that "wirelab echo tcp ADDR --wait 1s" works as people write it.
func permute(commands []*cli.Command, args []string) []string {
	out, rest := args[:min(1, len(args)):min(1, len(args))], args[min(1, len(args)):]
	var flags []cli.Flag
	for len(rest) > 0 {
		c := find(commands, rest[0])
		if c == nil {
			break
		}
		out, rest = append(out, rest[0]), rest[1:]
		commands, flags = c.Subcommands, c.Flags
	}
	var operands []string
	for len(rest) > 0 {
		arg := rest[0]
		rest = rest[1:]
		switch {
		case arg == "--":
			operands, rest = append(operands, rest...), nil
		case len(arg) < 2 || arg[0] != '-':
			operands = append(operands, arg)
		default:
			out = append(out, arg)
			switch {
			case !takesValue(flags, arg):
			case len(rest) > 0:
				out, rest = append(out, rest[0]), rest[1:]
			default: // package flag is to say so, and must not take an operand for the value
				return out
			}
		}
	}
	if len(operands) > 0 {
		out = append(append(out, "--"), operands...)
	}
	return out
}

func find(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// takesValue says whether the word after arg belongs to it.
func takesValue(flags []cli.Flag, arg string) bool {
	switch named(flags, strings.TrimLeft(arg, "-")).(type) {
	case nil, *cli.BoolFlag: // nil: there is no such option, or its value follows an equals sign
		return false
	}
	return true
}

// noArgs refuses arguments where a command takes none.
func noArgs(c *cli.Context) error {
	if c.NArg() > 0 {
		return wrongf("%q is not wanted here: only options are", c.Args().First())
	}
	return nil
}

// choice refuses a value that is not one of those allowed.
func choice(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return wrongf("--%s %s: it is one of %s", flag, value, strings.Join(allowed, ", "))
}

// version is what the build says of itself.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
