package bench

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"wirelab/wsdemo/socketio"
)

// A Guarantee says how often the work of an event is done that goes through a queue, whatever crashes. It is what producer
// and consumer make of the same requests.
type Guarantee string

// The guarantees.
const (
	// AtMostOnce: the producer does not repeat an event, and the consumer says done before it works.
	AtMostOnce Guarantee = "at-most-once"
	// AtLeastOnce: the producer repeats an event until it is acknowledged, and the consumer says done after the work.
	AtLeastOnce Guarantee = "at-least-once"
	// Once, in effect: AtLeastOnce, and the consumer remembers what it has done, through a crash, too.
	Once Guarantee = "once"
)

// Guarantees are all of them, from the weakest to the strongest.
func Guarantees() []Guarantee { return []Guarantee{AtMostOnce, AtLeastOnce, Once} }

// A Crash says who crashes in a trial with a queue.
type Crash string

// The crashes. Each comes at the worst moment: when the consumer is between the work and saying done.
const (
	CrashNone     Crash = "none"
	CrashServer   Crash = "server"   // the log stays, and another server goes on with it
	CrashConsumer Crash = "consumer" // what it has stored stays, and it is started again
)

// Crashes are all of them.
func Crashes() []Crash { return []Crash{CrashNone, CrashServer, CrashConsumer} }

// These are a queue's times.
const (
	CrashAfter = 3           // the crash comes when a third of a trial is over
	DownFor    = time.Second // from a crash until whoever crashed is started again
)

// DefaultQueue is what is measured of a queue unless told otherwise.
func DefaultQueue(net string) Plan {
	p := DefaultPlan(net)
	p.Server, p.Guarantee, p.Crash = "queue", AtLeastOnce, CrashNone
	p.WarmUp = 0                            // every event is the queue's to account for
	p.Duration, p.Trials = 3*time.Second, 3 // a person waits, and there are three guarantees to measure
	if p.Virtual() {
		p.Duration, p.Trials = 10*time.Second, 7
	}
	return p
}

// AnswerIn is how long a consumer may take to say that an event is done; then it is delivered again.
func (p Plan) AnswerIn() time.Duration { return max(time.Second, 4*p.RoundTrip()) }

// serverTitle is what the plan's server is called in a sentence.
func (p Plan) serverTitle() string {
	if p.Server == "queue" {
		return "a queue"
	}
	return "an echo server"
}

// Worked is what was seen of a trial with a queue. The slices are by sequence number.
type Worked struct {
	Acked     []bool  // the server has said that it has the event
	Delivered [][]int // how often it came to each consumer: the one at first, and the one that was started after its crash
	Dead      []bool  // it has become a dead letter; nil: nobody knows
	Again     int     // bytes of requests that were made again, and of deliveries that came again
	Crash     time.Duration
	Crashed   bool // there was a crash, at that time
}

// Deliveries is how often an event came to any consumer.
func (w *Worked) Deliveries(seq int) (n int) {
	for _, consumer := range w.Delivered {
		n += consumer[seq]
	}
	return n
}

// Queue are the metrics that only a queue has. In the Metrics that they belong to, a message is received when its work is
// done for the first time, and lost if that is never; duplicates are further times.
type Queue struct {
	Acknowledged int `json:"acknowledged"` // events that the server said it has
	// Once, Twice, Never and DeadLetters are how often the work of an event was done. Together they are all events.
	Once        int  `json:"appliedOnce"`
	Twice       int  `json:"appliedTwice"` // or more often
	Never       int  `json:"neverApplied"`
	DeadLetters *int `json:"deadLetters"` // delivered too often and never done; null where nobody can look
	// LostAcknowledged are those of Never that the server had acknowledged.
	LostAcknowledged int `json:"lostAcknowledged"`
	DeliveredTwice   int `json:"deliveredTwice"` // events that came to a consumer more than once
	SentAgain        int `json:"bytesSentAgain"` // requests made again, and deliveries that came again
	// Recovery is from the crash until an event is applied after the restart, CaughtUp until all are that were due by then.
	Recovery Span `json:"recovery"`
	CaughtUp Span `json:"caughtUp"`
	// Throughput is events applied, over the time from the start to the last of them.
	Throughput float64 `json:"throughput"` // a second
}

// patient are the samples of a queue, which delivers what the network loses: nothing is late.
func (s *Samples) patient() *Samples {
	view := *s
	view.Worked, view.Reliable, view.Wait = nil, true, math.MaxInt64
	return &view
}

// summariseQueue computes the metrics of one trial with a queue.
func summariseQueue(s *Samples) Metrics {
	m := Summarise(s.patient())
	m.ReplyCap = nil
	if !s.Reliable {
		m.Stalls = &Stalls{Longest: Known(0), Total: Known(0)}
	}
	w := s.Worked
	q := &Queue{SentAgain: w.Again}
	dead := 0
	for seq, x := range s.Messages {
		if x.Sent == Never {
			continue
		}
		if w.Acked[seq] {
			q.Acknowledged++
		}
		if w.Deliveries(seq) > 1 {
			q.DeliveredTwice++
		}
		switch {
		case x.Copies == 1:
			q.Once++
		case x.Copies > 1:
			q.Twice++
		case w.Dead != nil && w.Dead[seq]:
			dead++
		default:
			q.Never++
			if w.Acked[seq] {
				q.LostAcknowledged++
			}
		}
	}
	if w.Dead != nil {
		q.DeadLetters = &dead
	}
	if n := len(s.Arrivals); n > 0 && s.Arrivals[n-1].At > 0 {
		q.Throughput = float64(m.Received) / s.Arrivals[n-1].At.Seconds()
	}
	if w.Crashed {
		q.recover(s)
	}
	m.Queue = q
	return m
}

// recover finds out how long the crash was felt.
func (q *Queue) recover(s *Samples) {
	crash := s.Worked.Crash
	i := slices.IndexFunc(s.Arrivals, func(a Arrival) bool { return a.At >= crash+DownFor })
	if i < 0 {
		return
	}
	again := s.Arrivals[i].At
	q.Recovery = Known(again - crash)
	last := again
	for _, x := range s.Messages {
		if x.Sent != Never && x.Due <= again && x.Received != Never {
			last = max(last, x.Received)
		}
	}
	q.CaughtUp = Known(last - crash)
}

// add adds another trial's counts.
func (q *Queue) add(o *Queue) *Queue {
	if q == nil || o == nil {
		return nil
	}
	sum := *q
	sum.Acknowledged += o.Acknowledged
	sum.Once += o.Once
	sum.Twice += o.Twice
	sum.Never += o.Never
	sum.LostAcknowledged += o.LostAcknowledged
	sum.DeliveredTwice += o.DeliveredTwice
	sum.SentAgain += o.SentAgain
	sum.DeadLetters = addKnown(q.DeadLetters, o.DeadLetters)
	return &sum
}

// combineThroughput gives q the median of several trials.
func (q *Queue) combineThroughput(trials []Metrics) {
	var all []float64
	for _, t := range trials {
		all = append(all, t.Queue.Throughput)
	}
	q.Throughput = medianOf(all)
}

// maxQueued is the largest event of a queue, in bytes: as a dead letter it still has to fit a datagram.
const maxQueued = 800

// validateQueue is about queues.
func (p Plan) validateQueue() error {
	if p.Server != "queue" {
		return p.validateNoQueue()
	}
	switch {
	case !slices.Contains(Guarantees(), p.Guarantee):
		return fmt.Errorf("--guarantee %s: choose one of %s", p.Guarantee, listed(Guarantees()))
	case !slices.Contains(Crashes(), p.Crash):
		return fmt.Errorf("--crash %s: choose one of %s", p.Crash, listed(Crashes()))
	case p.NoFsync && p.Net != "host":
		return fmt.Errorf("--fsync: only a server on --net host has a disk, and not one on --net %s", p.Net)
	case len(p.Targets) > 0 && (p.Crash == CrashServer || p.NoFsync):
		return errors.New("--target: bench can neither kill a server that it has not started, nor say how it keeps its log")
	case p.Net == "lab" && p.SocketIO == socketio.PollingOnly && slices.Contains(p.Transports, "socketio"):
		return errors.New("--socketio-transports polling: a queue by polling alone would not be the same each time in the lab; add websocket, or use --net host")
	case p.Size < MinText || p.Size > maxQueued:
		return fmt.Errorf("--size %d: an event of a queue must have %d to %d bytes", p.Size, MinText, maxQueued)
	case p.Crash != CrashNone && p.Duration < time.Second:
		return fmt.Errorf("--duration %v: with --crash a trial must last %v or more", p.Duration, time.Second)
	case p.Crash != CrashNone && p.Messages() < 2*CrashAfter:
		return fmt.Errorf("--rate %g for %v: with --crash a trial needs %d messages or more", p.Rate, p.Duration, 2*CrashAfter)
	}
	return nil
}

// validateNoQueue says which settings need a queue.
func (p Plan) validateNoQueue() error {
	switch {
	case p.Guarantee != "":
		return fmt.Errorf("--guarantee %s: only a queue has guarantees; add --server queue", p.Guarantee)
	case p.Crash != "":
		return fmt.Errorf("--crash %s: only a queue outlives a crash; add --server queue", p.Crash)
	case p.NoFsync:
		return errors.New("--fsync: only a queue has a log; add --server queue")
	}
	return nil
}

func listed[S ~string](all []S) string {
	var texts []string
	for _, s := range all {
		texts = append(texts, string(s))
	}
	return strings.Join(texts, ", ")
}
