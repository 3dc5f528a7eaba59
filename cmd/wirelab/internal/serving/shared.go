package serving

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/cmd/wirelab/internal/flags"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/journal/stream"
	"wirelab/internal/usage"
)

// settleWithin is how long a server that ends waits for a queue that does not answer.
const settleWithin = 5 * time.Second

// share has the rooms be those of all servers with the same queue.
func share(c *cli.Context, rooms *hub.Hub) (closeQueue func() error, err error) {
	addresses, o, err := streamOptions(c)
	if err != nil {
		return nil, err
	}
	s, err := stream.Open(c.Context, addresses, o)
	if err != nil {
		return nil, err
	}
	rooms.History, rooms.HistoryBytes = durableHistory, durableHistoryBytes
	rooms.Shared = &toldQueue{Shared: s, name: s.String(), w: c.App.ErrWriter}
	if err := rooms.Restore(); err != nil {
		s.Close()
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	sayRestored(c, rooms, s.String())
	ctx, cancel := context.WithCancel(c.Context)
	c.Context = ctx
	failed := make(chan error, 1)
	go func() {
		failed <- s.Wait()
		cancel()
	}()
	return func() error {
		late := time.AfterFunc(settleWithin, func() { s.Close() })
		defer late.Stop()
		rooms.Settle()
		s.Close()
		return <-failed
	}, nil
}

func streamOptions(c *cli.Context) (addresses []string, o stream.Options, err error) {
	if addresses, err = stream.Addresses(c.String("queue")); err != nil {
		return nil, o, usage.Wrongf("--queue %v", err)
	}
	if o.Replicas = c.Int("replicas"); c.IsSet("replicas") && !slices.Contains([]int{1, 3, 5}, o.Replicas) {
		return nil, o, usage.Wrongf("--replicas %d: choose one of 1, 3, 5", o.Replicas)
	}
	if o.Lease = c.Duration("lease"); o.Lease < time.Second || o.Lease > time.Hour {
		return nil, o, usage.Wrongf("--lease %v: give a time from 1s to 1h", o.Lease)
	}
	if c.IsSet("keep") {
		o.Keep, err = flags.Keep(c, "keep")
	}
	return addresses, o, err
}

// toldQueue tells the one who has started the server when the queue does not answer any more, and when it does again.
type toldQueue struct {
	journal.Shared
	name   string
	w      io.Writer
	failed bool
}

// Append is called by one at a time, as a hub does.
func (q *toldQueue) Append(g journal.Group) error {
	err := q.Shared.Append(g)
	switch failed := err != nil && !errors.Is(err, journal.ErrBehind); {
	case failed && !q.failed:
		fmt.Fprintf(q.w, "%v: nothing can be said in the rooms; perhaps a disk is full, or too few of the NATS servers run\n", err)
		q.failed = true
	case !failed && q.failed:
		fmt.Fprintf(q.w, "%s: it answers again\n", q.name)
		q.failed = false
	}
	return err
}
