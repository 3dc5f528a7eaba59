package bench

import "time"

// Metrics sum up one trial on one transport, or several together. Where the field's comment names no
// source, the definition is ours. What is not known is null in JSON, never 0.
type Metrics struct {
	Sent     int `json:"sent"`     // messages
	NotSent  int `json:"notSent"`  // messages that were due, when the connection had failed
	Received int `json:"received"` // messages of which a copy came

	// Lost messages did not come within the wait after their sending (RFC 7680; for round trips RFC
	// 6673). On TCP and WebSocket a message is lost only if the connection failed before it came.
	//
	//	Sent = Received + Lost
	//	Lost = LostUp + LostDown, and over UDP + Late
	Lost        int     `json:"lost"`
	LostPercent float64 `json:"lostPercent"` // of those sent
	LostUp      *int    `json:"lostUp"`      // did not reach the server (as RFC 8762's stateful reflector counts)
	LostDown    *int    `json:"lostDown"`    // reached it, and did not come back
	// Late messages came after the wait, as far as the trial went on to see them. Over TCP and WebSocket,
	// which promise no time, they are among those received. Over UDP they are among those lost, though
	// the network has lost none of them: neither on the way up nor down.
	Late    int  `json:"late"`
	LateMax Span `json:"lateMax"` // how long after its sending the last of them came
	// LossPeriods are the runs of messages lost one after the other (RFC 3357).
	LossPeriods   int `json:"lossPeriods"`
	LossPeriodMax int `json:"lossPeriodMax"` // messages in the longest
	Duplicates    int `json:"duplicates"`    // copies beyond the first (RFC 5560)
	Early         int `json:"early"`         // came before their message was sent: no echo does that
	Foreign       int `json:"foreign"`       // came, and were not ours or not as sent
	Failures      int `json:"failures"`      // connections that failed before all was over
	// GivenUp are the trials that ended although something could still come, because nobody waits that long. It counts
	// as lost, and with a queue as never applied, though nothing may have lost it.
	GivenUp int `json:"givenUp"`
	Refused int `json:"refused"` // times that the machine said that nobody listens there (UDP)
	// SocketErrors are how often this machine said what else of a datagram, such as "message too long",
	// "network is unreachable" or "no buffer space available" (UDP).
	SocketErrors   map[string]int `json:"socketErrors"`
	Reordered      int            `json:"reordered"` // RFC 4737: see Ordering
	ThreeReordered int            `json:"threeReordered"`

	ReorderedPercent float64 `json:"reorderedPercent"` // of those received
	ReorderExtentMax int     `json:"reorderExtentMax"`
	ReorderLateMax   Span    `json:"reorderLateMax"`

	// Response time is from when a message was due until its echo came, so that a sender that falls
	// behind cannot hide the wait (no coordinated omission).
	Response Distribution `json:"response"`
	// Service time is from when a message was sent until its echo came: the round trip (RFC 2681).
	Service Distribution `json:"service"`
	// SendLateness is from when a message was due until it was sent: whether the generator kept up.
	SendLateness Distribution `json:"sendLateness"`
	// SendLateness has two parts. Blocked is what comes of Sends of earlier messages, in which the sender
	// waited for room: a full buffer, on TCP and WebSocket, makes it wait for the receiver.
	// GeneratorLateness is all the rest, the sender's own: what a pause has cost is in it.
	GeneratorLateness Distribution `json:"generatorLateness"`
	Blocked           Distribution `json:"sendBlocked"`
	// LongestPause is the longest time, during the sending, for which the program did not run, though it
	// wanted to. Null if there was none to speak of.
	LongestPause Span `json:"longestPause"`
	// OneWayUp is from sending until the server had the message, OneWayDown from there until the
	// echo came (RFC 7679). Known where server and client read the same clock.
	OneWayUp   *Distribution `json:"oneWayUp"`
	OneWayDown *Distribution `json:"oneWayDown"`

	Jitter Jitter  `json:"jitter"`
	Gaps   Gaps    `json:"gaps"`
	Stalls *Stalls `json:"stalls"`
	// SetUp is from the start of Dial until the first message could be sent.
	SetUp Span `json:"setup"`
	// Goodput is the payload of first copies, over the time from the start to the last arrival.
	Goodput float64  `json:"goodputBitsPerSecond"`
	TCP     *TCPInfo `json:"tcpInfo"`
	// ReplyCap is how many messages a second the server answered, where the losses show that it
	// stopped there by choice; null where they do not.
	ReplyCap *int `json:"replyCap"`
	// Wire is known where the network is ours to look into.
	Wire      *Wire      `json:"wire"`
	Broadcast *Broadcast `json:"broadcast"`      // of broadcast servers; null of others
	Queue     *Queue     `json:"queue"`          // of queues; null of others
	Bulk      *Bulk      `json:"bulk,omitempty"` // of bulk transfers
}

// Stalls are the times that complete messages lay at the receiving host waiting for earlier bytes
// (head-of-line blocking). They are seen on the wire only, so a host's own sockets do not tell them;
// UDP, which waits for nothing, has none. Over several trials Longest and Total are the medians of those
// in which something was stalled.
type Stalls struct {
	Count   int  `json:"count"`
	Longest Span `json:"longest"`
	Total   Span `json:"total"`
}

func (m Sample) received() bool          { return m.Received != Never }
func (m Sample) response() time.Duration { return m.Received - m.Due }
func (m Sample) service() time.Duration  { return m.Received - m.Sent }

// Summarise computes the metrics of one trial.
func Summarise(s *Samples) Metrics {
	if s.Audience != nil {
		return summariseBroadcast(s)
	}
	if s.Worked != nil {
		return summariseQueue(s)
	}
	t := s.settle()
	messages, arrived := t.messages, t.arrived
	m := Metrics{
		Sent:         len(messages),
		Received:     len(arrived),
		Lost:         len(messages) - len(arrived),
		Duplicates:   t.extra,
		Early:        t.early,
		Foreign:      s.Foreign,
		Refused:      s.Refused,
		SocketErrors: addCounts(s.SocketErrors, nil),
		SetUp:        Known(s.SetUp),
		TCP:          s.TCP,
		Wire:         s.Wire,
	}
	if s.Failed != nil {
		m.Failures = 1
	}
	m.GivenUp = s.givenUp()
	if !s.CutShort {
		m.NotSent = len(s.Messages) - len(messages)
	}
	m.delays(s, messages)
	m.losses(s, messages)
	if n, ok := replyCap(messages); ok {
		m.ReplyCap = &n
	}

	o := ordering(arrived, func(seq int) time.Duration { return messages[seq].Received })
	m.Reordered, m.ReorderExtentMax, m.ReorderLateMax = o.Reordered, o.ExtentMax, o.LateMax
	m.ThreeReordered = o.ThreeReordered
	m.ReorderedPercent = Percent(m.Reordered, m.Received)

	m.Jitter = jitter(messages, arrived)
	delivered := make([]time.Duration, len(arrived))
	for i, seq := range arrived {
		delivered[i] = messages[seq].Received
	}
	m.Gaps = gaps(delivered)
	if n := len(delivered); n > 0 && delivered[n-1] > 0 {
		m.Goodput = float64(8*s.Size*n) / delivered[n-1].Seconds()
	}
	m.Stalls = s.Stalls
	if !s.Reliable { // nothing waits for anything
		m.Stalls = &Stalls{Longest: Known(0), Total: Known(0)}
	}
	if s.Interval > 0 {
		m.transfer(s, messages)
	}
	return m
}

func (m *Metrics) delays(s *Samples, messages []Sample) {
	var response, service, lateness, up, down []time.Duration
	own, blocked := blame(messages, s.Pauses)
	for _, x := range messages {
		lateness = append(lateness, x.Sent-x.Due)
		if x.Reached != Never {
			up = append(up, x.Reached-x.Sent)
		}
		if !x.received() {
			continue
		}
		response = append(response, x.response())
		service = append(service, x.service())
		if x.Reached != Never {
			down = append(down, x.Received-x.Reached)
		}
	}
	m.Response, m.Service = distribution(response), distribution(service)
	m.LongestPause = s.longestPause()
	m.SendLateness, m.GeneratorLateness, m.Blocked = distribution(lateness), distribution(own), distribution(blocked)
	if s.ServerSaw {
		u, d := distribution(up), distribution(down)
		m.OneWayUp, m.OneWayDown = &u, &d
	}
}

func (m *Metrics) losses(s *Samples, messages []Sample) {
	m.LostPercent = Percent(m.Lost, m.Sent)
	run, up, down := 0, 0, 0
	for _, x := range messages {
		if x.late > 0 {
			m.Late++
			m.LateMax = Known(max(m.LateMax.d, x.late))
		}
		if x.received() {
			run = 0
			continue
		}
		switch {
		case x.late > 0: // nothing has lost it
		case x.Reached == Never:
			up++
		default:
			down++
		}
		if run++; run == 1 {
			m.LossPeriods++
		}
		m.LossPeriodMax = max(m.LossPeriodMax, run)
	}
	if s.ServerSaw {
		m.LostUp, m.LostDown = &up, &down
	}
}
