package serving

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/urfave/cli/v2"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/term/visible"
	"wirelab/internal/transport"
)

// Visitors prints who comes and who goes, a line each. Its methods wait for nobody, so that a terminal that
// has been stopped stops no server. A nil *Visitors prints nothing.
type Visitors struct {
	w     io.Writer
	lines chan string
	more  atomic.Int64 // that were not printed
	now   func() time.Time

	mu    sync.Mutex
	conns int                  // that are open
	heard map[string]time.Time // when a peer that has no connection last sent something
}

const (
	linesASecond = 10
	maxHeard     = 1024             // peers without a connection that are known at once
	forgotten    = 30 * time.Second // after so much silence one is new again
)

// NewVisitors returns what prints to the user's terminal; nil where --quiet is given.
func NewVisitors(c *cli.Context) *Visitors {
	if c.Bool("quiet") {
		return nil
	}
	return newVisitors(c.App.ErrWriter)
}

func newVisitors(w io.Writer) *Visitors {
	return &Visitors{w: w, lines: make(chan string, 2*linesASecond), now: time.Now, heard: map[string]time.Time{}}
}

// Changed is for hub.Hub.Watch.
func (v *Visitors) Changed(c hub.Change) {
	switch {
	case v == nil:
	case c.Kind == event.EventName:
		v.say("%s is now %s in %s", c.Was, c.Name, c.Room)
	case c.Kind == event.EventLeave:
		v.say("%s left %s (%d there)", c.Name, c.Room, c.Here)
	case c.From.IsValid():
		v.say("%s joined %s over %s from %s (%d there)", c.Name, c.Room, c.Over, c.From.Unmap(), c.Here)
	default:
		v.say("%s joined %s over %s (%d there)", c.Name, c.Room, c.Over, c.Here)
	}
}

// Echo has the options of an echo server over t tell what is to be printed.
func (v *Visitors) Echo(t transport.Transport, o *transport.Options) {
	switch {
	case v == nil:
	case t.Name == "udp":
		o.OnData = func(peer net.Addr, _ []byte) { v.datagram(peer) }
	default:
		o.OnConn = func(peer net.Addr, open bool) { v.conn(t.Name, peer, open) }
		o.OnSession = func(peer net.Addr, open bool) { v.conn("socketio", peer, open) }
	}
}

// conn prints that somebody has come or gone, and how many there are.
func (v *Visitors) conn(over string, peer net.Addr, open bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if open {
		v.conns++
		v.say("%s connected over %s (%d connected)", peer, over, v.conns)
		return
	}
	v.conns--
	v.say("%s disconnected from %s (%d connected)", peer, over, v.conns)
}

// datagram notes who has sent one. Over UDP nobody connects, and nobody goes: a peer is new, or it has been
// silent for long.
func (v *Visitors) datagram(peer net.Addr) {
	v.mu.Lock()
	defer v.mu.Unlock()
	now, from := v.now(), peer.String()
	last, known := v.heard[from]
	if !known && len(v.heard) >= maxHeard {
		clear(v.heard)
	}
	v.heard[from] = now
	if !known || now.Sub(last) > forgotten {
		v.say("%s sends datagrams over udp", from)
	}
}

// say has a line printed if there is space for it.
func (v *Visitors) say(format string, args ...any) {
	line := v.now().Format(time.TimeOnly) + " " + visible.Text(fmt.Sprintf(format, args...))
	select {
	case v.lines <- line:
	default:
		v.more.Add(1)
	}
}

// run prints until ctx ends.
func (v *Visitors) run(ctx context.Context) {
	if v == nil {
		return
	}
	second := time.NewTicker(time.Second)
	defer second.Stop()
	for left := linesASecond; ; {
		select {
		case <-ctx.Done():
			return
		case <-second.C:
			left = linesASecond
			if n := v.more.Swap(0); n > 0 {
				fmt.Fprintf(v.w, "%s and %d more\n", v.now().Format(time.TimeOnly), n)
			}
		case line := <-v.lines:
			if left == 0 {
				v.more.Add(1)
				continue
			}
			left--
			fmt.Fprintln(v.w, line)
		}
	}
}
