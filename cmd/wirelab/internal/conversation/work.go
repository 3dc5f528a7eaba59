package conversation

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"wirelab/cmd/wirelab/internal/peer"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/room/worker"
	"wirelab/internal/term"
	"wirelab/internal/term/visible"
	"wirelab/internal/term/words"
	"wirelab/internal/transport"
)

// Work is a producer, a consumer or a watcher of a room, at the terminal.
type Work struct {
	Transport  transport.Transport
	Addr       string
	Room, Name string
	Guarantee  worker.Guarantee
	Out        io.Writer // deliveries, and what a watcher hears
	Notes      io.Writer // how this client fares
}

func (w *Work) link() worker.Link {
	session := rand.Text()
	return worker.Link{
		Keeper: reconnect.Keeper{
			Dial: func(ctx context.Context) (reconnect.Conn, error) {
				return w.Transport.DialRooms(ctx, &netx.Host{}, w.Addr, session)
			},
			Datagrams: !w.Transport.Reliable,
		},
		Room: w.Room, Name: w.Name, Session: session,
		Lost: func(err error) { w.note("! no connection: " + err.Error() + ": trying again") },
	}
}

func (w *Work) note(line string) { fmt.Fprintln(w.Notes, visible.Text(line)) }

// Put puts each line of in into the room, and says how many are there. That ctx ends is no error.
func (w *Work) Put(ctx context.Context, in io.Reader) error {
	p := &worker.Producer{Link: w.link(), Guarantee: w.Guarantee}
	defer p.Leave()
	p.Waits = func(refusal *event.Error) { w.note("! " + refusal.Reason) }
	put, inDoubt := 0, 0
	defer func() {
		w.note(words.Count(put, "line") + " put into " + w.Room)
		if inDoubt > 0 {
			w.note(words.Count(inDoubt, "line") + " not acknowledged, and not put again: perhaps there, perhaps not")
		}
	}()
	lines, failed := term.Lines(ctx, in, event.MaxMessage)
	for {
		select {
		case <-ctx.Done(): // also while no line comes
			return nil
		case line, ok := <-lines:
			if !ok {
				return <-failed
			}
			switch _, err := p.Put(ctx, event.EventMessage, event.Quote(line)); {
			case err == nil:
				put++
			case errors.Is(err, worker.ErrInDoubt):
				inDoubt++
			default:
				return w.why(ctx, &p.Link, err)
			}
		}
	}
}

// Take takes work until so many are done, 0 for ever, each of which takes so long, and says how many are. With worker.Once the
// ledger has what is done; nil otherwise. That ctx ends is no error.
func (w *Work) Take(ctx context.Context, subscribe event.Request, each time.Duration, count uint64, ledger *worker.Ledger) error {
	c := &worker.Consumer{Link: w.link(), Subscribe: subscribe, Guarantee: w.Guarantee, Positions: ledger, Most: count}
	defer c.Leave()
	c.Subscribed = func(s event.Subscribed) {
		w.note(fmt.Sprintf("* %s has %d waiting in %s", s.Durable, s.Waiting, s.Room))
	}
	c.Late = func(_ event.Delivery, refusal *event.Error) { w.note("! " + refusal.Reason) }
	c.Known = func(d event.Delivery) { w.note(fmt.Sprintf("* #%d was done before, and is not done again", d.Offset)) }
	err := c.Take(ctx, func(d event.Delivery) error {
		if _, err := fmt.Fprintln(w.Out, event.Plain(d)); err != nil {
			return err
		}
		return netx.Sleep(ctx, each)
	})
	if c.Entered() {
		w.note(words.Counted(c.Done, "delivery", "deliveries") + " done")
	}
	return w.why(ctx, &c.Link, err)
}

// Watch shows what happens in the room and its queues: a line for each event and each step of one, or the messages
// themselves. That ctx ends is no error.
func (w *Work) Watch(ctx context.Context, asJSON bool) error {
	k := &worker.Watcher{Link: w.link()}
	defer k.Leave()
	k.Missed = func(n uint64) { w.note("! " + words.Count(n, "line") + " got lost on the way here") }
	err := k.Watch(ctx, func(reply event.Reply) (err error) {
		line := watchLine(reply)
		switch reply := reply.(type) {
		case event.Queues:
			w.note(event.Plain(reply))
			return nil
		case *event.Error:
			w.note("! " + reply.Reason)
			return nil
		}
		switch {
		case asJSON:
			_, err = w.Out.Write(reply.Line())
		case line != "":
			_, err = fmt.Fprintln(w.Out, line)
		}
		return err
	})
	return w.why(ctx, &k.Link, err)
}

// watchLine is what a watcher is shown. An event begins with its number, as its steps do.
func watchLine(reply event.Reply) string {
	if e, ok := reply.(event.Event); ok && !event.Reserved(e.Event) {
		return fmt.Sprintf("#%d put by %s", e.Offset, event.Plain(e))
	}
	return event.Plain(reply)
}

// Status asks how far the room's queues are.
func (w *Work) Status(ctx context.Context) (event.Queues, error) {
	k := w.link()
	queues, err := k.Status(ctx)
	return queues, w.why(ctx, &k, err)
}

// why says what an error means that has ended the work.
func (w *Work) why(ctx context.Context, k *worker.Link, err error) error {
	refusal, refused := errors.AsType[*event.Error](err)
	switch {
	case err == nil || ctx.Err() != nil:
		return nil
	case refused:
		return errors.New(visible.Text(refusal.Reason))
	case k.Entered():
		return err
	}
	if other := peer.LookAt(ctx, w.Transport, w.Addr).InsteadOf(peer.Broadcast, w.Transport, w.Addr); other != nil {
		return other
	}
	return peer.Nobody(peer.Broadcast, w.Addr, err)
}

// isWork says whether a request makes or has been made by a consumer or a watcher, which a chat is not.
func isWork(kind string) bool {
	switch kind {
	case event.TypeSubscribe, event.TypeDone, event.TypeAgain, event.TypeWatch:
		return true
	}
	return false
}
