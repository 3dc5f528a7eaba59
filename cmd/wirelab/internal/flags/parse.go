package flags

import (
	"errors"
	"flag"
	"io"

	"github.com/urfave/cli/v2"

	"wirelab/internal/usage"
)

// Parse reads a command's words, options before arguments, as cli.App does where it cannot be. The context is the command's; app
// may be nil.
func Parse(app *cli.App, command *cli.Command, words []string) (*cli.Context, error) {
	set := flag.NewFlagSet(command.Name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	for _, f := range command.Flags {
		if err := f.Apply(set); err != nil {
			return nil, err
		}
	}
	c := cli.NewContext(app, set, nil)
	c.Command = command
	if command.SkipFlagParsing {
		words = append([]string{"--"}, words...)
	}
	switch err := set.Parse(words); {
	case errors.Is(err, flag.ErrHelp): // where it is no option
		return nil, usage.Wrongf("%s: there is no --help here", CommandPath(c))
	case err != nil:
		return nil, OnUsageError(c, err, false)
	}
	return c, nil
}
