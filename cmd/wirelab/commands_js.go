package main

import (
	"slices"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/runs"
	"wirelab/internal/usage"
)

// commands are those that a page has: it is the command line in a browser, which has no sockets, and no terminal.
func commands() []*cli.Command {
	all := slices.Concat([]*cli.Command{benchCommand()}, runs.Commands(version()), []*cli.Command{
		ladderCommand(), layersCommand(), linksCommand(), demoCommand(), defineCommand(), versionCommand(),
	})
	for name, why := range map[string]string{
		"link": noSockets, "serve": noSockets, "echo": noSockets, "chat": noSockets, "queue": noSockets, "verify": noSockets,
		"ui":   "you are there already",
		"site": "a page has no files", "lessons": "the course is on the pages around this one",
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
