package verify

import (
	"fmt"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"
)

// A Kind is what a case does.
type Kind uint8

// The kinds.
const (
	Messages Kind = iota // that come back, as bench sends them
	Bulk                 // one large transfer, from the server to the client
	Dials                // connections that are made and closed: what a lost SYN costs
	Answers              // requests whose answers take some segments: what it costs when the last of them are lost
	Flows                // transfers that share the link: what each gets of it
)

// String is the kind in one word.
func (k Kind) String() string { return [...]string{"messages", "bulk", "dials", "answers", "flows"}[k] }

// A Case is one row of the table: what is sent over which link.
type Case struct {
	Link      link.Profile
	Transport string
	Kind      Kind
	Rate      float64       // messages, connections or requests a second
	Size      int           // bytes a message or an answer, or in all
	Up, Down  int           // so many of Flows go either way
	Duration  time.Duration // of sending; 0: as long as the transfer takes
}

// String is the row's name without the link's.
func (c Case) String() string {
	switch c.Kind {
	case Bulk:
		return fmt.Sprintf("%s bulk %d kB", c.Transport, c.Size/1000)
	case Dials:
		return fmt.Sprintf("%s %g dials/s", c.Transport, c.Rate)
	case Answers:
		return fmt.Sprintf("%s %g/s answers %d kB", c.Transport, c.Rate, c.Size/1000)
	case Flows:
		return fmt.Sprintf("%s flows %d up %d down", c.Transport, c.Up, c.Down)
	}
	return fmt.Sprintf("%s %g/s %d B", c.Transport, c.Rate, c.Size)
}

// plan is what bench is to do for it on a network.
func (c Case) plan(net string, seed uint64) bench.Plan {
	p := bench.DefaultPlan(net)
	p.Link, p.Up, p.Down = c.Link.Name, c.Link.Up, c.Link.Down
	p.Transports = []string{c.Transport}
	p.Rate, p.Size, p.Duration = c.Rate, c.Size, c.Duration
	p.Trials, p.Seed = 1, seed
	return p
}

// DefaultLinks are the profiles that are looked at unless others are asked for: one for each thing that a
// link does, and the common ones.
func DefaultLinks() []string {
	return []string{"ideal", "lan", "wifi", "4g", "3g", "lossy", "shuffled", "cafe", "satellite", "bursty"}
}

// Loads are what Cases knows to put on a link. The first is what is looked at unless others are asked for.
func Loads() []string { return []string{"messages", "dials", "answers", "flows", "large"} }

// loads are the cases of a load, without their link. quick is about a fifth of the messages, and all for a
// shorter time.
func loads(name string, quick bool) []Case {
	shorter := func(d time.Duration) time.Duration {
		if quick {
			return d / 2
		}
		return d
	}
	switch name {
	case "messages":
		return echoes(quick)
	case "dials":
		return []Case{{Transport: "tcp", Kind: Dials, Rate: 5, Duration: shorter(20 * time.Second)}}
	case "answers":
		return []Case{{Transport: "tcp", Kind: Answers, Rate: 2, Size: 30_000, Duration: shorter(40 * time.Second)}}
	case "flows":
		span := shorter(12 * time.Second)
		return []Case{
			{Transport: "tcp", Kind: Flows, Down: 4, Duration: span},
			{Transport: "tcp", Kind: Flows, Up: 1, Down: 1, Duration: span},
		}
	case "large":
		return []Case{{Transport: "tcp", Kind: Bulk, Size: 10_000_000}}
	}
	return nil
}

// echoes are messages at several rates, and a transfer.
func echoes(quick bool) []Case {
	if quick {
		return []Case{
			{Transport: "tcp", Rate: 10, Size: 200, Duration: 12 * time.Second},
			{Transport: "tcp", Rate: 50, Size: 200, Duration: 10 * time.Second},
			{Transport: "tcp", Rate: 500, Size: 200, Duration: 3 * time.Second},
			{Transport: "udp", Rate: 50, Size: 200, Duration: 10 * time.Second},
			{Transport: "tcp", Kind: Bulk, Size: 300_000},
		}
	}
	// Slow ones are as long as it takes for a 99th percentile, which is that of 100 messages at least, and for
	// some losses in each.
	return []Case{
		{Transport: "tcp", Rate: 1, Size: 200, Duration: 2 * time.Minute},
		{Transport: "tcp", Rate: 2, Size: 200, Duration: time.Minute},
		{Transport: "tcp", Rate: 10, Size: 200, Duration: 40 * time.Second},
		{Transport: "tcp", Rate: 10, Size: 1400, Duration: 40 * time.Second},
		{Transport: "tcp", Rate: 50, Size: 200, Duration: 20 * time.Second},
		{Transport: "tcp", Rate: 50, Size: 1400, Duration: 20 * time.Second},
		{Transport: "tcp", Rate: 500, Size: 200, Duration: 5 * time.Second},
		{Transport: "tcp", Rate: 500, Size: 1400, Duration: 5 * time.Second},
		{Transport: "udp", Rate: 50, Size: 200, Duration: 20 * time.Second},
		{Transport: "tcp", Kind: Bulk, Size: 1_000_000},
	}
}

// Cases are the rows for some links and loads.
func Cases(links, names []string, quick bool) ([]Case, error) {
	var cases []Case
	for _, l := range links {
		profile, err := link.Named(l)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			all := loads(name, quick)
			if all == nil {
				return nil, fmt.Errorf("unknown load %q", name)
			}
			for _, c := range all {
				if c.Link = profile; c.fits() {
					cases = append(cases, c)
				}
			}
		}
	}
	return cases, nil
}

// maxLoad is how much of a link's bandwidth a case may take. With more, messages queue for each other, and
// percentiles measure how long the run is.
const maxLoad = 0.7

// slow is the rate, in messages a second, up to which a lost packet has mostly been sent again before the
// next message would tell of it: what a loss costs is decided by timers alone.
const slow = 2

// seldom is the share of packets below which a link loses too few of a slow case's to say anything about.
const seldom = 0.005

// fits says whether the link bears the case in either direction. Transfers take what there is; but on a
// link that takes no time, how long they last says something about the machine only, and flows share nothing
// where there is no bandwidth. Slow cases, connections and answers are about losses, and without those no
// different from others.
func (c Case) fits() bool {
	loses := lost(c.Link.Up)+lost(c.Link.Down) >= 2*seldom
	switch {
	case c.Kind == Bulk:
		return c.Link.RTT() > 0 && c.inTime()
	case c.Kind == Flows:
		return narrow(c.Link.Up) && narrow(c.Link.Down)
	case !loses && (c.Kind == Dials || c.Kind == Answers || c.Rate <= slow):
		return false
	}
	up, down := c.load()
	return bears(c.Link.Up, up) && bears(c.Link.Down, down)
}

// inTime says whether a transfer takes no more than two minutes at the link's rate.
func (c Case) inTime() bool {
	const most = 120 // s
	return c.Link.Down.Bandwidth == 0 || int64(c.Size)*8 <= most*c.Link.Down.Bandwidth
}

// narrow says that it is a direction's bandwidth that flows get to feel, and not how fast the machine is.
func narrow(c link.Config) bool { return c.Bandwidth > 0 && c.Bandwidth <= 50_000_000 }

func bears(c link.Config, load float64) bool {
	return c.Bandwidth == 0 || load <= maxLoad*float64(c.Bandwidth)
}

// lost is the share of packets that a direction loses.
func lost(c link.Config) float64 { return c.Loss + c.Burst.MeanLoss() }

// load is what the case takes in both directions, in bit/s, before anything is sent again: over TCP, in the
// worst case, an acknowledgement by itself for each message.
func (c Case) load() (up, down float64) {
	const ip, udp, tcp, prefix, segment = 20, 8, 32, 4, 1448 // bytes; TCP's with its timestamps; tcpdemo's length prefix
	switch {
	case c.Kind == Dials:
		up, down = 4*(ip+tcp), 4*(ip+tcp)
	case c.Kind == Answers:
		segments := float64(c.Size)/segment + 1
		up, down = request+segments*(ip+tcp), float64(c.Size)+segments*(ip+tcp)
	case c.Transport == "tcp":
		up = float64(c.Size + prefix + ip + tcp + ip + tcp)
		down = up
	default:
		up = float64(c.Size + ip + udp)
		down = up
	}
	return up * 8 * c.Rate, down * 8 * c.Rate
}
