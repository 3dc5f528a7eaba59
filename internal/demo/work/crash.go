package work

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"wirelab/internal/demo/stage"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/reconnect"
	"wirelab/internal/room/worker"
)

// ShowCrash kills a consumer or a server at the worst moments, and shows how often an order is done in the end: that depends on
// whether the consumer says "done" before its work or after it, and whether it knows again what it has done.
func ShowCrash(ctx context.Context, s stage.Stage, w io.Writer) error {
	fmt.Fprint(w, "Five orders wait. At the third one somebody is killed, and somebody else goes on.\n"+
		"How often the third order is done, and the four others together:\n\n"+
		"                              at most once   at least once  once in effect\n")
	for _, when := range []crash{noCrash, beforeWork, afterWork, serverDies} {
		line := fmt.Sprintf("%-28s", when)
		for _, guarantee := range []worker.Guarantee{worker.AtMostOnce, worker.AtLeastOnce, worker.Once} {
			one, others, err := play(ctx, s, guarantee, when)
			if err != nil {
				return err
			}
			line += fmt.Sprintf("  %-13s", fmt.Sprintf("%d and %d", one, others))
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
	}
	return nil
}

// A crash says who is killed, and when.
type crash string

const (
	noCrash    crash = "nobody is killed"
	beforeWork crash = "consumer, before its work"
	afterWork  crash = "consumer, after its work"
	serverDies crash = "server, before it hears done"
)

var errKilled = errors.New("killed")

// A kitchen is a server with a journal that outlives it, and what its consumers have done.
type kitchen struct {
	stage.Stage
	kept  journal.Memory
	hub   *hub.Hub
	rooms *stage.Rooms
	when  crash          // to come
	third uint64         // the offset of the third order
	done  map[uint64]int // how often, by offset
}

// play returns how often the third order is done, and the others.
func play(ctx context.Context, s stage.Stage, guarantee worker.Guarantee, when crash) (one, others int, err error) {
	k := &kitchen{Stage: s, when: when, done: map[uint64]int{}}
	if err := k.open(ctx); err != nil {
		return 0, 0, err
	}
	defer func() { k.rooms.Stop() }() // the one that there is by then
	ada := worker.Producer{Link: k.link(ctx, "ada")}
	defer ada.Close()
	for n := range 5 {
		offset, err := ada.Put(ctx, "order", fmt.Append(nil, n+1))
		if err != nil {
			return 0, 0, err
		}
		if n == 2 {
			k.third = offset
		}
	}
	err = k.consume(ctx, "bob", guarantee, 5)
	if errors.Is(err, errKilled) {
		var left event.Queues
		asks := k.link(ctx, "joe")
		if left, err = asks.Status(ctx); err != nil {
			return 0, 0, err
		}
		err = k.consume(ctx, "joe", guarantee, left.Queues[0].Waiting+left.Queues[0].Delivered)
	}
	for offset, n := range k.done {
		if offset == k.third {
			one = n
		} else {
			others += n
		}
	}
	return one, others, err
}

// open starts a server, which goes on where the last one ended.
func (k *kitchen) open(ctx context.Context) error {
	k.hub = &hub.Hub{Journal: &k.kept}
	err := k.hub.Restore()
	if err == nil {
		k.rooms, err = k.OpenRooms(ctx, "tcp", k.hub)
	}
	return err
}

// link is somebody's way to the kitchen, until ctx ends.
func (k *kitchen) link(ctx context.Context, name string) worker.Link {
	l := worker.Link{Room: "orders", Name: name}
	l.Keeper.Dial = func(context.Context) (reconnect.Conn, error) {
		t, err := k.rooms.Connect(ctx, k.Clients[0])
		if err != nil {
			return nil, err
		}
		return &mortal{t.Conn, k, ctx}, nil
	}
	return l
}

// consume takes so many orders, or fewer if it is killed.
func (k *kitchen) consume(ctx context.Context, name string, guarantee worker.Guarantee, most uint64) error {
	c := worker.Consumer{
		Link: k.link(ctx, name), Guarantee: guarantee, Positions: k, Most: most,
		Subscribe: event.Request{Durable: "kitchen", Share: true},
	}
	defer c.Close() // and not Leave: who is killed says nothing
	return c.Take(ctx, func(d event.Delivery) error {
		if d.Offset == k.third && k.comes(beforeWork) {
			return errKilled
		}
		if guarantee == worker.Once { // the work is what Add does
			return nil
		}
		return k.work(d)
	})
}

// work does an order, after which the consumer may be killed.
func (k *kitchen) work(d event.Delivery) error {
	k.done[d.Offset]++
	if d.Offset == k.third && k.comes(afterWork) {
		return errKilled
	}
	return nil
}

// comes says whether a crash comes now. It comes once.
func (k *kitchen) comes(when crash) bool {
	if k.when != when {
		return false
	}
	k.when = noCrash
	return true
}

// Has says whether an order is done.
func (k *kitchen) Has(_ string, d event.Delivery) bool { return k.done[d.Offset] > 0 }

// Add does an order and remembers it, in one step.
func (k *kitchen) Add(_ string, d event.Delivery) error { return k.work(d) }

// mortal is a connection to a server that may be killed before it hears that the third order is done.
type mortal struct {
	reconnect.Conn
	kitchen *kitchen
	ctx     context.Context // of the demonstration
}

// Send kills the server in place of saying that the third order is done. Another server goes on with what was kept.
func (m *mortal) Send(msg []byte) error {
	r, err := event.DecodeRequest(msg)
	if err != nil || r.Type != event.TypeDone || r.Offset != m.kitchen.third || !m.kitchen.comes(serverDies) {
		return m.Conn.Send(msg)
	}
	m.kitchen.rooms.Stop()
	m.kitchen.hub.Settle() // so that nothing is written any more when the next one reads
	return errors.Join(errors.New("the connection was lost"), m.kitchen.open(m.ctx))
}
