package serving

import (
	"fmt"
	"io"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/journal/file"
	"wirelab/internal/term/words"
	"wirelab/internal/usage"
)

// JournalFlags are the options that say whether what is said in rooms is kept.
func JournalFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{
			Name: "durable", Usage: "keep what is said in this `FILE`, also if killed",
		},
		&cli.BoolFlag{
			Name: "no-fsync", Usage: "do not wait for the disk: survives kill, not power loss",
		},
		&cli.StringFlag{
			Name: "keep", Value: "100MB", Usage: "no more than this `LIMIT`: 24h, 5MB or 24h,5MB",
		},
		&cli.StringFlag{
			Name: "queue", Usage: "have the same rooms as all with this `URL`: nats://HOST:PORT",
		},
		&cli.IntFlag{
			Name: "replicas", Usage: "store it on `N` NATS servers: 1, 3 or 5", DefaultText: "as it is, or 1",
		},
		&cli.DurationFlag{
			Name: "lease", Value: defaultLease, Usage: "`TIME` until a silent server is taken to be dead",
		},
	}
}

const defaultLease = 10 * time.Second

// Restore has the rooms go on with what is in the file that --durable names, or in the queue that --queue names. The function
// that it returns waits until what has happened is kept, and closes it. With a queue the command's context ends when that
// cannot be used any more, and the function returns why.
func Restore(c *cli.Context, rooms *hub.Hub) (closeJournal func() error, err error) {
	path, queue := c.String("durable"), c.String("queue")
	switch {
	case path != "" && queue != "":
		return nil, usage.Wrongf("--durable and --queue: choose one of them")
	case path == "" && queue == "" && c.IsSet("keep"):
		return nil, usage.Wrongf("--keep is for --durable or --queue, and neither is given")
	case queue == "" && (c.IsSet("replicas") || c.IsSet("lease")):
		return nil, usage.Wrongf("--replicas and --lease are for --queue, which is not given")
	case path == "" && c.Bool("no-fsync"):
		return nil, usage.Wrongf("--no-fsync is for the file of --durable, which is not given")
	case queue != "":
		return share(c, rooms)
	case path == "":
		return func() error { return nil }, nil
	}
	keep, err := flags.Keep(c, "keep")
	if err != nil {
		return nil, err
	}
	f, err := file.Open(path, keep)
	if err != nil {
		return nil, err
	}
	if c.Bool("no-fsync") {
		f.NoSync()
	}
	rooms.History, rooms.HistoryBytes = durableHistory, durableHistoryBytes
	rooms.Journal = &toldJournal{Journal: f, path: path, w: c.App.ErrWriter}
	if err := rooms.Restore(); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	sayRestored(c, rooms, path)
	return func() error {
		rooms.Settle()
		return f.Close()
	}, nil
}

func sayRestored(c *cli.Context, rooms *hub.Hub, from string) {
	fmt.Fprintf(c.App.ErrWriter, "%s: %s from before\n", from, words.Count(rooms.Stats().Rooms, "room"))
}

// What a room remembers is to last for those who come back when the server does: that is all of its members, some seconds
// after each other. All rooms together remember no more than without a file (hub.Hub.HistoryTotal).
const (
	durableHistory      = 4096
	durableHistoryBytes = 4 << 20
)

// toldJournal tells the one who has started the server when nothing can be kept any more, and when it can again.
type toldJournal struct {
	journal.Journal
	path   string
	w      io.Writer
	failed bool
}

// Append is called by one at a time, as a hub does.
func (j *toldJournal) Append(entries ...journal.Entry) error {
	err := j.Journal.Append(entries...)
	switch {
	case err != nil && !j.failed:
		fmt.Fprintf(j.w, "%v: nothing can be said in the rooms\n", err)
	case err == nil && j.failed:
		fmt.Fprintf(j.w, "%s: there is space again\n", j.path)
	}
	j.failed = err != nil
	return err
}
