package demo

import (
	"context"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// An openedRooms is a broadcast server that a demo has started.
type openedRooms struct {
	transport.Transport
	addr string
	stop func() // stops it, and returns when it has ended
}

// openRooms starts one with the rooms of h. Where that fails, what it returns can still be stopped.
func (s stage) openRooms(ctx context.Context, name string, h *hub.Hub) (*openedRooms, error) {
	none := &openedRooms{stop: func() {}}
	t, err := transport.Named(name)
	if err != nil {
		return none, err
	}
	server, err := t.ListenBroadcast(ctx, s.server, s.listen, transport.Options{Hub: h, MaxReplies: -1})
	if err != nil {
		return none, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Serve(ctx) // if it fails, so does whoever talks to it
	}()
	return &openedRooms{t, server.Addr.String(), func() { cancel(); <-ended }}, nil
}

// A talker is a client of which a demo decides what it says, and when it hears.
type talker struct {
	transport.Conn
	cookie string // over UDP
}

// talker connects one, and over UDP shows that its address is true. When ctx ends, so does the connection.
func (r *openedRooms) talker(ctx context.Context, nw netx.Network) (*talker, error) {
	conn, err := r.DialText(ctx, nw, r.addr)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { conn.Close() }) // wakes Recv
	t := &talker{Conn: conn}
	if r.Reliable {
		return t, nil
	}
	answer, err := answerTo[event.Cookie](t, event.Request{Type: event.TypeHello})
	t.cookie = answer.Cookie
	return t, err
}

// enter connects one and has it join a room.
func (r *openedRooms) enter(ctx context.Context, nw netx.Network, join event.Request) (*talker, event.Joined, error) {
	t, err := r.talker(ctx, nw)
	if err != nil {
		return nil, event.Joined{}, err
	}
	joined, err := answerTo[event.Joined](t, join)
	return t, joined, err
}

func (t *talker) say(r event.Request) error {
	r.Cookie = t.cookie
	return t.Send(r.JSON())
}

// hear returns what comes next.
func (t *talker) hear() (event.Reply, error) {
	buf := make([]byte, event.MaxMessage)
	n, err := t.Recv(buf)
	if err != nil {
		return nil, err
	}
	return event.DecodeReply(buf[:n])
}

// answerTo says something, and returns the first answer of type R. What comes before it is passed over.
func answerTo[R event.Reply](t *talker, r event.Request) (answer R, err error) {
	if err := t.say(r); err != nil {
		return answer, err
	}
	return firstOf(t, func(R) bool { return true })
}

// firstOf returns the first reply that is of type R and wanted.
func firstOf[R event.Reply](t *talker, wanted func(R) bool) (none R, err error) {
	for {
		reply, err := t.hear()
		if err != nil {
			return none, err
		}
		if r, ok := reply.(R); ok && wanted(r) {
			return r, nil
		}
		if refused, ok := reply.(*event.Error); ok {
			return none, refused
		}
	}
}

// rest returns all that comes before the answer to a ping: all that there is to hear.
func (t *talker) rest() (replies []event.Reply, err error) {
	if err := t.say(event.Request{Type: event.TypePing}); err != nil {
		return nil, err
	}
	for {
		reply, err := t.hear()
		if err != nil {
			return nil, err
		}
		if _, last := reply.(event.Head); last {
			return replies, nil
		}
		replies = append(replies, reply)
	}
}
