package conform

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/transport"
)

// A World is where a behaviour is tried: a transport on a network. Nothing may get lost or overtaken
// in it, for the behaviours are about the programs and not about the network.
type World struct {
	Transport transport.Transport
	Server    netx.Network
	Client    netx.Network // may be the same
	Addr      string       // where the server listens, for example 127.0.0.1:0
}

// A Behaviour is something that holds in every World.
type Behaviour struct {
	Name string // a sentence without its full stop

	// Check tries it out. It returns nil if it holds, a Skip if it means nothing in w, and otherwise
	// an error that says what happened instead. All that it started has ended when it returns.
	Check func(ctx context.Context, w World) error
}

// Skip is the error of a behaviour that means nothing in a World: it says why.
type Skip string

func (s Skip) Error() string { return string(s) }

// Echo lists what holds for every echo server and its clients.
func Echo() []Behaviour {
	return []Behaviour{
		{"messages come back whole and in order", wholeAndInOrder},
		{"a message may be empty", emptyMessage},
		{"the largest message comes back", largestMessage},
		{"a message too large is refused and nothing is sent", tooLargeMessage},
		{"a message longer than the buffer is dropped and the next one comes", shortBuffer},
		{"OnData sees what the client sent", onDataSees},

		{"many clients get their own messages back at once", manyClients},
		{"only the sender gets the echo", onlyTheSender},
		{"a client that vanishes disturbs no other", vanishingClient},
		{"a client that says the same again and again gets every answer", sameAgain},
		{"two echo servers that are set on each other fall silent", echoLoop},
		{"a client that never reads disturbs no other and is ended", deafClient},

		{"an idle connection is ended", idleConnection},
		{"one connection too many is refused until another ends", maxConns},
		{"one connection too many of an address is refused until another ends", maxPerAddr},
		{"a message that has begun must end in time", unfinishedMessage},
		{"unfinished messages take so much memory and leave the rest to others", muchUnfinished},
		{"a server that never stops talking cannot fill its client", endlessAnswer},

		{"Close wakes a Recv", closeWakesRecv},
		{"Close wakes a Send", closeWakesSend},
		{"a server that is stopped says goodbye to idle clients", stopWhileIdle},
		{"a server can be stopped while it is busy", stopWhileBusy},
		{"a server whose socket is closed returns an error", socketClosed},
		{"an address in use is an error", addressInUse},
		{"dialling where nobody listens is an error", nobodyListens},
	}
}

// patience bounds every wait, so that a fault is an error and not a hang. Nothing comes near
// it, but on a machine with many times more to do than it has processors: what takes a second of one then
// takes half a minute.
const patience = 2 * time.Minute

// A session is a server at work, and the clients that a behaviour has connected to it.
type session struct {
	World
	connector dial
	addr      string // where the server listens
	stop      func() // tells the server to stop

	served chan error // holds what Serve returned

	mu      sync.Mutex
	clients []transport.Conn // that are to be closed
}

type (
	listen = func(ctx context.Context, nw netx.Network, addr string, o transport.Options) (*transport.Server, error)
	dial   = func(ctx context.Context, nw netx.Network, addr string) (transport.Conn, error)
)

// serve starts an echo server, lets check work with it, and stops it. It fails if check does, if
// the time runs out, or if Serve does not return nil.
func (w World) serve(ctx context.Context, o transport.Options, check func(context.Context, *session) error) error {
	return w.run(ctx, w.Transport.ListenEcho, w.Transport.Dial, o, check)
}

// serveRooms does the same with a broadcast server, which clients speak to in text.
func (w World) serveRooms(ctx context.Context, o transport.Options, check func(context.Context, *session) error) error {
	return w.run(ctx, w.Transport.ListenBroadcast, w.Transport.DialText, o, check)
}

func (w World) run(ctx context.Context, l listen, d dial, o transport.Options, check func(context.Context, *session) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o.MaxReplies = -1 // all clients of a World may have the same address
	server, err := l(ctx, w.Server, w.Addr, o)
	if err != nil {
		return err
	}
	run, stop := context.WithCancel(ctx)
	s := &session{
		World: w, connector: d, addr: server.Addr.String(), stop: stop, served: make(chan error, 1),
	}
	go func() { s.served <- server.Serve(run) }()

	context.AfterFunc(ctx, s.hangUp)

	err = check(ctx, s)
	if ctx.Err() != nil {
		err = fmt.Errorf("still not done after %v: %w", patience, err)
	}
	s.hangUp()
	if failed := s.shutdown(); failed != nil {
		return errors.Join(err, failed)
	}
	return err
}

// shutdown stops the server, if it has not stopped yet, and waits until it has. It returns what
// Serve returned.
func (s *session) shutdown() error {
	s.stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case err := <-s.served:
		s.served <- err // for whoever asks next
		return err
	case <-late.C:
		return fmt.Errorf("the call of Serve has not returned %v after it was told to stop", patience)
	}
}

// dial connects one more client. It is closed when check returns, or the time is up.
func (s *session) dial(ctx context.Context) (transport.Conn, error) {
	return s.dialOver(ctx, s.Client)
}

// dialOver is dial over a network other than the World's own.
func (s *session) dialOver(ctx context.Context, nw netx.Network) (transport.Conn, error) {
	c, err := s.connector(ctx, nw, s.addr)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil { // hangUp may have been and gone
		c.Close()
		return nil, ctx.Err()
	}
	s.clients = append(s.clients, c)
	return c, nil
}

// hangUp closes all clients. It wakes whoever is waiting in one.
func (s *session) hangUp() {
	s.mu.Lock()
	clients := s.clients
	s.clients = nil
	s.mu.Unlock()
	var all sync.WaitGroup
	for _, c := range clients {
		all.Go(func() { c.Close() })
	}
	all.Wait()
}

// together calls f(0) to f(n-1) at once and returns when all have returned, with all their errors.
// The first error ends the ctx that f gets, and hangs up.
func (s *session) together(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			if errs[i] = f(ctx, i); errs[i] != nil {
				cancel()
				s.hangUp()
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// await waits for an event. what is the error if it does not come.
func await[E any](ctx context.Context, event <-chan E, what string) error {
	select {
	case <-event:
		return nil
	case <-ctx.Done():
		return errors.New(what)
	}
}

// watch returns an OnError that passes the first error on.
func watch() (onError func(net.Addr, error), first <-chan error) {
	errs := make(chan error, 1)
	return func(_ net.Addr, err error) {
		select {
		case errs <- err:
		default: // only the first is wanted
		}
	}, errs
}
