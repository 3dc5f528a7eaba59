package main

import (
	"errors"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/conversation"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/room/event"
	"wirelab/internal/usage"
)

func queueCommand() *cli.Command {
	room := &cli.StringFlag{Name: "room", Usage: "the room that is a queue", Value: "orders"}
	name := &cli.StringFlag{Name: "name", Usage: "your name there", DefaultText: "as you are logged in"}
	return &cli.Command{
		Name:      "queue",
		Usage:     "put work into a room, or take it out and say that it is done",
		UsageText: "wirelab queue put|take tcp|udp|ws [ADDR] [options]",
		Description: `A room of "wirelab serve broadcast" is a queue for its consumers. What a producer
puts in is delivered to one consumer, which says when it is done. What is not
done in time is delivered again; after some attempts it is a dead letter, in the
room that has .dead at the end of its name.

EXAMPLES:
   wirelab serve broadcast --durable class.db
   seq 1000 | wirelab queue put tcp          1000 events into the room orders
   wirelab queue take tcp --durable kitchen  and out again
   wirelab chat tcp --room orders.dead       what nobody could do`,
		Action: func(c *cli.Context) error {
			return usage.Wrongf("say what to do: wirelab queue put, or wirelab queue take")
		},
		Subcommands: []*cli.Command{
			{
				Name: "put", Usage: "puts each line that it reads into the room",
				UsageText: "wirelab queue put tcp|udp|ws [ADDR] [options]",
				Description: `A line counts when the server has acknowledged it. Until then it is put again,
after a lost connection, too: it is in the room once all the same. When a queue
is full the producer waits.

EXAMPLES:
   echo tea | wirelab queue put tcp
   seq 1000 | wirelab queue put udp 192.168.1.5 --room orders`,
				Flags: []cli.Flag{room, name}, Action: runQueuePut,
			},
			{
				Name: "take", Usage: "takes work from the room, and says that it is done",
				UsageText: "wirelab queue take tcp|udp|ws [ADDR] [options]",
				Description: `Each delivery is a line: its offset in the room, who has put it in, and what.
Consumers that share a durable name divide the work. Those with names of their
own get all of it. What is not done waits for a consumer of that name.

EXAMPLES:
   wirelab queue take tcp --durable kitchen --share     in several terminals
   wirelab queue take udp --durable till --work 1s      each takes a second`,
				Flags: []cli.Flag{
					room, name,
					&cli.StringFlag{Name: "durable", Usage: "the `NAME` of the queue", Value: "workers"},
					&cli.BoolFlag{Name: "share", Usage: "divide the work with others of that name"},
					&cli.Uint64Flag{Name: "prefetch", Usage: "deliveries at once, before one is done", Value: 16},
					&cli.Uint64Flag{Name: "attempts", Usage: "deliveries of an event before it is dead", Value: 5},
					&cli.DurationFlag{Name: "wait", Usage: "then it is delivered again", Value: 30 * time.Second},
					&cli.DurationFlag{Name: "work", Usage: "how long the work takes"},
					&cli.Uint64Flag{Name: "count", Usage: "end after `N` are done; 0: never"},
				},
				Action: runQueueTake,
			},
		},
	}
}

// worksFrom reads what both commands have in common.
func worksFrom(c *cli.Context) (*conversation.Work, error) {
	t, addr, err := flags.Server(c)
	if err != nil {
		return nil, err
	}
	w := &conversation.Work{
		Transport: t, Addr: addr, Room: c.String("room"), Name: c.String("name"), Out: c.App.Writer, Notes: c.App.ErrWriter,
	}
	switch {
	case !event.IsWord(w.Room):
		return nil, usage.Wrongf("--room %q: a room's name has 1 to 64 letters, digits and . _ -", w.Room)
	case c.IsSet("name") && !event.IsWord(w.Name):
		return nil, usage.Wrongf("--name %q: a name has 1 to 64 letters, digits and . _ -", w.Name)
	case w.Name == "":
		w.Name = conversation.LoginName()
	}
	return w, nil
}

func runQueuePut(c *cli.Context) error {
	w, err := worksFrom(c)
	if err != nil {
		return err
	}
	return w.Put(c.Context, c.App.Reader)
}

func runQueueTake(c *cli.Context) error {
	w, err := worksFrom(c)
	if err != nil {
		return err
	}
	wait := c.Duration("wait")
	r := event.Request{
		Type: event.TypeSubscribe, Room: w.Room, Durable: c.String("durable"), Share: c.Bool("share"),
		Prefetch: c.Uint64("prefetch"), Attempts: c.Uint64("attempts"), Wait: uint64(wait.Milliseconds()),
	}
	switch {
	case wait < time.Millisecond || wait > event.MaxWait*time.Millisecond:
		return usage.Wrongf("--wait %v: it is 1ms to 10m", wait)
	case r.Prefetch == 0 || r.Attempts == 0:
		return usage.Wrongf("--prefetch and --attempts are 1 or more")
	case c.Duration("work") < 0:
		return usage.Wrongf("--work %v: it is 0 or more", c.Duration("work"))
	}
	if wrong, is := errors.AsType[*event.Error](r.Check()); is {
		return usage.Wrongf("--%s", wrong.Reason)
	}
	return w.Take(c.Context, r, c.Duration("work"), c.Uint64("count"))
}
