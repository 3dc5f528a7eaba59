package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"wirelab/internal/term"
	"wirelab/internal/term/table"
)

const startText = `wirelab lets you see and measure how TCP, UDP and WebSocket differ.

Three commands to start with:
   wirelab bench           measure all three side by side
   wirelab serve echo      run an echo server for each
   wirelab echo tcp        talk to it (in another terminal)

And a course of seventeen lessons: wirelab lessons
`

// startHelp is what wirelab alone says. It has tabs before second columns.
func startHelp(commands []*cli.Command) string {
	return startText + listed("\nCOMMANDS:", commands) + "\n\nEach command has --help, with examples.\n"
}

// commandHelp is the help of a command with these options.
func commandHelp(c *cli.Command, options []cli.Flag) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\nUSAGE:\n   %s\n", c.HelpName, c.Usage, c.UsageText)
	if c.Description != "" {
		fmt.Fprintf(&b, "\n%s\n", c.Description)
	}
	if len(c.Subcommands) > 0 {
		b.WriteString(listed("\nCOMMANDS:", c.VisibleCommands()) + "\n")
	}
	if len(options) > 0 {
		b.WriteString("\nOPTIONS:")
		for _, f := range options {
			fmt.Fprintf(&b, "\n   %s", f)
		}
		b.WriteString("\n")
	}
	return b.String() + "\n"
}

// listed are commands below a heading.
func listed(heading string, commands []*cli.Command) string {
	for _, c := range commands {
		heading += "\n   " + c.Name + "\t" + c.Usage
	}
	return heading
}

// printHelp sets a help for the terminal that it is printed on.
func printHelp(w io.Writer, help string) {
	var b strings.Builder
	columns := tabwriter.NewWriter(&b, 1, 8, 2, ' ', 0)
	io.WriteString(columns, help) // a strings.Builder takes all
	columns.Flush()
	io.WriteString(w, table.Reflow(b.String(), min(term.Columns(w), table.Width))) // a Watched writer keeps the error
}
