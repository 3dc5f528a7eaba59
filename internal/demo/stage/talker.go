package stage

import (
	"context"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// Rooms are a broadcast server that a demonstration has started.
type Rooms struct {
	transport.Transport
	Stop func() // stops it, and returns when it has ended

	addr string
}

// OpenRooms starts a server for the rooms of h, over the transport of that name. If that fails, there is
// nothing to stop, and Stop may be called all the same.
func (s Stage) OpenRooms(ctx context.Context, name string, h *hub.Hub) (*Rooms, error) {
	none := &Rooms{Stop: func() {}}
	t, err := transport.Named(name)
	if err != nil {
		return none, err
	}
	server, err := t.ListenBroadcast(ctx, s.Server, s.Listen, transport.Options{
		Hub: h, MaxConns: 20_000, MaxPerAddr: -1, MaxReplies: -1, // whoever comes is wanted
	})
	if err != nil {
		return none, err
	}
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		server.Serve(ctx) // if it fails, so does whoever talks to it
	}()
	return &Rooms{Transport: t, addr: server.Addr.String(), Stop: func() { cancel(); <-ended }}, nil
}

// A Talker is a client of which a demonstration decides what it says, and when it hears.
type Talker struct {
	transport.Conn
	cookie string // over UDP
	buf    []byte // for what it hears
}

// Connect connects a client. Over UDP it proves its address, as the server demands. When ctx ends, so does
// the connection.
func (r *Rooms) Connect(ctx context.Context, nw netx.Network) (*Talker, error) {
	conn, err := r.DialText(ctx, nw, r.addr)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { conn.Close() }) // wakes Recv
	t := &Talker{Conn: conn}
	if r.Reliable {
		return t, nil
	}
	answer, err := AnswerTo[event.Cookie](t, event.Request{Type: event.TypeHello})
	t.cookie = answer.Cookie
	return t, err
}

// Enter connects a client and has it join a room.
func (r *Rooms) Enter(ctx context.Context, nw netx.Network, join event.Request) (*Talker, event.Joined, error) {
	t, err := r.Connect(ctx, nw)
	if err != nil {
		return nil, event.Joined{}, err
	}
	joined, err := AnswerTo[event.Joined](t, join)
	return t, joined, err
}

// Say sends a request. Over UDP it carries the cookie.
func (t *Talker) Say(r event.Request) error {
	r.Cookie = t.cookie
	return t.Send(r.JSON())
}

// Hear waits for the next reply and returns it. It is for one goroutine at a time.
func (t *Talker) Hear() (event.Reply, error) {
	if t.buf == nil {
		t.buf = make([]byte, event.MaxMessage)
	}
	n, err := t.Recv(t.buf)
	if err != nil {
		return nil, err
	}
	return event.DecodeReply(t.buf[:n]) // which keeps nothing of it
}

// AnswerTo sends a request and returns the first reply of type R. It skips the replies before it.
func AnswerTo[R event.Reply](t *Talker, r event.Request) (answer R, err error) {
	if err := t.Say(r); err != nil {
		return answer, err
	}
	return FirstOf(t, func(R) bool { return true })
}

// FirstOf returns the first reply that is of type R and wanted. It skips the replies before it; a refusal by
// the server is an error.
func FirstOf[R event.Reply](t *Talker, wanted func(R) bool) (none R, err error) {
	for {
		reply, err := t.Hear()
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

// Rest returns all that comes before the answer to a ping: all that there is to hear.
func (t *Talker) Rest() (replies []event.Reply, err error) {
	if err := t.Say(event.Request{Type: event.TypePing}); err != nil {
		return nil, err
	}
	for {
		reply, err := t.Hear()
		if err != nil {
			return nil, err
		}
		if _, last := reply.(event.Head); last {
			return replies, nil
		}
		replies = append(replies, reply)
	}
}
