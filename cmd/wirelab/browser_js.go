package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall/js"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/engine"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/cmd/wirelab/internal/runs"
	"wirelab/internal/usage"
)

// main is the engine of a page, in a worker of the browser (internal/web/asset/worker.js). The worker has a function wirelabSend,
// which takes each message as JSON, and finds a function wirelabAnswer, which takes a request as JSON. One request is answered at
// a time. A page that wants no answer any more ends the worker.
func main() {
	e := &engine.Engine{Version: version(), Networks: []string{"lab"}, Run: runHere}
	requests := make(chan string, 1)
	js.Global().Set("wirelabAnswer", js.FuncOf(func(_ js.Value, args []js.Value) any {
		requests <- args[0].String() // there is room: the page waits for the last message before it asks again
		return nil
	}))
	send(map[string]bool{"ready": true})
	for r := range requests {
		e.Answer(context.Background(), []byte(r), func(m engine.Message) { send(m) })
	}
}

// send hands a message to the page. It waits for nothing, so that a command may print in virtual time: what an os.File writes
// waits for JavaScript.
func send(m any) {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // messages are made of what JSON has
	}
	js.Global().Call("wirelabSend", string(text))
}

// runHere carries out a command line. Nobody types there.
func runHere(ctx context.Context, args []string, _ int, stdout, stderr io.Writer) int {
	return run(ctx, append([]string{"wirelab"}, args...), strings.NewReader(""), stdout, stderr)
}

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

// commands are those that a page has: it is the command line in a browser, which has no sockets, and no terminal.
func commands() []*cli.Command {
	all := slices.Concat([]*cli.Command{benchCommand()}, runs.Commands(version()), []*cli.Command{
		ladderCommand(), layersCommand(), linksCommand(), demoCommand(), defineCommand(), versionCommand(),
	})
	for name, why := range map[string]string{
		"link": noSockets, "serve": noSockets, "echo": noSockets, "chat": noSockets, "queue": noSockets, "verify": noSockets,
		"class": noSockets, "ui": "you are there already",
		"site": "a site is written in a terminal", "lessons": "the course is on the pages around this one",
		"completion": "a page has no shell",
	} {
		all = append(all, &cli.Command{
			Name: name, Hidden: true, SkipFlagParsing: true,
			Action: func(*cli.Context) error { return usage.Wrongf("%s", why) },
		})
	}
	return all
}

const noSockets = "a page has no sockets; run this in a terminal, or in the page that wirelab ui opens"
