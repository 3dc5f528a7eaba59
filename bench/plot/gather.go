package plot

import (
	"cmp"
	"math"
	"slices"
	"time"

	"wirelab/bench"
)

// Data is what pictures need of a run besides its findings. It takes little memory, however long the run is.
type Data struct {
	Times  map[string]*Times // of all trials, by transport
	Trials []Trial           // in their order; not all of them where messages are many
}

// Times are how long messages took from when they were due.
type Times struct {
	Sent   int         // messages; to a room, messages times ordinary subscribers
	Counts map[int]int // of those that came, by Bucket of their response time
}

// A Trial is what became of each message of one trial.
type Trial struct {
	Transport string
	Number    int // counted from 0
	Messages  []Message
	Listeners []Listener     // of a room
	Window    []bench.Window // of a transfer, where it is known
	Work      *Work          // of a queue
}

// A Message is one of a trial.
type Message struct {
	Due  time.Duration
	Took time.Duration // from then until it came; bench.Never if it did not
}

// bucketsPerDouble is how finely times are counted: two times in one bucket differ by less than 0.4 %.
const bucketsPerDouble = 200

// Bucket is where a response time is counted.
func Bucket(d time.Duration) int {
	return int(math.Round(bucketsPerDouble * math.Log2(float64(max(d, 1)))))
}

// bucketTime is the middle of a bucket, in nanoseconds.
func bucketTime(bucket int) float64 { return math.Exp2(float64(bucket) / bucketsPerDouble) }

// maxKept is how many messages a Gatherer keeps one by one.
const maxKept = 4_000_000

// A Gatherer looks on while a run is measured, and keeps what pictures need. The zero Gatherer is ready.
type Gatherer struct {
	Data
	kept int // messages
}

// A Gathering has a Gatherer for each value of a sweep, or one for a run that is none. The zero Gathering is ready.
type Gathering struct{ values []Gatherer }

// Next says that trials from now on are of a sweep's next value.
func (g *Gathering) Next() { g.values = append(g.values, Gatherer{}) }

// Trial takes the samples of a trial.
func (g *Gathering) Trial(s *bench.Samples) error {
	if len(g.values) == 0 {
		g.Next()
	}
	return g.values[len(g.values)-1].Trial(s)
}

// Data is what was kept, value by value.
func (g *Gathering) Data() (all []Data) {
	for _, one := range g.values {
		all = append(all, one.Data)
	}
	return all
}

// Trial takes the samples of a trial.
func (g *Gatherer) Trial(s *bench.Samples) error {
	if g.Times == nil {
		g.Times = map[string]*Times{}
	}
	t := g.Times[s.Transport]
	if t == nil {
		t = &Times{Counts: map[int]int{}}
		g.Times[s.Transport] = t
	}
	each := s.Outcomes()
	for _, messages := range each {
		t.Sent += len(messages)
		for _, m := range messages {
			if m.Received != bench.Never {
				t.Counts[Bucket(m.Received-m.Due)]++
			}
		}
	}
	g.keep(s, each[0])
	return nil
}

// keep keeps the messages one by one, as the first listener got them, if there is room.
func (g *Gatherer) keep(s *bench.Samples, outcomes []bench.Sample) {
	if g.kept += len(outcomes) + len(s.Messages)*(len(s.Audience)+consumers(s)); g.kept > maxKept {
		return
	}
	t := Trial{Transport: s.Transport, Number: s.Trial, Window: s.Window}
	for _, m := range outcomes {
		took := bench.Never
		if m.Received != bench.Never {
			took = m.Received - m.Due
		}
		t.Messages = append(t.Messages, Message{m.Due, took})
	}
	t.Listeners, t.Work = listeners(s), workOf(s)
	g.Trials = append(g.Trials, t)
}

// came are how many messages came.
func (t *Times) came() (n int) {
	for _, count := range t.Counts {
		n += count
	}
	return n
}

// typical is the number of the trial that is to be shown one by one: of those that are there for all transports, the
// one whose slowest message in a hundred took as long as in the middle one of them. ok is false if there is none.
func (d Data) typical(transports []string) (number int, ok bool) {
	type slowest struct {
		number int
		took   time.Duration
	}
	var all []slowest
	for _, t := range d.Trials {
		if t.Transport == transports[0] && len(d.of(t.Number)) >= len(transports) {
			all = append(all, slowest{t.Number, t.tail()})
		}
	}
	if len(all) == 0 {
		return 0, false
	}
	slices.SortFunc(all, func(a, b slowest) int { return cmp.Or(cmp.Compare(a.took, b.took), cmp.Compare(a.number, b.number)) })
	return all[(len(all)-1)/2].number, true
}

// of are the trials of a number, by transport.
func (d Data) of(number int) map[string]Trial {
	trials := map[string]Trial{}
	for _, t := range d.Trials {
		if t.Number == number {
			trials[t.Transport] = t
		}
	}
	return trials
}

// tail is the time that 99 of 100 messages did not exceed (nearest rank).
func (t Trial) tail() time.Duration {
	took := t.sorted()
	if len(took) == 0 {
		return 0
	}
	return took[(99*len(took)+99)/100-1]
}
