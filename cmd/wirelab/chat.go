package main

import (
	"context"
	"fmt"
	"os/user"
	"strings"

	"github.com/urfave/cli/v2"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/chat"
	"wirelab/internal/room/event"
	"wirelab/internal/term"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
)

func chatCommand() *cli.Command {
	return &cli.Command{
		Name:      "chat",
		Usage:     "talk in a room, over any of the transports",
		UsageText: "wirelab chat tcp|udp|ws [ADDR] [options]",
		Description: `Without ADDR it joins the server that "wirelab serve broadcast" runs on this
machine. When the connection fails it comes back by itself, gets what it has
missed as far as the server still has it, and marks what is lost.

While talking: ` + chatHelp + `

EXAMPLES:
   wirelab chat tcp                         to 127.0.0.1:7101, in the room lobby
   wirelab chat ws 192.168.1.5 --name ada
   echo hi | wirelab chat udp --room blue   says it, and leaves`,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "room", Usage: "the room to enter", Value: "lobby"},
			&cli.StringFlag{Name: "name", Usage: "your name there", DefaultText: "as you are logged in"},
			&cli.StringFlag{Name: "multicast", Usage: "udp: hear events by way of this `GROUP`"},
		},
		Action: runChat,
	}
}

// chatHelp lists what can be typed that is not said.
const chatHelp = "/join ROOM, /leave [ROOM], /rooms, /who, /name NAME, /help, /quit"

func runChat(c *cli.Context) error {
	t, addr, err := whom(c)
	if err != nil {
		return err
	}
	group, err := multicastGroup(c.String("multicast"))
	switch {
	case err != nil:
		return err
	case group != nil && t.Name != "udp":
		return wrongf("--multicast: only UDP can be multicast")
	case !event.IsWord(c.String("room")):
		return wrongf("--room %q: a room's name has 1 to 64 letters, digits and . _ -", c.String("room"))
	case c.IsSet("name") && !event.IsWord(c.String("name")):
		return wrongf("--name %q: a name has 1 to 64 letters, digits and . _ -", c.String("name"))
	}
	name := c.String("name")
	if name == "" {
		name = loginName()
	}
	talk := &talking{
		Transport: t, addr: addr, out: c.App.Writer, notes: c.App.ErrWriter,
		notices: make(chan chat.Notice),
		screen:  term.NewScreen(c.App.Reader, c.App.Writer),
	}
	talk.client = chat.New(chat.Client{
		Dial: func(ctx context.Context) (chat.Conn, error) {
			conn, err := t.DialText(ctx, &netx.Host{}, addr)
			if err != nil || group == nil {
				return conn, err
			}
			return hearGroup(conn, group, addr)
		},
		Datagrams: !t.Reliable,
		Name:      name,
		Notify:    talk.notify,
	})
	return talk.run(c.Context, c.App.Reader, c.String("room"))
}

// whom reads the arguments: a transport, and an address that may be left out.
func whom(c *cli.Context) (t transport.Transport, addr string, err error) {
	name := c.Args().Get(0)
	if name == "" {
		return t, "", wrongf("say which transport: tcp, udp or ws")
	}
	if t, err = transport.Named(name); err != nil {
		return t, "", wrong(err)
	}
	if c.NArg() > 2 {
		return t, "", wrongf("%q is one argument too many", c.Args().Get(2))
	}
	addr = "127.0.0.1"
	if c.NArg() > 1 {
		addr = c.Args().Get(1)
	}
	addr, err = completed(addr, t.DefaultPort)
	return t, addr, err
}

// loginName is the user's name as a name in a room; empty if that cannot be.
func loginName() string {
	who, err := user.Current()
	if err != nil {
		return ""
	}
	name := who.Username[strings.LastIndexAny(who.Username, `\/`)+1:] // without Windows' domain
	name = strings.Map(func(r rune) rune {
		if event.IsWord(string(r)) {
			return r
		}
		return -1
	}, name)
	return name[:min(len(name), 32)]
}

// chatLine is a notice as a line; "" if there is nothing to show. said says that it belongs to what
// happens in a room, and not to how this client fares.
func chatLine(n chat.Notice, rooms int) (line string, said bool) {
	switch n := n.(type) {
	case chat.Said:
		line = event.Plain(n.Event)
		if rooms > 1 && !event.Reserved(n.Event.Event) {
			line = "[" + n.Room + "] " + line
		}
		if n.Recovered {
			line += "   (recovered)"
		}
		return line, true
	case chat.Missed:
		switch lost := n.To - n.From + 1; {
		case n.Restarted && n.To == 0:
			return fmt.Sprintf("! %s has begun anew: what you did not see of it before is lost", n.Room), true
		case n.Restarted:
			return fmt.Sprintf("! %s has begun anew: what you did not see of it before is lost, and %s since",
				n.Room, words.Count(lost, "event")), true
		default:
			return fmt.Sprintf("! %s in %s lost: %d to %d", words.Count(lost, "event"), n.Room, n.From, n.To), true
		}
	case *event.Error:
		return event.Plain(n), false
	case event.Joined:
		return event.Plain(n), false
	case event.Who:
		return event.Plain(n), false
	case event.Rooms:
		return event.Plain(n), false
	}
	return "", false
}
