package bench

import (
	"cmp"
	"fmt"
	"slices"

	"wirelab/internal/network/link"
)

// maxMemory is what the trials of a plan may take, in bytes. A laptop has more, but not for this alone.
const maxMemory = 2 << 30

// What things take in memory, in bytes: somewhat more than was measured.
const (
	messageNeeds  = 400       // its sample, and what it takes to sum up
	deliveryNeeds = 120       // to a subscriber
	hostNeeds     = 256 << 10 // a network stack, and its end at the server
	packetNeeds   = 150       // of a kept one, besides its bytes
	perSegment    = 1448      // bytes of a message in a packet
	headers       = 80        // of such a packet, and its share of an acknowledgement
	maxWindow     = 10 << 20  // what TCP has under way at most, waiting to be sent or to be read
)

// A need is how much memory something takes.
type need struct {
	what  string
	bytes float64
}

// needs is about what a trial takes in memory, the largest first; packets says that they are kept. It is the most
// that a trial on any of the transports takes.
func (p Plan) needs(packets bool) (most []need) {
	for _, each := range p.each() {
		if needs := each.needed(packets); memory(needs) > memory(most) {
			most = needs
		}
	}
	return most
}

// needed is needs where all transports send the same.
func (p Plan) needed(packets bool) []need {
	messages, listeners, echoes := float64(p.Messages()), 0.0, 1.0
	switch p.Server {
	case "broadcast":
		listeners = float64(p.Subscribers)
		echoes = listeners
	case "queue":
		listeners = 1
	}
	needs := []need{{"what is noted of each message", messages * (messageNeeds + listeners*deliveryNeeds)}}
	if p.Linked() {
		segments := float64(p.Size/perSegment + 1)
		wire := float64(p.Size) + segments*headers
		needs = append(needs,
			need{"hosts", (2 + listeners) * hostNeeds},
			need{"what is under way on the link", p.underWay(p.Up, wire, 1) + p.underWay(p.Down, wire, echoes)})
		if packets {
			needs = append(needs, need{"the packets, which --pcap keeps", messages * (1 + echoes) * (wire + 2*segments*packetNeeds)})
		}
	}
	slices.SortFunc(needs, func(a, b need) int { return cmp.Compare(b.bytes, a.bytes) })
	return needs
}

// underWay is what one direction of the link holds at once, where each message takes so many bytes and
// goes to so many.
func (p Plan) underWay(c link.Config, wire, copies float64) float64 {
	late := (c.Delay + c.Jitter + c.ReorderBy).Seconds()
	messages := float64(p.Messages())
	if p.Rate > 0 {
		messages = min(p.Rate*late, messages)
	}
	bytes := copies * wire * messages * (1 + c.Duplicate)
	if c.Bandwidth > 0 {
		bytes = min(bytes, float64(c.Bandwidth)/8*late)
	}
	if !slices.Contains(p.Transports, "udp") {
		bytes = min(bytes, copies*maxWindow)
	}
	return 2 * (bytes + float64(c.Room())) // the packet, and what is remembered of it until it arrives
}

// memory is the sum of needs.
func memory(needs []need) (sum float64) {
	for _, n := range needs {
		sum += n.bytes
	}
	return sum
}

// Memory is about how many bytes of memory a trial takes; packets says that they are kept.
func (p Plan) Memory(packets bool) float64 { return memory(p.needs(packets)) }

// validateMemory says so if a trial takes too much memory.
func (p Plan) validateMemory(packets bool) error {
	needs := p.needs(packets)
	sum := memory(needs)
	if sum <= maxMemory {
		return nil
	}
	lower := "--rate, --size or --duration"
	switch {
	case p.Server == "broadcast":
		lower = "--subscribers, " + lower
	case p.Bulk > 0:
		lower = "--bulk"
	}
	return fmt.Errorf("a trial would need about %s of memory, but may use only %s. Most of it is for %s: lower %s",
		gigabytes(sum), gigabytes(maxMemory), needs[0].what, lower)
}

func gigabytes(bytes float64) string { return fmt.Sprintf("%.1f GB", bytes/1e9) }

// ValidatePackets says what is wrong with keeping the packets of a trial (measure.Watcher.Packets), for which not
// every valid plan has room.
func (p Plan) ValidatePackets() error { return p.validateMemory(true) }

// AtOnce is how many trials of the plan there may be at once: n, if there is memory for them.
func (p Plan) AtOnce(n int, packets bool) int {
	return max(1, min(n, int(maxMemory/p.Memory(packets))))
}
