// Command wirelab lets one see and measure how TCP, UDP and WebSocket differ.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/term"
	"wirelab/internal/term/visible"
	"wirelab/internal/usage"
)

// run carries out one command line and returns its exit status: 0 done, 1 failed, 2 used wrongly.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := &term.Watched{Writer: stdout}
	err := carryOut(ctx, args, stdin, out, stderr)
	if err == nil && out.Failed() != nil {
		err = fmt.Errorf("wirelab: %w", out.Failed())
	}
	if err == nil {
		return 0
	}
	// An error is one line, whatever it was made of.
	fmt.Fprintln(stderr, visible.Text(strings.ReplaceAll(err.Error(), "\n", "; ")))
	var wrong *usage.Error
	if errors.As(err, &wrong) {
		return 2
	}
	return 1
}

// finish gives all commands what they have in common.
func finish(commands []*cli.Command) {
	for _, c := range commands {
		c.OnUsageError = flags.OnUsageError
		c.HideHelpCommand = true
		if c.Action != nil {
			c.Action = prefixed(c.Action)
		}
		finish(c.Subcommands)
	}
}

// prefixed puts the command's name before its errors, as in "wirelab bench: ...".
func prefixed(action cli.ActionFunc) cli.ActionFunc {
	return func(c *cli.Context) error {
		err := flags.NoBlanks(c)
		if err == nil {
			err = action(c)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", flags.CommandPath(c), err)
		}
		return nil
	}
}

// commandNames are what the commands are called.
func commandNames(commands []*cli.Command) (names []string) {
	for _, c := range commands {
		names = append(names, c.Name)
	}
	return names
}

// unknown is the error for a command that is not there.
func unknown(name string, commands []*cli.Command) error {
	return usage.Wrongf("wirelab: there is no command %q: %s", name,
		usage.DidYouMean(name, commandNames(commands), "wirelab alone lists them"))
}

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:      "version",
		Usage:     "which version of wirelab this is",
		UsageText: "wirelab version",
		Action: func(c *cli.Context) error {
			if err := flags.NoArgs(c); err != nil {
				return err
			}
			_, err := fmt.Fprintf(c.App.Writer, "wirelab %s\n", version())
			return err
		},
	}
}

// stamped is the version that .ci/dist has the linker put here.
var stamped string

// version is what the build says of itself.
func version() string {
	if stamped != "" {
		return stamped
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
