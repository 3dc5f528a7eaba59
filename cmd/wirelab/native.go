//go:build !js

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/completion"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/runs"
	"wirelab/cmd/wirelab/internal/teaching"
	"wirelab/internal/usage"
)

func main() {
	// The first Ctrl-C asks the command to end; it then finishes what it must. The second ends it.
	ctx, stop := signal.NotifyContext(context.Background(), stopSignals()...)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr))
}

// stopSignals are what asks the program to end: Ctrl-C, kill, and that its terminal is closed, unless nohup
// has it go on then.
func stopSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}

// carryOut carries out a command line. It returns what its command does.
func carryOut(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	app := newApp(stdin, stdout, stderr)
	if last := len(args) - 1; last > 0 && args[last] == completion.Option {
		for _, next := range flags.Suggest(app, args[1:last]) {
			fmt.Fprintln(stdout, next) // a Watched writer keeps the error
		}
		return nil
	}
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
		Commands:        commands(),
		Action:          start,
		OnUsageError:    flags.OnUsageError,
		ExitErrHandler:  func(*cli.Context, error) {}, // run reports errors
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

// commands are all commands, in the order in which they are listed.
func commands() []*cli.Command {
	return slices.Concat([]*cli.Command{benchCommand()}, runs.Commands(version()), []*cli.Command{
		ladderCommand(), layersCommand(), linksCommand(), linkCommand(), serveCommand(), echoCommand(), chatCommand(),
		queueCommand(), demoCommand(), defineCommand(),
	}, teaching.Commands(version()), []*cli.Command{uiCommand(), verifyCommand(), versionCommand(), completionCommand()})
}
