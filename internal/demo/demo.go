// Package demo holds the demonstrations of the lessons: small experiments, each in a file of its name. A
// demonstration takes no options, and prints what happened. It runs in the lab, where every run is the same,
// or on the machine's own network.
package demo

import (
	"context"
	"io"

	"wirelab/internal/demo/stage"
	"wirelab/internal/demo/storm"
	"wirelab/internal/demo/work"
)

// A Demo is a small experiment that a lesson is about.
type Demo struct {
	Name     string // as in "wirelab demo NAME"
	Question string // what it answers

	run  func(ctx context.Context, s stage.Stage, w io.Writer) error
	draw func(ctx context.Context, s stage.Stage) (svg string, err error) // nil: it has no picture
	lab  stage.Lab                                                        // what it runs in
}

// ErrLabOnly is the error of a demonstration that can only run in the lab.
var ErrLabOnly = stage.ErrLabOnly

// All returns the demonstrations in the order in which the lessons need them.
func All() []Demo {
	return []Demo{
		{Name: "sockets", Question: "three clients of one TCP server: how many sockets has the server?", run: showSockets},
		{Name: "roles", Question: "A asks B, and B asks C: who is a client, and who a server?", run: showRoles},
		{Name: "pairs", Question: "the same port twice: what tells connections apart?", run: showPairs},
		{Name: "idle", Question: "an hour of silence: what does a connection consist of?", run: showIdle},
		{Name: "packets", Question: "one message, and twenty: how many packets carry them?", run: showPackets},
		{Name: "stream", Question: "ten writes, and a large one: how many reads does TCP make of it?", run: showStream},
		{Name: "flood", Question: "5,000 datagrams to a socket that nobody reads: how many are kept?", run: showFlood},
		{Name: "kept", Question: "1,000 datagrams, and 1,000 more: which of them are kept?", run: showKept},
		{Name: "acked", Question: "an order is acknowledged: has the program over there read it?", run: showAcked},
		{Name: "unread", Question: "the peer closes and reads nothing: which write fails first?", run: showUnread},
		{Name: "upgrade", Question: "a WebSocket by hand: how much of it is HTTP, and who may speak?", run: showUpgrade},
		{Name: "push", Question: "waiting for five goals: to ask again and again, or to be told?", run: showPush},
		{Name: "emit", Question: "one of four does not read: who gets what is emitted?", run: showEmit},
		{Name: "rooms", Question: "four clients, two rooms, three transports: who hears what?", run: showRooms, draw: drawRooms},
		{Name: "missed", Question: "away for 2 s while 3 events pass: what comes back?", run: showMissed},
		{Name: "retry", Question: "the acknowledgement is lost, and the order repeated: how many pizzas?", run: showRetry, draw: drawRetry},
		{Name: "queue", Question: "four orders, and consumers who share a name: who gets which?", run: work.ShowQueue},
		{Name: "crash", Question: "somebody is killed at work: how often is an order done?", run: work.ShowCrash},
		{
			Name: "storm", Question: "2,000 members lose their server for 3 s: when are all back?",
			run: storm.Watched.Show, lab: storm.Watched.Lab(),
		},
	}
}

// RunOnHost runs it on the machine's own network, and prints to w.
func (d Demo) RunOnHost(ctx context.Context, w io.Writer) error { return d.run(ctx, stage.Host(), w) }

// RunInLab runs it in the lab and in virtual time, and prints to w.
func (d Demo) RunInLab(ctx context.Context, w io.Writer) error {
	return stage.InLab(ctx, d.lab, func(ctx context.Context, s stage.Stage) error { return d.run(ctx, s, w) })
}

// Drawn says whether it has a picture.
func (d Demo) Drawn() bool { return d.draw != nil }

// Draw runs it in the lab, and returns its picture as SVG.
func (d Demo) Draw(ctx context.Context) (svg string, err error) {
	err = stage.InLab(ctx, d.lab, func(ctx context.Context, s stage.Stage) (err error) {
		svg, err = d.draw(ctx, s)
		return err
	})
	return svg, err
}
