package verify

import (
	"fmt"
	"time"

	"wirelab/bench"
	"wirelab/internal/network/link"
)

// A Case is one row of the table: what is sent over which link.
type Case struct {
	Link      link.Profile
	Transport string
	Rate      float64       // messages a second; 0: a bulk transfer
	Size      int           // bytes a message, or in all
	Duration  time.Duration // of sending; 0: as long as the transfer takes
}

// Bulk says that the case is one large transfer, from the server to the client.
func (c Case) Bulk() bool { return c.Rate == 0 }

// String is the row's name without the link's.
func (c Case) String() string {
	if c.Bulk() {
		return fmt.Sprintf("%s bulk %d kB", c.Transport, c.Size/1000)
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

// Cases are the rows for some links. quick is about a fifth of them, and shorter ones.
func Cases(links []string, quick bool) ([]Case, error) {
	// Slow ones are as long as it takes for a 99th percentile, which is that of 100 messages at least, and for
	// some losses in each.
	loads := []Case{
		{Transport: "tcp", Rate: 1, Size: 200, Duration: 2 * time.Minute},
		{Transport: "tcp", Rate: 2, Size: 200, Duration: time.Minute},
		{Transport: "tcp", Rate: 10, Size: 200, Duration: 40 * time.Second},
		{Transport: "tcp", Rate: 10, Size: 1400, Duration: 40 * time.Second},
		{Transport: "tcp", Rate: 50, Size: 200, Duration: 20 * time.Second},
		{Transport: "tcp", Rate: 50, Size: 1400, Duration: 20 * time.Second},
		{Transport: "tcp", Rate: 500, Size: 200, Duration: 5 * time.Second},
		{Transport: "tcp", Rate: 500, Size: 1400, Duration: 5 * time.Second},
		{Transport: "udp", Rate: 50, Size: 200, Duration: 20 * time.Second},
		{Transport: "tcp", Size: 1_000_000},
	}
	if quick {
		loads = []Case{
			{Transport: "tcp", Rate: 10, Size: 200, Duration: 12 * time.Second},
			{Transport: "tcp", Rate: 50, Size: 200, Duration: 10 * time.Second},
			{Transport: "tcp", Rate: 500, Size: 200, Duration: 3 * time.Second},
			{Transport: "udp", Rate: 50, Size: 200, Duration: 10 * time.Second},
			{Transport: "tcp", Size: 300_000},
		}
	}
	var cases []Case
	for _, name := range links {
		profile, err := link.Named(name)
		if err != nil {
			return nil, err
		}
		for _, c := range loads {
			if c.Link = profile; c.fits() {
				cases = append(cases, c)
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

// fits says whether the link bears the case in either direction. A transfer takes what there is; but on a
// link that takes no time, how long it lasts says something about the machine only. Slow cases are about
// losses, and without those no different from others.
func (c Case) fits() bool {
	switch {
	case c.Bulk():
		return c.Link.RTT() > 0
	case c.Rate <= slow && lost(c.Link.Up)+lost(c.Link.Down) < 2*seldom:
		return false
	}
	for _, direction := range []link.Config{c.Link.Up, c.Link.Down} {
		if direction.Bandwidth > 0 && c.load() > maxLoad*float64(direction.Bandwidth) {
			return false
		}
	}
	return true
}

// lost is the share of packets that a direction loses.
func lost(c link.Config) float64 { return c.Loss + c.Burst.MeanLoss() }

// load is what the case takes in either direction, in bit/s, before anything is sent again: over TCP, in the
// worst case, an acknowledgement by itself for each message.
func (c Case) load() float64 {
	const ip, udp, tcp, prefix = 20, 8, 32, 4 // bytes; TCP's with its timestamps; tcpdemo's length prefix
	perMessage := c.Size + ip + udp
	if c.Transport == "tcp" {
		perMessage = c.Size + prefix + ip + tcp + ip + tcp
	}
	return c.Rate * 8 * float64(perMessage)
}
