package work

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"wirelab/bench/measure/place"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/journal"
	"wirelab/internal/transport"
)

// A server of ours can crash. What it has logged stays.
type server interface {
	// kill ends it at once: nothing is written or sent any more, and nobody is told.
	kill()
	// restart has another one go on with the log, at the same address.
	restart() error
	// letters returns what has become a dead letter in a room.
	letters(ctx context.Context, room string) ([]event.Dead, error)
}

// inside is a server in this program. Its log outlives it.
type inside struct {
	place     *place.Place
	transport transport.Transport
	addr      string
	log       journal.Memory
	life      *life
	begun     chan *life // to be served
}

var _ server = (*inside)(nil)

// A life is that of a server, from a start to a crash.
type life struct {
	*transport.Server
	network *mortal
	hub     *hub.Hub
	dead    atomic.Bool
}

// begin starts a server that goes on with the log.
func (s *inside) begin(ctx context.Context, addr string) error {
	l := &life{network: &mortal{Network: s.place.Server}}
	l.hub = &hub.Hub{
		NoTransports: true, Rate: -1, Journal: &mortalLog{&s.log, &l.dead}, // the plan says how fast
		NewEpoch: func() string { return "bench" },
	}
	if s.place.Virtual {
		l.hub.AtOnce, l.hub.Gather = true, time.Nanosecond // so that what goes out together does not depend on how this machine runs goroutines
	}
	if err := l.hub.Restore(); err != nil {
		return err
	}
	var err error
	l.Server, err = s.transport.ListenBroadcast(ctx, l.network, addr, transport.Options{MaxReplies: -1, MaxPerAddr: -1, Hub: l.hub, Batch: 64})
	if err == nil {
		s.life, s.addr = l, l.Addr.String()
		s.begun <- l
	}
	return err
}

// run runs the server, and those that come after it, until ctx ends.
func (s *inside) run(ctx context.Context) error {
	var lives sync.WaitGroup
	defer lives.Wait()
	for {
		select {
		case l := <-s.begun:
			lives.Go(func() {
				l.Serve(ctx) // it returns an error when its sockets have gone, as they are to
				l.hub.Settle()
			})
		case <-ctx.Done():
			return nil
		}
	}
}

func (s *inside) kill() {
	s.life.dead.Store(true)
	s.life.network.kill()
}

func (s *inside) restart() error { return s.begin(context.Background(), s.addr) }

func (s *inside) letters(_ context.Context, room string) (dead []event.Dead, err error) {
	err = s.log.Replay(func(e journal.Entry) error {
		if e.Room == event.DeadRoom(room) {
			dead = append(dead, deadIn(e.Event)...)
		}
		return nil
	})
	return dead, err
}

// A mortalLog takes nothing from a server that is dead.
type mortalLog struct {
	journal.Journal
	dead *atomic.Bool
}

var errDead = errors.New("the server has crashed")

func (l *mortalLog) Append(entries ...journal.Entry) error {
	if l.dead.Load() {
		return errDead
	}
	return l.Journal.Append(entries...)
}
