package worker

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/reconnect"
)

// A Link is how a client reaches the room. The zero value of what may be left out means none.
type Link struct {
	// Keeper has how to connect. Its Wants is the link's own.
	Keeper     reconnect.Keeper
	Room, Name string
	// Session is drawn at random, and outlives connections. By it the server knows what is put again. Empty: the first
	// connection draws it.
	Session string
	// Lost, if not nil, is told why there is no connection. The client tries again.
	Lost func(err error)

	wants   func(event.Reply) bool // nil: isForWork
	entered bool                   // the room, once
	epoch   string
	conn    *reconnect.Connection // in the room; nil: there is none
	early   []event.Delivery      // that came before somebody waited for one
	came    map[uint64]arrival    // the last delivery of each offset that has come on this connection
}

// goodbye is how long a leave waits for its answer.
const goodbye = time.Second

// Entered says whether the client has been in the room.
func (k *Link) Entered() bool { return k.entered }

// keep calls do with a connection, and again with a new one when that has failed. It returns what is not about the
// connection: nil, an *event.Error, or the end of ctx. Before the client has been in the room, it returns any error.
func (k *Link) keep(ctx context.Context, enter, do func(context.Context) error) error {
	for {
		err := k.connect(ctx, enter)
		if err == nil {
			err = do(ctx)
		}
		refusal, refused := errors.AsType[*event.Error](err)
		switch {
		case err == nil || refused && !passes(refusal):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case !k.entered && !refused:
			return err
		}
		delay := k.Keeper.Delay()
		if refused {
			delay = waitFor(refusal)
		}
		k.drop(err)
		if err := netx.Sleep(ctx, delay); err != nil {
			return err
		}
	}
}

// connect dials and enters the room, unless that has been done. enter, if not nil, is what to do there first.
func (k *Link) connect(ctx context.Context, enter func(context.Context) error) error {
	if k.conn != nil {
		return nil
	}
	if k.Session == "" {
		k.Session = rand.Text()
	}
	k.Keeper.Wants = k.wants
	if k.wants == nil {
		k.Keeper.Wants = isForWork
	}
	conn, err := k.Keeper.Connect(ctx)
	if err != nil {
		return err
	}
	conn.Expect(true)
	k.conn, k.early, k.came = conn, nil, map[uint64]arrival{}
	join := event.Request{Type: event.TypeJoin, Room: k.Room, Name: k.Name, Session: k.Session}
	answer, err := k.ask(ctx, join, is[event.Joined])
	if err == nil {
		k.epoch = answer.(event.Joined).Epoch
		if enter != nil {
			err = enter(ctx)
		}
	}
	if err != nil {
		k.Close()
		return err
	}
	k.entered = true
	return nil
}

// isForWork says whether a reply is for a producer or a consumer: what is said in the room is not, nor are the answers to pings.
func isForWork(reply event.Reply) bool { return !is[event.Event](reply) && !is[event.Head](reply) }

// Leave leaves the room, so that others get at once what is not done, and ends the connection.
func (k *Link) Leave() {
	if k.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	id := uint64(leaveID)
	k.ask(ctx, event.Request{Type: event.TypeLeave, ID: &id, Room: k.Room}, acknowledges(id)) // without an answer the server finds out by itself
	k.Close()
}

// leaveID is no offset, and the number of no event.
const leaveID = 1 << 52

// drop ends a connection that is of no use any more.
func (k *Link) drop(why error) {
	k.Close()
	if k.Lost != nil {
		k.Lost(why)
	}
}

// Close ends the connection, if there is one.
func (k *Link) Close() {
	if k.conn != nil {
		k.conn.Close()
		k.conn = nil
	}
}

func is[R event.Reply](r event.Reply) bool { _, ok := r.(R); return ok }

// acknowledges returns what says whether a reply is the acknowledgement of a request.
func acknowledges(id uint64) func(event.Reply) bool {
	return func(reply event.Reply) bool {
		ack, ok := reply.(event.Ack)
		return ok && ack.ID != nil && *ack.ID == id
	}
}

// ask sends a request, over UDP until it is answered, and returns its answer: what answers says is one, or an error, which
// is an *event.Error. Deliveries that come meanwhile wait.
func (k *Link) ask(ctx context.Context, r event.Request, answers func(event.Reply) bool) (event.Reply, error) {
	return k.asking(ctx, r, answers, k.Keeper.Datagrams)
}

// asking is ask, with a choice whether to send it again.
func (k *Link) asking(ctx context.Context, r event.Request, answers func(event.Reply) bool, again bool) (event.Reply, error) {
	if err := k.conn.Send(r); err != nil {
		return nil, err
	}
	repeat := time.NewTicker(reconnect.RepeatEvery)
	defer repeat.Stop()
	for asked := time.Now(); ; {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-repeat.C:
			switch {
			case time.Since(asked) > reconnect.Silence: // which answers other things, perhaps
				return nil, reconnect.ErrSilent
			case !again:
				continue
			}
			if err := k.conn.Send(r); err != nil {
				return nil, err
			}
		case reply, ok := <-k.conn.Replies():
			if !ok {
				return nil, k.conn.Err()
			}
			switch reply := reply.(type) {
			case event.Delivery:
				k.arrive(reply)
				continue
			case *event.Error:
				if again && reply.ID == nil && reply.Code == event.TooFast {
					continue // it was dropped, and is sent again
				}
				if reply.ID == nil || r.ID != nil && *reply.ID == *r.ID {
					return nil, reply
				}
				continue
			}
			if answers(reply) {
				return reply, nil
			}
		}
	}
}

// next returns the next delivery.
func (k *Link) next(ctx context.Context) (event.Delivery, error) {
	for len(k.early) == 0 {
		select {
		case <-ctx.Done():
			return event.Delivery{}, ctx.Err()
		case reply, ok := <-k.conn.Replies():
			if !ok {
				return event.Delivery{}, k.conn.Err()
			}
			switch reply := reply.(type) {
			case event.Delivery:
				k.arrive(reply)
			case *event.Error:
				if over(reply) {
					return event.Delivery{}, errors.New(reply.Reason) // and comes back
				}
			}
		}
	}
	d := k.early[0]
	k.early = k.early[1:]
	return d, nil
}

// arrival is that an attempt at an event has come.
type arrival struct {
	attempt uint64
	at      time.Time
}

// maxCame is of how many deliveries a link knows that they have come.
const maxCame = 1024

// arrive keeps a delivery until somebody waits for it. A network may double it, and the server repeats it when its time is
// up: the last attempt takes the place of the one before.
func (k *Link) arrive(d event.Delivery) {
	if k.came[d.Offset].attempt >= d.Attempt {
		return
	}
	if len(k.came) >= maxCame {
		clear(k.came)
	}
	k.came[d.Offset] = arrival{d.Attempt, time.Now()}
	k.forget(d.Offset)
	k.early = append(k.early, d)
}

// forget drops what waits of an event.
func (k *Link) forget(offset uint64) {
	k.early = slices.DeleteFunc(k.early, func(d event.Delivery) bool { return d.Offset == offset })
}

// over says whether an error is that the client is not in the room any more.
func over(e *event.Error) bool {
	return e.Code == event.NotJoined || e.Code == event.TooSlow || e.Code == event.Replaced
}
