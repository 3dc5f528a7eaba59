package bench

import (
	"fmt"
	"math"
	"slices"
	"time"

	"wirelab/internal/term/words"
)

// Broadcast are the metrics that only a broadcast server has. In the Metrics that they belong to, a
// message counts once for each ordinary subscriber; slow ones and the one who was away are told of
// here.
type Broadcast struct {
	Subscribers int `json:"subscribers"`
	Published   int `json:"published"` // messages that the publisher sent

	// Completeness is, for each subscriber, the share of the published messages that it received,
	// from 0 to 1.
	Completeness Completeness `json:"completeness"`
	// What came to somebody after the wait is late, and not missed.
	MissedBySome int  `json:"missedBySome"` // messages that some ordinary subscribers received, and others not
	MissedByAll  int  `json:"missedByAll"`  // messages that none of them received
	Skew         Skew `json:"skew"`

	Evicted int  `json:"evicted"` // members whose queue at the server was full
	Dropped *int `json:"dropped"` // events that the server dropped from queues that were full

	Slow *Completeness `json:"slow"` // of the slow subscribers alone
	Away *Away         `json:"disconnected"`
}

// Completeness is the share that subscribers received, over UDP within the wait, of what was published.
type Completeness struct {
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
}

// Skew is the time from when a message came to the first ordinary subscriber until it came to the
// last, over the messages that two or more of them received.
type Skew struct {
	P50 Span `json:"p50"`
	P99 Span `json:"p99"`
}

// Away is what became of the messages for the subscriber who was away for a while. Those count that
// the server had.
type Away struct {
	Once       int `json:"once"`       // delivered once
	Duplicated int `json:"duplicated"` // delivered more than once
	Told       int `json:"told"`       // lost, and the server said so (a gap)
	Lost       int `json:"lost"`       // lost, and nobody said so
}

// summariseBroadcast computes the metrics of one trial with a broadcast server.
func summariseBroadcast(s *Samples) Metrics {
	var each []Metrics                        // of the ordinary subscribers
	room := len(s.Audience) * len(s.Messages) // for all that come
	response, service, down := make([]time.Duration, 0, room), make([]time.Duration, 0, room), make([]time.Duration, 0, room)
	b := &Broadcast{Subscribers: len(s.Audience)}
	for _, m := range s.Messages {
		if m.Sent != Never {
			b.Published++
		}
	}
	var all, slow []float64
	for _, h := range s.Audience {
		view := s.heardBy(h)
		m := Summarise(view)
		share := 1.0
		if m.Sent > 0 {
			share = float64(m.Received) / float64(m.Sent)
		}
		all = append(all, share)
		switch h.Role {
		case Slow:
			slow = append(slow, share)
		case Disconnected:
			b.Away = awayOf(view, h)
		case Ordinary:
			each = append(each, m)
			for _, x := range view.settle().messages {
				if x.Received == Never {
					continue
				}
				response, service = append(response, x.response()), append(service, x.service())
				if x.Reached != Never {
					down = append(down, x.Received-x.Reached)
				}
			}
		}
		if h.Evicted {
			b.Evicted++
		}
	}
	b.Completeness = *completeness(all)
	b.Slow = completeness(slow)
	b.fanOut(s)
	if s.Hub != nil {
		dropped := int(s.Hub.Dropped)
		b.Evicted, b.Dropped = int(s.Hub.Evicted), &dropped
	}

	m := together(each)
	m.Response, m.Service = distribution(response), distribution(service)
	if s.ServerSaw {
		d := distribution(down)
		m.OneWayDown = &d
	}
	m.Refused, m.SocketErrors = s.Refused, addCounts(s.SocketErrors, nil)
	m.Wire, m.Broadcast, m.GivenUp = s.Wire, b, s.givenUp()
	if s.Reliable {
		m.Stalls = s.Stalls
	}
	return m
}

// heardBy returns the samples as an echo server's would be, with h's receiving for the echo.
func (s *Samples) heardBy(h *Heard) *Samples {
	view := *s
	view.Audience, view.Hub, view.Stalls, view.Wire = nil, nil, nil, nil
	view.Messages = slices.Clone(s.Messages)
	for seq := range view.Messages {
		m := &view.Messages[seq]
		m.Received, m.Copies = h.Received[seq], h.Copies[seq]
	}
	view.Arrivals, view.Foreign, view.Refused, view.SocketErrors = h.Arrivals, h.Foreign, 0, nil
	view.SetUp, view.Failed = h.SetUp, h.Failed
	return &view
}

// together makes one of the metrics of several subscribers: counts are sums, and durations medians.
func together(each []Metrics) Metrics {
	m := each[0].clone()
	for _, x := range each[1:] {
		m.add(x)
	}
	m.LostPercent = Percent(m.Lost, m.Sent)
	m.ReorderedPercent = Percent(m.Reordered, m.Received)
	named := spansNamed(each)
	for name, span := range m.Spans() {
		*span = median(named[name])
	}
	m.Goodput = medianGoodput(each)
	return m
}

func awayOf(view *Samples, h *Heard) *Away {
	var a Away
	for seq, m := range view.Messages {
		switch {
		case !m.Published:
		case h.Copies[seq] == 1:
			a.Once++
		case h.Copies[seq] > 1:
			a.Duplicated++
		case h.Told[seq]:
			a.Told++
		default:
			a.Lost++
		}
	}
	return &a
}

// fanOut looks at what became of each message among the ordinary subscribers.
func (b *Broadcast) fanOut(s *Samples) {
	var skews []time.Duration
	for seq, m := range s.Messages {
		if m.Sent == Never {
			continue
		}
		var times []time.Duration // of those who have it in time
		missing, having := 0, 0
		for _, h := range s.Audience {
			switch at := h.Received[seq]; {
			case h.Role != Ordinary:
			case at == Never || at < m.Sent:
				missing++
			default:
				having++
				if s.Reliable || at-m.Sent <= s.Wait {
					times = append(times, at)
				}
			}
		}
		switch {
		case having == 0:
			b.MissedByAll++
		case missing > 0:
			b.MissedBySome++
		}
		if len(times) > 1 {
			skews = append(skews, slices.Max(times)-slices.Min(times))
		}
	}
	d := distribution(skews)
	b.Skew = Skew{d.P50, d.P99}
}

// completeness sums up the shares of some subscribers; nil if there are none.
func completeness(shares []float64) *Completeness {
	if len(shares) == 0 {
		return nil
	}
	slices.Sort(shares)
	n := len(shares)
	return &Completeness{Min: rounded(shares[0]), Median: rounded((shares[(n-1)/2] + shares[n/2]) / 2)}
}

// rounded is a share to six decimals.
func rounded(share float64) float64 { return math.Round(share*1e6) / 1e6 }

// addBroadcast adds another trial's.
func (b *Broadcast) add(o *Broadcast) *Broadcast {
	if b == nil || o == nil {
		return nil
	}
	sum := *b
	sum.Published += o.Published
	sum.MissedBySome += o.MissedBySome
	sum.MissedByAll += o.MissedByAll
	sum.Evicted += o.Evicted
	sum.Dropped = addKnown(b.Dropped, o.Dropped)
	if b.Away != nil && o.Away != nil {
		sum.Away = &Away{
			b.Away.Once + o.Away.Once, b.Away.Duplicated + o.Away.Duplicated,
			b.Away.Told + o.Away.Told, b.Away.Lost + o.Away.Lost,
		}
	}
	return &sum
}

// combineCompleteness gives b the completeness of several trials: the least of the minima, and the
// median of the medians.
func (b *Broadcast) combineCompleteness(trials []Metrics) {
	over := func(of func(*Broadcast) *Completeness) *Completeness {
		var low, mid []float64
		for _, t := range trials {
			if c := of(t.Broadcast); c != nil {
				low, mid = append(low, c.Min), append(mid, c.Median)
			}
		}
		if len(low) == 0 {
			return nil
		}
		return &Completeness{slices.Min(low), completeness(mid).Median}
	}
	b.Completeness = *over(func(b *Broadcast) *Completeness { return &b.Completeness })
	b.Slow = over(func(b *Broadcast) *Completeness { return b.Slow })
}

// Ordinary is how many subscribers to a room are neither slow nor away.
func (p Plan) Ordinary() int {
	n := p.Subscribers - p.Slow
	if p.Disconnect > 0 {
		n--
	}
	return n
}

// maxSubscribers keeps a trial within what a process may open.
const maxSubscribers = 1000

// maxPublished is the largest message to a room, in bytes: with all that is around it, the event fits
// a datagram (hub.Hub.MaxEvent).
const maxPublished = 1000

// validateRoom is about broadcast servers.
func (p Plan) validateRoom() error {
	away := 0
	if p.Disconnect != 0 {
		away = 1
	}
	switch {
	case p.Server != "broadcast" && p.Slow != 0:
		return fmt.Errorf("--slow %d: %s has no subscribers; add --server broadcast", p.Slow, p.serverTitle())
	case p.Server != "broadcast" && p.Disconnect != 0:
		return fmt.Errorf("--disconnect %v: %s has no subscribers; add --server broadcast", p.Disconnect, p.serverTitle())
	case p.Server != "broadcast" && p.Resume:
		return fmt.Errorf("--resume: %s has nothing to resume; add --server broadcast", p.serverTitle())
	case p.Server != "broadcast":
		return nil
	case p.Subscribers < 1 || p.Subscribers > maxSubscribers:
		return fmt.Errorf("--subscribers %d: choose 1 to %d subscribers", p.Subscribers, maxSubscribers)
	case p.Slow < 0 || p.Slow+away >= p.Subscribers:
		return fmt.Errorf("--slow %d: at least one of the %d subscribers must not be slow, to compare with", p.Slow, p.Subscribers)
	case p.Disconnect < 0 || p.Disconnect > p.Duration/2:
		return fmt.Errorf("--disconnect %v: choose at most half of --duration %v", p.Disconnect, p.Duration)
	case p.Size < MinText || p.Size > maxPublished:
		return fmt.Errorf("--size %d: a message to a room must have %d to %d bytes", p.Size, MinText, maxPublished)
	case p.Messages()*p.Subscribers > maxDeliveries:
		return fmt.Errorf("--subscribers %d: a trial has at most %d deliveries, and this one would have %s",
			p.Subscribers, maxDeliveries, words.Count(p.Messages(), "message"))
	}
	return nil
}
