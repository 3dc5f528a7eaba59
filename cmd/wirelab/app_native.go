//go:build !js

package main

import (
	"context"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/completion"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/usage"
)

// carryOut carries out a command line. It returns what its command does.
func carryOut(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	app := newApp(stdin, stdout, stderr)
	return app.RunContext(ctx, flags.Permute(app.Commands, args))
}

func newApp(stdin io.Reader, stdout, stderr io.Writer) *cli.App {
	app := &cli.App{
		Name:            "wirelab",
		Usage:           "see and measure how TCP, UDP and WebSocket differ",
		Version:         version(),
		Reader:          stdin,
		Writer:          stdout,
		ErrWriter:       stderr,
		HideHelpCommand: true,
		// The shell asks by adding an option to what is typed so far.
		EnableBashCompletion: true,
		Commands:             commands(),
		Action:               start,
		OnUsageError:         flags.OnUsageError,
		ExitErrHandler:       func(*cli.Context, error) {}, // run reports errors
	}
	finish(app.Commands)
	return app
}

// Help is ours. Package cli has the printer for all programs in one variable.
func init() {
	cli.HelpPrinter = func(w io.Writer, _ string, data any) {
		switch of := data.(type) {
		case *cli.App:
			printHelp(w, startHelp(of.VisibleCommands()))
		case *cli.Command:
			printHelp(w, commandHelp(of, of.VisibleFlags()))
		}
	}
}

// start answers wirelab alone, and commands that do not exist.
func start(c *cli.Context) error {
	name := c.Args().First()
	if name != "" && name != "help" {
		return unknown(name, c.App.Commands)
	}
	return cli.ShowAppHelp(c)
}

func completionCommand() *cli.Command {
	return &cli.Command{
		Name:      "completion",
		Usage:     "have your shell complete commands and options",
		UsageText: "wirelab completion " + strings.Join(completion.Shells, "|"),
		Description: `Prints a script for your shell, in which the Tab key then completes what you type.

EXAMPLES:
   source <(wirelab completion bash)                          in this bash
   wirelab completion bash >>~/.bashrc                        in every new one
   wirelab completion zsh >>~/.zshrc
   wirelab completion fish >~/.config/fish/completions/wirelab.fish`,
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage.Wrongf("say which shell: %s", strings.Join(completion.Shells, ", "))
			}
			script, err := completion.Script(c.Args().First())
			if err != nil {
				return usage.Wrong(err)
			}
			_, err = io.WriteString(c.App.Writer, script)
			return err
		},
	}
}
