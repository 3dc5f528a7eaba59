//go:build !js

package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/conversation"
	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/room/event"
	"wirelab/internal/room/worker"
	"wirelab/internal/term"
	"wirelab/internal/term/table"
	"wirelab/internal/term/words"
	"wirelab/internal/usage"
)

func queueCommand() *cli.Command {
	return &cli.Command{
		Name:      "queue",
		Usage:     "put work into a room, take it out, and watch what becomes of it",
		UsageText: "wirelab queue put|take|watch|status tcp|udp|ws|socketio [ADDR] [options]",
		Description: `A room of "wirelab serve broadcast" is a queue for its consumers. What a producer
puts in is delivered to one consumer, which says when it is done. What is not
done in time is delivered again; after some attempts it is a dead letter, in the
room that has .dead at the end of its name.

EXAMPLES:
   wirelab serve broadcast --durable class.db
   seq 1000 | wirelab queue put tcp          1000 events into the room orders
   wirelab queue take tcp --durable kitchen  and out again
   wirelab queue watch tcp                   what becomes of each
   wirelab chat tcp --room orders.dead       what nobody could do`,
		Action: func(c *cli.Context) error {
			return usage.Wrongf("say what to do: wirelab queue put, take, watch or status")
		},
		Subcommands: []*cli.Command{putCommand(), takeCommand(), watchCommand(), statusCommand()},
	}
}

var (
	roomFlag = &cli.StringFlag{Name: "room", Usage: "the room that is a queue", Value: "orders"}
	nameFlag = &cli.StringFlag{Name: "name", Usage: "your name there", DefaultText: "as you are logged in"}
)

func putCommand() *cli.Command {
	return &cli.Command{
		Name: "put", Usage: "puts each line that it reads into the room",
		UsageText: "wirelab queue put tcp|udp|ws|socketio [ADDR] [options]",
		Description: `A line counts when the server has acknowledged it. Until then it is put again,
after a lost connection, too: the server knows it, so that it is in the room
once. With --guarantee at-most-once nothing is put again: a line that has no
answer is there or not. When a queue is full the producer waits.

EXAMPLES:
   echo tea | wirelab queue put tcp
   seq 1000 | wirelab queue put udp 192.168.1.5 --room orders`,
		Flags: []cli.Flag{
			roomFlag, nameFlag,
			&cli.StringFlag{Name: "guarantee", Usage: "at-most-once or once", Value: worker.Once.String()},
		},
		Action: runQueuePut,
	}
}

func takeCommand() *cli.Command {
	return &cli.Command{
		Name: "take", Usage: "takes work from the room, and says that it is done",
		UsageText: "wirelab queue take tcp|udp|ws|socketio [ADDR] [options]",
		Description: `Each delivery is a line: its offset in the room, who has put it in, and what.
Consumers that share a durable name divide the work. Those with names of their
own get all of it. What is not done waits for a consumer of that name.

--guarantee says what happens to an event when a consumer is killed with it:
   at-most-once   it says "done", and then does it: perhaps nobody does it
   at-least-once  it does it, and then says "done": perhaps it is done twice
   once           as at-least-once, and what is done is written to a FILE first,
                  so that it is recognised when it is delivered again
Once is once in effect only. FILE (--position) has each event once. But whoever
is killed between the work and the line in FILE does the work again. So once
holds for work that is the line in FILE, or is kept in one step with it, or
that one can do twice without harm. What is printed may be printed twice.

EXAMPLES:
   wirelab queue take tcp --durable kitchen --share     in several terminals
   wirelab queue take udp --durable counter --work 1s   each takes a second
   wirelab queue take tcp --guarantee once --position done.jsonl`,
		Flags: []cli.Flag{
			roomFlag, nameFlag,
			&cli.StringFlag{Name: "durable", Usage: "the `NAME` of the queue", Value: "workers"},
			&cli.BoolFlag{Name: "share", Usage: "divide the work with others of that name"},
			&cli.Uint64Flag{Name: "prefetch", Usage: "deliveries at once, before one is done", Value: 16},
			&cli.Uint64Flag{Name: "attempts", Usage: "deliveries of an event before it is dead", Value: 5},
			&cli.DurationFlag{Name: "wait", Usage: "then it is delivered again", Value: 30 * time.Second},
			&cli.DurationFlag{Name: "work", Usage: "how long the work takes"},
			&cli.Uint64Flag{Name: "count", Usage: "end after `N` are done; 0: never"},
			&cli.StringFlag{Name: "guarantee", Usage: "at-most-once, at-least-once, once", Value: worker.AtLeastOnce.String()},
			&cli.StringFlag{Name: "position", Usage: "the `FILE` of what is done, for once"},
		},
		Action: runQueueTake,
	}
}

func watchCommand() *cli.Command {
	return &cli.Command{
		Name: "watch", Usage: "shows what becomes of each event",
		UsageText: "wirelab queue watch tcp|udp|ws|socketio [ADDR] [options]",
		Description: `A line for each thing that happens: an event is put, delivered to a consumer,
done, asked for again, late, left by a consumer that has gone, or dead. A line
begins with the event's number in the room. Over UDP some lines may get lost;
how many is said.

EXAMPLES:
   wirelab queue watch tcp
   wirelab queue watch ws --format json | grep '"late"'`,
		Flags: []cli.Flag{
			roomFlag, nameFlag,
			&cli.StringFlag{Name: "format", Usage: "text or json", Value: "text"},
		},
		Action: runQueueWatch,
	}
}

func statusCommand() *cli.Command {
	return &cli.Command{
		Name: "status", Usage: "shows how far the queues of a room are",
		UsageText: "wirelab queue status tcp|udp|ws|socketio [ADDR] [options]",
		Description: `A row for each durable name: how many events wait, how many a consumer has and
has not done, up to which event all are done, and how many are dead letters.

EXAMPLES:
   wirelab queue status tcp
   wirelab queue status tcp --room orders.dead --format json`,
		Flags: []cli.Flag{
			roomFlag,
			&cli.StringFlag{Name: "format", Usage: "table or json", Value: "table"},
		},
		Action: runQueueStatus,
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
	if name := c.String("guarantee"); name != "" {
		if w.Guarantee, err = worker.ParseGuarantee(name); err != nil {
			return nil, usage.Wrongf("--guarantee %w", err)
		}
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
	ledger, err := ledgerFrom(c, w)
	if err != nil {
		return err
	}
	if ledger != nil {
		defer ledger.Close()
	}
	return w.Take(c.Context, r, c.Duration("work"), c.Uint64("count"), ledger)
}

// ledgerFrom opens the file of what is done, if there is to be one.
func ledgerFrom(c *cli.Context, w *conversation.Work) (*worker.Ledger, error) {
	name, once := c.String("position"), w.Guarantee == worker.Once
	switch {
	case once && name == "":
		return nil, usage.Wrongf("--guarantee once: say where to remember what is done: --position FILE")
	case !once && name != "":
		return nil, usage.Wrongf("--position is for --guarantee once")
	case !once:
		return nil, nil
	}
	ledger, err := worker.OpenLedger(name, w.Room, c.String("durable"))
	if err != nil {
		return nil, usage.Wrongf("--position %w", err)
	}
	return ledger, nil
}

func runQueueWatch(c *cli.Context) error {
	w, err := worksFrom(c)
	if err != nil {
		return err
	}
	if err := flags.Choice("format", c.String("format"), "text", "json"); err != nil {
		return err
	}
	return w.Watch(c.Context, c.String("format") == "json")
}

func runQueueStatus(c *cli.Context) error {
	w, err := worksFrom(c)
	if err != nil {
		return err
	}
	if err := flags.Choice("format", c.String("format"), "table", "json"); err != nil {
		return err
	}
	queues, err := w.Status(c.Context)
	if err != nil || c.Context.Err() != nil {
		return err
	}
	if c.String("format") == "json" {
		_, err := c.App.Writer.Write(queues.Line())
		return err
	}
	return printQueues(c.App.Writer, queues)
}

func printQueues(w io.Writer, queues event.Queues) error {
	if len(queues.Queues) == 0 {
		_, err := fmt.Fprintf(w, "%s has no queues: a consumer makes one\n", queues.Room)
		return err
	}
	var rows [][]string
	for _, q := range queues.Queues {
		row := []string{q.Durable}
		for _, n := range []uint64{q.Waiting, q.Delivered, q.Done, q.Dead, q.Consumers} {
			row = append(row, fmt.Sprint(n))
		}
		rows = append(rows, row)
	}
	header := []string{"durable", "waiting", "delivered", "done up to", "dead letters", "consumers"}
	if err := table.Fit(w, term.Columns(w), header, rows); err != nil || queues.More == 0 {
		return err
	}
	_, err := fmt.Fprintf(w, "and %s for which the answer has no space\n", words.Count(queues.More, "queue"))
	return err
}
