// Package demo holds the demonstrations of the lessons: small experiments, each in a file of its name. A
// demonstration prints what happened; some have settings, for a lesson that changes a number. It runs in the lab, where every run is the same,
// or on the machine's own network.
package demo

import (
	"context"
	"io"

	"wirelab/internal/demo/flow"
	"wirelab/internal/demo/library"
	"wirelab/internal/demo/own"
	"wirelab/internal/demo/stage"
	"wirelab/internal/demo/storm"
	"wirelab/internal/demo/tree"
	"wirelab/internal/demo/work"
)

// A Demo is a small experiment that a lesson is about.
type Demo struct {
	Name     string // as in "wirelab demo NAME"
	Question string // what it answers

	Settings []stage.Setting // what may be chosen

	run  func(ctx context.Context, s stage.Stage, w io.Writer) error
	draw func(ctx context.Context, s stage.Stage) (svg string, err error) // nil: it has no picture
	lab  stage.Lab                                                        // what it runs in
}

// ErrLabOnly is the error of a demonstration that can only run in the lab.
var ErrLabOnly = stage.ErrLabOnly

// All returns the demonstrations in the order in which the lessons need them.
func All() []Demo {
	demos := []Demo{
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
		{Name: "window", Question: "the program over there does not read: what becomes of the writer?", run: flow.ShowWindow},
		{Name: "upgrade", Question: "a WebSocket by hand: how much of it is HTTP, and who may speak?", run: showUpgrade},
		{Name: "push", Question: "waiting for five goals: to ask again and again, or to be told?", run: showPush},
		{Name: "emit", Question: "one of four does not read: who gets what is emitted?", run: showEmit},
		{Name: "rooms", Question: "four clients, two rooms, three transports: who hears what?", run: showRooms, draw: drawRooms},
		{Name: "proxy", Question: "a proxy that knows HTTP and no more: who comes through?", run: library.ShowProxy},
		{Name: "offline", Question: "said without a connection: which of it does the server hear?", run: library.ShowOffline},
		{Name: "missed", Question: "away for 2 s while 3 events pass: what comes back?", run: showMissed},
		{Name: "retry", Question: "the acknowledgement is lost, and the order repeated: how many pizzas?", run: showRetry, draw: drawRetry},
		{Name: "chat", Question: "a chat loses its connection: what does who miss, and what comes twice?", run: own.ShowChat},
		{Name: "queue", Question: "four orders, and consumers who share a name: who gets which?", run: work.ShowQueue},
		{Name: "crash", Question: "somebody is killed at work: how often is an order done?", run: work.ShowCrash},
		{
			Name: "storm", Question: "2,000 members lose their server for 3 s: when are all back?",
			run: storm.Watched.Show, lab: storm.Watched.Lab(),
		},
		{Name: "tree", Question: "1,000 members, and one announcement: when does the last one hear it?", run: tree.Watched.Show, lab: tree.Watched.Lab()},
	}
	for i := range demos {
		demos[i].Settings = settings[demos[i].Name]
	}
	return demos
}

// RunOnHost runs it on the machine's own network, with what was chosen, and prints to w.
func (d Demo) RunOnHost(ctx context.Context, chosen stage.Settings, w io.Writer) error {
	s := stage.Host()
	s.Settings = chosen
	return d.run(ctx, s, w)
}

// RunInLab runs it in the lab and in virtual time, and prints to w.
func (d Demo) RunInLab(ctx context.Context, chosen stage.Settings, w io.Writer) error {
	return stage.InLab(ctx, d.lab, func(ctx context.Context, s stage.Stage) error {
		s.Settings = chosen
		return d.run(ctx, s, w)
	})
}

// settings are the settings of the demonstrations, by their names.
var settings = map[string][]stage.Setting{
	"packets": {{Name: "pause", Usage: "time between two messages", Kind: stage.Time}},
	"stream": {
		{Name: "buffer", Usage: "bytes that a read takes at most", Most: 1 << 20},
		{Name: "pause", Usage: "time until the reader of the ten writes begins", Kind: stage.Time},
	},
	"flood": {
		{Name: "size", Usage: "bytes of a datagram", Most: 60_000},
		{Name: "pause", Usage: "time between two datagrams", Kind: stage.Time},
	},
	"unread":  {{Name: "pause", Usage: "time before each write", Kind: stage.Time}},
	"upgrade": {{Name: "pause", Usage: "time until the client speaks", Kind: stage.Time}},
	"push":    {{Name: "every", Usage: "how often the second client asks", Kind: stage.Time}},
	"emit": {
		{Name: "events", Usage: "how many ada emits", Most: 20_000},
		{Name: "every", Usage: "time between two events", Kind: stage.Time},
		{Name: "queue", Usage: "events that the queue of a member holds", Most: 100_000},
	},
	"proxy":  {{Name: "messages", Usage: "how many each client sends", Most: 1000}},
	"missed": {{Name: "history", Usage: "events kept by the server in way 3", Most: 1000}},
	"retry": {
		{Name: "wait", Usage: "how long ada waits for an acknowledgement", Kind: stage.Time},
		{Name: "new-ids", Usage: "each repetition has a number of its own", Kind: stage.Choice},
	},
	"queue": {{Name: "attempts", Usage: "deliveries until work is put aside", Most: 20}},
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
