package flags

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// Permute moves the options of a command before its arguments, where package flag wants them, so
// that "wirelab echo tcp ADDR --wait 1s" works as people write it. "wirelab help echo" is "wirelab echo
// --help", and so is "wirelab echo tcp --help": arguments have no help of their own.
//
// It is done here, before anything is parsed, for urfave/cli v2 hands the words of a command to a
// flag.FlagSet as they are. That stops at the first argument, and no setting makes either go on.
func Permute(commands []*cli.Command, args []string) []string {
	if len(args) > 2 && args[1] == "help" {
		args = append(append(args[:1:1], args[2:]...), "--help")
	}
	out, rest := args[:min(1, len(args)):min(1, len(args))], args[min(1, len(args)):]
	var flags []cli.Flag
	operands := false // may stand in place of a command
	whole := false    // what comes after the first argument is another program's
	for len(rest) > 0 {
		c := find(commands, rest[0])
		if c == nil && len(commands) > 0 && !operands && !strings.HasPrefix(rest[0], "-") {
			return append(out, rest[0]) // there is no such command, whatever its options
		}
		if c == nil {
			break
		}
		out, rest = append(out, rest[0]), rest[1:]
		commands, flags, operands = c.Subcommands, c.Flags, c.ArgsUsage != ""
		whole = runsAnother(c)
	}
	if whole {
		return append(out, rest...)
	}
	return permuted(out, rest, flags)
}

// permuted puts the options of a command that are in rest behind out, and its arguments behind those.
func permuted(out, rest []string, flags []cli.Flag) []string {
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
	if len(operands) > 0 && !slices.Contains(out, "--help") && !slices.Contains(out, "-h") {
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

// runsAnother says whether what comes after a command's first argument is another program's.
func runsAnother(c *cli.Command) bool { return strings.HasSuffix(c.ArgsUsage, "COMMAND") }

// takesValue says whether the word after arg belongs to it.
func takesValue(flags []cli.Flag, arg string) bool {
	switch named(flags, strings.TrimLeft(arg, "-")).(type) {
	case nil, *cli.BoolFlag: // nil: there is no such option, or its value follows an equals sign
		return false
	}
	return true
}
