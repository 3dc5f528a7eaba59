package worker

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// A Conn carries messages to a server and back: one Send, one message; one Recv, one message. Close unblocks both.
type Conn interface {
	Send(msg []byte) error
	Recv(buf []byte) (int, error)
	Close() error
}

// A Link is how a client reaches the room. The zero value of what may be left out means none.
type Link struct {
	// Dial connects. It is called again when the connection has failed.
	Dial func(ctx context.Context) (Conn, error)
	// Datagrams says that messages may get lost, and that the server asks for a cookie first.
	Datagrams  bool
	Room, Name string
	// Lost, if not nil, is told why there is no connection. The client tries again.
	Lost func(err error)

	session string // outlives connections
	entered bool   // the room, once
	*talk          // nil: there is no connection
}

// talk is one connection, with the client in the room.
type talk struct {
	conn    Conn
	cookie  string
	replies chan event.Reply // closed when the connection has failed
	failed  error            // why
	early   []event.Delivery // that came before somebody waited for one
	heard   time.Time        // when something last came
}

// These are a client's times.
const (
	repeatEvery = 500 * time.Millisecond // over UDP: no answer so far
	pingEvery   = 5 * time.Second        // keeps a lease over UDP, and shows a dead connection
	silence     = 16 * time.Second       // three pings without an answer
	firstDelay  = 250 * time.Millisecond // before connecting again; doubles
	lastDelay   = 5 * time.Second        // up to this
	goodbye     = time.Second            // for the answer to a leave
)

var errSilent = errors.New("the server does not answer")

// Entered says whether the client has been in the room.
func (k *Link) Entered() bool { return k.entered }

// keep calls do with a connection, and again with a new one when that has failed. It returns what is not about the
// connection: nil, an *event.Error, or the end of ctx. Before the client has been in the room, it returns any error.
func (k *Link) keep(ctx context.Context, enter, do func(context.Context) error) error {
	for delay := firstDelay; ; delay = min(2*delay, lastDelay) {
		err := k.connect(ctx, enter)
		if err == nil {
			k.entered, delay = true, firstDelay
			err = do(ctx)
		}
		refusal, refused := errors.AsType[*event.Error](err)
		switch {
		case err == nil || refused && !passes(refusal):
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case !k.entered:
			return err
		}
		k.Close()
		if k.Lost != nil {
			k.Lost(err)
		}
		if err := netx.Sleep(ctx, delay); err != nil {
			return err
		}
	}
}

// connect dials and enters the room, unless that has been done. enter, if not nil, is what to do there first.
func (k *Link) connect(ctx context.Context, enter func(context.Context) error) error {
	if k.talk != nil {
		return nil
	}
	if k.session == "" {
		k.session = rand.Text()
	}
	conn, err := k.Dial(ctx)
	if err != nil {
		return err
	}
	k.talk = &talk{conn: conn, replies: make(chan event.Reply, 1), heard: time.Now()}
	go k.talk.read()
	if k.Datagrams {
		answer, err := k.ask(ctx, event.Request{Type: event.TypeHello}, is[event.Cookie])
		if err != nil {
			return err
		}
		k.cookie = answer.(event.Cookie).Cookie
	}
	if _, err = k.ask(ctx, event.Request{Type: event.TypeJoin, Room: k.Room, Name: k.Name, Session: k.session}, is[event.Joined]); err == nil && enter != nil {
		err = enter(ctx)
	}
	return err
}

// Leave leaves the room, so that others get at once what is not done, and ends the connection.
func (k *Link) Leave() {
	if k.talk == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), goodbye)
	defer cancel()
	id := uint64(leaveID)
	k.ask(ctx, event.Request{Type: event.TypeLeave, ID: &id, Room: k.Room}, func(reply event.Reply) bool {
		ack, ok := reply.(event.Ack)
		return ok && ack.ID != nil && *ack.ID == id
	}) // without an answer the server finds out by itself
	k.Close()
}

// leaveID is no offset, and the number of no event.
const leaveID = 1 << 52

// Close ends the connection, if there is one.
func (k *Link) Close() {
	if k.talk != nil {
		k.conn.Close()
		for range k.replies { // until read has ended
		}
		k.talk = nil
	}
}

// read hands over what comes, until the connection fails.
func (t *talk) read() {
	defer close(t.replies)
	buf := make([]byte, event.MaxMessage)
	for {
		n, err := t.conn.Recv(buf)
		if err != nil {
			t.failed = err
			return
		}
		reply, err := event.DecodeReply(buf[:n])
		if err == nil && !is[event.Event](reply) { // what is said in the room is nobody's work
			t.replies <- reply
		}
	}
}

func is[R event.Reply](r event.Reply) bool { _, ok := r.(R); return ok }

// ask sends a request, and returns its answer: what answers says is one, or an error, which is an *event.Error. Deliveries
// that come meanwhile wait.
func (k *Link) ask(ctx context.Context, r event.Request, answers func(event.Reply) bool) (event.Reply, error) {
	if err := k.send(r); err != nil {
		return nil, err
	}
	repeat := time.NewTicker(repeatEvery)
	defer repeat.Stop()
	for asked := time.Now(); ; {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-repeat.C:
			if time.Since(asked) > silence {
				return nil, errSilent
			}
			if k.Datagrams {
				if err := k.send(r); err != nil {
					return nil, err
				}
			}
		case reply, ok := <-k.replies:
			if !ok {
				return nil, k.failed
			}
			k.heard = time.Now()
			switch reply := reply.(type) {
			case event.Delivery:
				k.early = append(k.early, reply)
				continue
			case *event.Error:
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

func (k *Link) send(r event.Request) error {
	r.Cookie = k.cookie
	return k.conn.Send(r.JSON())
}

// next returns the next delivery.
func (k *Link) next(ctx context.Context) (event.Delivery, error) {
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for len(k.early) == 0 {
		select {
		case <-ctx.Done():
			return event.Delivery{}, ctx.Err()
		case <-ping.C:
			if time.Since(k.heard) > silence {
				return event.Delivery{}, errSilent
			}
			if err := k.send(event.Request{Type: event.TypePing}); err != nil {
				return event.Delivery{}, err
			}
		case reply, ok := <-k.replies:
			if !ok {
				return event.Delivery{}, k.failed
			}
			k.heard = time.Now()
			switch reply := reply.(type) {
			case event.Delivery:
				k.early = append(k.early, reply)
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

// over says whether an error is that the client is not in the room any more.
func over(e *event.Error) bool {
	return e.Code == event.NotJoined || e.Code == event.TooSlow || e.Code == event.Replaced
}
