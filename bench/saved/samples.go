package saved

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"wirelab/bench"
	"wirelab/internal/transport"
)

// MaxSamples is how many times of arrival a run keeps at most, with a broadcast server one for each message and
// subscriber: some 20 MB of JSON.
const MaxSamples = 2_000_000

// ValidateKeeping says, in the words of the command line, that a run of the plan has too many samples to keep.
func ValidateKeeping(p bench.Plan) error {
	n := 0
	for _, name := range p.Transports {
		if t, err := transport.Named(name); err == nil {
			n += p.On(t).Messages() * p.Trials
		}
	}
	lower := "--rate, --duration or --trials"
	switch {
	case p.Server == "broadcast":
		n, lower = n*p.Subscribers, "--subscribers, "+lower
	case p.Bulk > 0:
		lower = "--bulk or --trials"
	}
	if n > MaxSamples {
		return fmt.Errorf("--keep samples: a run keeps at most %d of them, and this one would have %d: lower %s", MaxSamples, n, lower)
	}
	return nil
}

// columns are the samples of one trial as they stand in JSON: see the package's documentation.
type columns struct {
	Transport   string       `json:"transport"`
	Trial       int          `json:"trial"` // counted from 1
	Sent        column       `json:"sent"`
	heard                    // of an echo server
	Subscribers []subscriber `json:"subscribers,omitempty"` // of a broadcast server
	Window      *window      `json:"window,omitempty"`      // of a transfer over TCP, where it is known
	Worked      *worked      `json:"worked,omitempty"`      // of a queue
}

// heard is what came to one client.
type heard struct {
	Received column      `json:"received,omitempty"`
	Extra    map[int]int `json:"extra,omitempty"` // copies beyond the first, by message
}

// A subscriber is what came to one subscriber.
type subscriber struct {
	Role bench.Role `json:"role"`
	heard
	Told []int `json:"told,omitempty"` // the messages of which the server said that they were lost
}

// A column is a time for each message, counted from when it was due.
type column []time.Duration

// MarshalJSON implements json.Marshaler.
func (c column) MarshalJSON() ([]byte, error) {
	text := []byte{'['}
	for i, t := range c {
		if i > 0 {
			text = append(text, ',')
		}
		if t == never {
			text = append(text, "null"...)
		} else {
			text = strconv.AppendInt(text, int64(t), 10)
		}
	}
	return append(text, ']'), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (c *column) UnmarshalJSON(text []byte) error {
	var times []*int64
	if err := json.Unmarshal(text, &times); err != nil {
		return err
	}
	*c = make(column, len(times))
	for i, t := range times {
		switch {
		case t == nil:
			(*c)[i] = never
		case *t < -longest || *t > longest:
			return fmt.Errorf("%d ns is longer than any run", *t)
		default:
			(*c)[i] = time.Duration(*t)
		}
	}
	return nil
}

// never stands in a column for what did not happen. A time from when a message was due may well be less than 0:
// some servers answer too early.
const (
	never   time.Duration = -1 << 63
	longest               = 1 << 53 // in nanoseconds
)

// columnsOf are the columns of a trial's samples.
func columnsOf(s *bench.Samples) columns {
	c := columns{Transport: s.Transport, Trial: s.Trial + 1, Window: windowOf(s.Window), Worked: workedOf(s.Worked)}
	for _, m := range s.Messages {
		c.Sent = append(c.Sent, since(m.Due, m.Sent))
	}
	if s.Audience == nil {
		for seq, m := range s.Messages {
			c.add(seq, since(m.Due, m.Received), m.Copies)
		}
		return c
	}
	for _, h := range s.Audience {
		of := subscriber{Role: h.Role}
		for seq, m := range s.Messages {
			of.add(seq, since(m.Due, h.Received[seq]), h.Copies[seq])
			if h.Told[seq] {
				of.Told = append(of.Told, seq)
			}
		}
		c.Subscribers = append(c.Subscribers, of)
	}
	return c
}

func since(due, at time.Duration) time.Duration {
	if at == bench.Never {
		return never
	}
	return at - due
}

// add notes what came of the next message, whose number is seq.
func (h *heard) add(seq int, received time.Duration, copies int) {
	h.Received = append(h.Received, received)
	if copies > 1 {
		if h.Extra == nil {
			h.Extra = map[int]int{}
		}
		h.Extra[seq] = copies - 1
	}
}

// samples are what the columns of a trial of the plan say. Of each message they have Due, Sent, Received and Copies, and
// its arrivals; the rest is unknown.
func (c columns) samples(p bench.Plan) (*bench.Samples, error) {
	t, err := transport.Named(c.Transport)
	if err != nil || !slices.Contains(p.Transports, c.Transport) {
		return nil, fmt.Errorf("samples of %q, which the plan does not have", c.Transport)
	}
	if c.Trial < 1 || c.Trial > p.Trials {
		return nil, fmt.Errorf("samples of trial %d, but the plan has %d", c.Trial, p.Trials)
	}
	on, room := p.On(t), p.Server == "broadcast"
	s := &bench.Samples{Transport: c.Transport, Trial: c.Trial - 1, Size: on.Size, Wait: p.Wait, Reliable: t.Reliable}
	if p.Bulk > 0 {
		s.Interval = p.Interval
	}
	if len(c.Sent) != on.Messages() || room != (len(c.Subscribers) > 0) || room == (len(c.Received) > 0) {
		return nil, c.misfit()
	}
	if s.Window, err = c.Window.readings(); err != nil {
		return nil, c.misfit()
	}
	if s.Worked, err = c.Worked.samples(len(c.Sent)); err != nil || s.Worked != nil && p.Server != "queue" {
		return nil, c.misfit()
	}
	s.Messages = make([]bench.Sample, len(c.Sent))
	for seq := range s.Messages {
		due := on.Due(seq)
		s.Messages[seq] = bench.Sample{
			Due: due, Sent: after(due, c.Sent[seq]), Returned: bench.Never, Reached: bench.Never, Received: bench.Never,
		}
	}
	if room {
		return s, c.fillAudience(s, p.Subscribers)
	}
	received, copies, err := c.times(s.Messages)
	for seq := range received {
		s.Messages[seq].Received, s.Messages[seq].Copies = received[seq], copies[seq]
	}
	s.Arrivals = arrivals(received, copies)
	return s, err
}

// arrivals are those of messages that first came at these times. Further copies, as far as there is room for as many as a
// trial notes, have the times of the first.
func arrivals(received []time.Duration, copies []int) (all []bench.Arrival) {
	further := len(received) + 1000
	for seq, at := range received {
		if at == bench.Never {
			continue
		}
		n := min(copies[seq]-1, further)
		further -= n
		for range 1 + n {
			all = append(all, bench.Arrival{Seq: seq, At: at})
		}
	}
	slices.SortStableFunc(all, func(a, b bench.Arrival) int { return cmp.Compare(a.At, b.At) })
	return all
}

// fillAudience fills in what came to each subscriber.
func (c columns) fillAudience(s *bench.Samples, subscribers int) error {
	if len(c.Subscribers) != subscribers {
		return c.misfit()
	}
	for _, of := range c.Subscribers {
		h := &bench.Heard{Role: of.Role, Told: make([]bool, len(s.Messages))}
		var err error
		if h.Received, h.Copies, err = of.times(s.Messages); err != nil {
			return c.misfit()
		}
		h.Arrivals = arrivals(h.Received, h.Copies)
		for _, seq := range of.Told {
			if seq < 0 || seq >= len(h.Told) {
				return c.misfit()
			}
			h.Told[seq] = true
		}
		if !slices.Contains([]bench.Role{bench.Ordinary, bench.Slow, bench.Disconnected}, of.Role) {
			return fmt.Errorf("a subscriber whose role is %q", of.Role)
		}
		s.Audience = append(s.Audience, h)
	}
	return nil
}

// maxCopies is more than any message comes in.
const maxCopies = 1 << 30

var errMisfit = errors.New("samples that are not as many as the plan's messages")

func (c columns) misfit() error {
	return fmt.Errorf("%s, trial %d: %w", c.Transport, c.Trial, errMisfit)
}

// times are when each message first came, and how often.
func (h *heard) times(messages []bench.Sample) (received []time.Duration, copies []int, err error) {
	if len(h.Received) != len(messages) {
		return nil, nil, errMisfit
	}
	received, copies = make([]time.Duration, len(messages)), make([]int, len(messages))
	for seq, m := range messages {
		received[seq] = after(m.Due, h.Received[seq])
		if received[seq] != bench.Never {
			copies[seq] = 1
		}
	}
	for seq, n := range h.Extra {
		if seq < 0 || seq >= len(copies) || n < 0 || n > maxCopies {
			return nil, nil, errMisfit
		}
		copies[seq] += n
	}
	return received, copies, nil
}

// after turns a time since due into one since the start of the trial.
func after(due, since time.Duration) time.Duration {
	if since == never {
		return bench.Never
	}
	return due + since
}
