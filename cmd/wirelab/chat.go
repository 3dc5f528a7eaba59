//go:build !js

package main

import (
	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/conversation"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/room/event"
	"wirelab/internal/term"
	"wirelab/internal/usage"
)

func chatCommand() *cli.Command {
	return &cli.Command{
		Name:      "chat",
		Usage:     "talk in a room, over any of the transports",
		UsageText: "wirelab chat tcp|udp|ws|socketio [ADDR] [options]",
		Description: `Without ADDR it joins the server that "wirelab serve broadcast" runs on this
machine. When the connection fails, it connects again by itself, asks the server
for the messages it has missed, and marks those that are lost.

While talking: ` + conversation.Help + `

EXAMPLES:
   wirelab chat tcp                         to 127.0.0.1:7101, in the room lobby
   wirelab chat ws 192.168.1.5 --name ada
   wirelab chat socketio localhost:3000     to a Socket.IO server, also your own
   echo hi | wirelab chat udp --room blue   says hi and leaves`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "room", Usage: "the room to enter", Value: "lobby"},
			&cli.StringFlag{Name: "name", Usage: "your name in the room", DefaultText: "your login name"},
			&cli.StringFlag{Name: "multicast", Usage: "udp: receive events from this multicast `GROUP`"},
		},
		Action: runChat,
	}
}

func runChat(c *cli.Context) error {
	t, addr, err := flags.Server(c)
	if err != nil {
		return err
	}
	group, err := flags.Group(c.String("multicast"))
	switch {
	case err != nil:
		return err
	case group != nil && t.Name != "udp":
		return usage.Wrongf("--multicast: only UDP has multicast")
	case !event.IsWord(c.String("room")):
		return usage.Wrongf("--room %q: use 1 to 64 letters, digits and . _ -", c.String("room"))
	case c.IsSet("name") && !event.IsWord(c.String("name")):
		return usage.Wrongf("--name %q: use 1 to 64 letters, digits and . _ -", c.String("name"))
	}
	name := c.String("name")
	if name == "" {
		name = conversation.LoginName()
	}
	talk := &conversation.Chat{
		Transport: t, Addr: addr, Name: name, Group: group,
		Out: c.App.Writer, Notes: c.App.ErrWriter,
		Screen: term.NewScreen(c.App.Reader, c.App.Writer),
	}
	return talk.Run(c.Context, c.App.Reader, c.String("room"))
}
