package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
)

// carryOut carries out a command line. It returns what its command does. cli.App would do the same, but brings templates
// along, and with them all that they might call: they make the module larger by a fifth.
func carryOut(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	app := &cli.App{Name: "wirelab", Reader: stdin, Writer: stdout, ErrWriter: stderr, Commands: commands()}
	finish(app.Commands)
	args = append(flags.Permute(app.Commands, args), "")[1:]
	switch name := args[0]; name {
	case "", "help", "--help", "-h":
		listed := slices.DeleteFunc(slices.Clone(app.Commands), func(c *cli.Command) bool { return c.Hidden })
		printHelp(stdout, startHelp(listed))
		return nil
	case "--version", "-v":
		_, err := fmt.Fprintf(stdout, "wirelab version %s\n", version())
		return err
	}
	i := slices.IndexFunc(app.Commands, func(c *cli.Command) bool { return c.HasName(args[0]) })
	if i < 0 {
		return unknown(args[0], app.Commands)
	}
	command := app.Commands[i]
	command.HelpName = "wirelab " + command.Name
	command.Flags = append(command.Flags, cli.HelpFlag)
	c, err := flags.Parse(app, command, args[1:len(args)-1])
	switch {
	case err != nil:
		return err
	case c.Bool("help"):
		printHelp(stdout, commandHelp(command, command.Flags))
		return nil
	}
	c.Context = ctx
	return command.Action(c)
}
