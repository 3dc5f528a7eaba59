//go:build !js

package main

import (
	"slices"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/runs"
	"wirelab/cmd/wirelab/internal/teaching"
)

// commands are all commands, in the order in which they are listed.
func commands() []*cli.Command {
	return slices.Concat([]*cli.Command{benchCommand()}, runs.Commands(version()), []*cli.Command{
		ladderCommand(), layersCommand(), linksCommand(), linkCommand(), serveCommand(), echoCommand(), chatCommand(),
		queueCommand(), demoCommand(), defineCommand(),
	}, teaching.Commands(version()), []*cli.Command{uiCommand(), verifyCommand(), versionCommand(), completionCommand()})
}
