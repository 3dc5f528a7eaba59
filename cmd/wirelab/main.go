// Command wirelab lets one see and measure how TCP, UDP and WebSocket differ.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/completion"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/runs"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/term/visible"
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

// run carries out one command line and returns its exit status: 0 done, 1 failed, 2 used wrongly.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	out := &term.Watched{Writer: stdout}
	app := newApp(stdin, out, stderr)
	err := app.RunContext(ctx, flags.Permute(app.Commands, args))
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
		Commands:             slices.Concat([]*cli.Command{benchCommand()}, runs.Commands(version()), []*cli.Command{ladderCommand(), layersCommand(), linksCommand(), linkCommand(), serveCommand(), echoCommand(), chatCommand(), queueCommand(), demoCommand(), defineCommand(), lessonsCommand(), verifyCommand(), versionCommand(), completionCommand()}),
		Action:               start,
		OnUsageError:         flags.OnUsageError,
		ExitErrHandler:       func(*cli.Context, error) {}, // run reports errors
	}
	app.CustomAppHelpTemplate = startText + `
COMMANDS:{{range .VisibleCommands}}
   {{.Name}}{{"\t"}}{{.Usage}}{{end}}

Each command has --help, with examples.
`
	finish(app.Commands)
	return app
}

// finish gives all commands what they have in common.
func finish(commands []*cli.Command) {
	for _, c := range commands {
		c.OnUsageError = flags.OnUsageError
		c.HideHelpCommand = true
		c.CustomHelpTemplate = helpTemplate
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

const startText = `wirelab lets you see and measure how TCP, UDP and WebSocket differ.

Three commands to start with:
   wirelab bench           measure all three side by side
   wirelab serve echo      run an echo server for each
   wirelab echo tcp        talk to it (in another terminal)

And a course of seventeen lessons: wirelab lessons
`

const helpTemplate = `{{.HelpName}}: {{.Usage}}

USAGE:
   {{.UsageText}}
{{if .Description}}
{{.Description}}
{{end}}{{if .Subcommands}}
COMMANDS:{{range .VisibleCommands}}
   {{.Name}}{{"\t"}}{{.Usage}}{{end}}
{{end}}{{if .VisibleFlags}}
OPTIONS:{{range .VisibleFlags}}
   {{.}}{{end}}
{{end}}
`

// Help is set for the terminal that it is printed on. Package cli has the printer for all programs in one variable.
func init() {
	cli.HelpPrinter = func(w io.Writer, templ string, data any) {
		var b strings.Builder
		cli.HelpPrinterCustom(&b, templ, data, nil)
		io.WriteString(w, table.Reflow(b.String(), min(term.Columns(w), table.Width))) // a Watched writer keeps the error
	}
}

// commandNames are what the commands are called.
func commandNames(commands []*cli.Command) (names []string) {
	for _, c := range commands {
		names = append(names, c.Name)
	}
	return names
}

// start answers wirelab alone, and commands that do not exist.
func start(c *cli.Context) error {
	name := c.Args().First()
	if name != "" && name != "help" {
		return usage.Wrongf("wirelab: there is no command %q: %s", name,
			usage.DidYouMean(name, commandNames(c.App.Commands), "wirelab alone lists them"))
	}
	return cli.ShowAppHelp(c)
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
