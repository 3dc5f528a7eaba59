package report

import (
	"fmt"
	"strings"

	"wirelab/bench"
	"wirelab/internal/network/link"
)

// next are the commands to go on with after a report: each with what it is for.
func (r *Report) next() (commands [][2]string) {
	p := r.Plan
	commands = append(commands, [2]string{"Repeat", p.Command()})
	if p.Net == "lab" && p.Server == "echo" {
		commands = append(commands, [2]string{"Packets", ladder(p)})
	}
	return append(commands, [2]string{"Why", fmt.Sprintf("wirelab lessons show %d", r.lesson())})
}

// The lessons that treat what a report may show.
const (
	latencyAndBandwidth = 5
	lossAndOrder        = 6
	eventsAndBroadcast  = 10
	missedEvents        = 13
	messageQueues       = 14
)

// lesson is the number of the lesson that treats what this report shows.
func (r *Report) lesson() int {
	p := r.Plan
	room := func(f func(b *bench.Broadcast) bool) bool {
		return r.any(func(x *bench.Result) bool { return x.Broadcast != nil && f(x.Broadcast) })
	}
	switch {
	case p.Server == "queue":
		return messageQueues
	case p.Server != "broadcast" && p.Linked() && steady(p.Up) && steady(p.Down):
		return latencyAndBandwidth
	case p.Server != "broadcast":
		return lossAndOrder
	case p.Disconnect > 0 || p.Resume:
		return missedEvents
	case p.Slow > 0 && room(func(b *bench.Broadcast) bool { return b.Evicted > 0 }):
		return messageQueues
	case p.Slow > 0:
		return eventsAndBroadcast
	case room(func(b *bench.Broadcast) bool { return b.MissedBySome+b.MissedByAll > 0 }):
		return missedEvents
	}
	return eventsAndBroadcast
}

// steady says whether a link delivers everything, once, in order, and each time equally fast.
func steady(c link.Config) bool {
	return c.Loss == 0 && c.Burst == link.GilbertElliott{} && c.Reorder == 0 && c.Duplicate == 0 && c.Jitter == 0
}

// ladder is the command that draws the packets of a few messages on the plan's link.
func ladder(p bench.Plan) string {
	d := bench.DefaultPlan(p.Net)
	line := "wirelab ladder " + p.Transports[0]
	switch {
	case p.Link == "custom":
		line += " " + p.Up.Flags()
	case p.Link != d.Link:
		line += " --link " + p.Link
	}
	if p.Seed != d.Seed {
		line += fmt.Sprintf(" --seed %d", p.Seed)
	}
	return strings.TrimSpace(line)
}
