package watch

import (
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/trial"
	"wirelab/internal/network/packet"
)

// complete is when each message lay complete in the kernel of the host that receives it, and its answer in that of the
// client; bench.Never if it did not.
type complete struct{ server, client []time.Duration }

// completeTimes finds that for n messages, from the packets of a trial.
func completeTimes(records []packet.Record, framing packet.Protocol, format trial.Format, n int) complete {
	c := complete{trial.Nevers(n), trial.Nevers(n)}
	if framing == packet.Unframed {
		c.datagrams(records, format)
		return c
	}
	r := packet.Receiver{Protocol: framing}
	var all []packet.Received
	for _, record := range records {
		all = append(all, r.Add(record)...)
	}
	c.units(append(all, r.Rest()...), format)
	return c
}

// units notes the messages of streams. One lies there from when its last byte has arrived, even if earlier bytes are
// still missing.
func (c complete) units(all []packet.Received, format trial.Format) {
	numbers := numbering{format, make(map[bool][]int)}
	frames := make(map[bool]time.Duration) // when all frames of a message so far had arrived, by direction
	for _, u := range all {
		messages := numbers.messages(u.Up, u.Unit)
		at := u.Complete
		if len(messages) > 0 && u.Kind == packet.WSFrame {
			at = max(at, frames[u.Up])
			if frames[u.Up] = at; !u.Frame.FIN {
				continue
			}
			frames[u.Up] = 0
		}
		for _, seq := range messages {
			c.note(u.Up, seq, at)
		}
	}
}

// datagrams notes those of UDP, each when the last of its fragments has arrived.
func (c complete) datagrams(records []packet.Record, format trial.Format) {
	seen := lookAt(records, packet.Unframed, format)
	so := make(map[datagram]time.Duration) // when all fragments so far had arrived
	for i, r := range records {
		if r.Copy { // it comes no earlier than what it is a copy of
			continue
		}
		ip := seen.sights[i].IPv4
		key, at := datagram{r.Up, ip.Identification}, r.Arrives
		if before := so[key]; ip.FragmentOffset > 0 && at != bench.Never {
			at = max(at, before)
			if before == bench.Never {
				at = bench.Never
			}
		}
		if so[key] = at; ip.MoreFragments {
			continue
		}
		for _, seq := range seen.messages(i) {
			c.note(r.Up, seq, at)
		}
	}
}

// note notes when a message was complete, if it had not been before.
func (c complete) note(up bool, seq int, at time.Duration) {
	all := c.client
	if up {
		all = c.server
	}
	if seq < len(all) && at != bench.Never && (all[seq] == bench.Never || at < all[seq]) {
		all[seq] = at
	}
}
