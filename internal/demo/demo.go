// Package demo holds the demonstrations of the lessons: small experiments, each in a file of its name. A
// demonstration takes no options, and prints what happened. It runs in the lab, where every run is the same,
// or on the machine's own network.
package demo

import (
	"context"
	"errors"
	"io"

	"wirelab/internal/demo/stage"
)

// A Demo is a small experiment that a lesson is about.
type Demo struct {
	Name     string // as in "wirelab demo NAME"
	Question string // what it answers

	run func(ctx context.Context, s stage.Stage, w io.Writer) error
}

// ErrLabOnly is the error of a demonstration that can only run in the lab.
var ErrLabOnly = errors.New("packets can be seen only in the lab; for those of this machine use Wireshark")

// All returns the demonstrations in the order in which the lessons need them.
func All() []Demo {
	return []Demo{
		{"sockets", "three clients of one TCP server: how many sockets has the server?", showSockets},
		{"roles", "A asks B, and B asks C: who is a client, and who a server?", showRoles},
		{"pairs", "the same port twice: what tells connections apart?", showPairs},
		{"idle", "an hour of silence: what does a connection consist of?", showIdle},
		{"packets", "one message, and twenty: how many packets carry them?", showPackets},
		{"stream", "ten writes, and a large one: how many reads does TCP make of it?", showStream},
		{"flood", "5,000 datagrams to a socket that nobody reads: how many are kept?", showFlood},
		{"kept", "1,000 datagrams, and 1,000 more: which of them are kept?", showKept},
		{"acked", "an order is acknowledged: has the program over there read it?", showAcked},
		{"unread", "the peer closes and reads nothing: which write fails first?", showUnread},
		{"upgrade", "a WebSocket by hand: how much of it is HTTP, and who may speak?", showUpgrade},
		{"push", "waiting for five goals: to ask again and again, or to be told?", showPush},
		{"emit", "one of four does not read: who gets what is emitted?", showEmit},
		{"rooms", "four clients, two rooms, three transports: who hears what?", showRooms},
		{"missed", "away for 2 s while 3 events pass: what comes back?", showMissed},
		{"retry", "the acknowledgement is lost, and the order repeated: how many pizzas?", showRetry},
	}
}

// RunOnHost runs it on the machine's own network, and prints to w.
func (d Demo) RunOnHost(ctx context.Context, w io.Writer) error { return d.run(ctx, stage.Host(), w) }

// RunInLab runs it in the lab and in virtual time, with 10 ms each way, and prints to w.
func (d Demo) RunInLab(ctx context.Context, w io.Writer) error {
	return stage.InLab(ctx, func(ctx context.Context, s stage.Stage) error { return d.run(ctx, s, w) })
}
