package trial

import (
	"bytes"
	"sync/atomic"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/fault"
	"wirelab/bench/measure/place"
	"wirelab/internal/transport"
)

// A Trial is one trial under way: the part that all loads share. A load sends its warm-up messages
// and then those that are measured, notes in Samples what becomes of them, and calls Finish in the end.
type Trial struct {
	Plan      bench.Plan
	Place     *place.Place
	Transport transport.Transport
	Addr      string // of the server
	// Patience is how long past the wait a trial over TCP or WebSocket still waits for messages, which
	// those promise. Then it gives the connection up, and what is missing is lost.
	Patience time.Duration
	Sent     func()          // called after each message that is measured has been sent
	Came     func(bytes int) // called when it has come for the first time, in a room to one of those who listen

	Samples    *bench.Samples
	Warm, Real Format             // of the messages before and during the measurement
	Socket     fault.SocketErrors // over UDP
	AllArrived chan struct{}      // the load closes it when each measured message has come at least once
	Ended      chan struct{}      // the load may close it when nothing can come any more

	warmUps  int64                  // copies of warm-up messages that are to come
	warmed   atomic.Int64           // those that came
	warmDone chan struct{}          // closed when all did
	stray    atomic.Pointer[[]byte] // the beginning of what came first and was no message of ours
	trouble  atomic.Pointer[error]  // what receiving failed with last
	gaveUp   atomic.Bool            // see GiveUp
}

// New prepares a trial in which nothing has been sent. Trials are numbered from 0.
func New(p bench.Plan, at *place.Place, over transport.Transport, addr string, number int) *Trial {
	t := &Trial{
		Plan: p, Place: at, Transport: over, Addr: addr, Sent: func() {}, Came: func(int) {},
		AllArrived: make(chan struct{}),
		Ended:      make(chan struct{}),
		warmDone:   make(chan struct{}),
		Samples: &bench.Samples{
			Transport: over.Name, Trial: number, Size: p.Size, Wait: p.Wait, Reliable: over.Reliable,
			Messages: make([]bench.Sample, p.Messages()),
		},
	}
	if p.Bulk > 0 {
		t.Samples.Interval = p.Interval
	}
	t.Warm, t.Real = Formats(number, p.Size, over.Text)
	for i := range t.Samples.Messages {
		t.Samples.Messages[i] = bench.Sample{
			Due: p.Due(i), Sent: bench.Never, Returned: bench.Never, Reached: bench.Never, Received: bench.Never,
		}
	}
	return t
}

// DialTimeout is how long connecting may take, and entering a room: 10 s, and more on a link that takes
// seconds itself, as WebSocket connects in two round trips, and a lost packet costs more of them.
func (t *Trial) DialTimeout() time.Duration { return max(10*time.Second, 10*t.Plan.RoundTrip()) }

// NewArrivals makes room for what comes to one client. Where messages may come twice and time is real, it has
// all the room that there ever will be, so that recording one takes no time.
func (t *Trial) NewArrivals() []bench.Arrival {
	if t.Transport.Reliable || t.Place.Virtual {
		return make([]bench.Arrival, 0, len(t.Samples.Messages))
	}
	return make([]bench.Arrival, 0, t.MaxArrivals())
}

// MaxArrivals is how many of them are recorded, whatever a server sends.
func (t *Trial) MaxArrivals() int { return 2*len(t.Samples.Messages) + 1000 }

// NoteStray keeps the beginning of the first of what came and was not ours.
func (t *Trial) NoteStray(msg []byte) {
	if t.stray.Load() == nil {
		said := bytes.Clone(msg[:min(len(msg), 100)])
		t.stray.Store(&said)
	}
}

// Stray is that beginning, if there was something.
func (t *Trial) Stray() (said []byte, ok bool) {
	if first := t.stray.Load(); first != nil {
		return *first, true
	}
	return nil, false
}

// NoteTrouble keeps what receiving failed with.
func (t *Trial) NoteTrouble(err error) { t.trouble.Store(&err) }

// Trouble is what it failed with last; nil if it did not.
func (t *Trial) Trouble() error {
	if err := t.trouble.Load(); err != nil {
		return *err
	}
	return nil
}

// GiveUp notes that the trial ends although something could still come.
func (t *Trial) GiveUp() { t.gaveUp.Store(true) }

// Finish completes what is the same in the samples of all loads. The first message was due at start on the
// place's clock; cut says that the trial was cut short.
func (t *Trial) Finish(start time.Duration, cut bool) {
	s := t.Samples
	for i := range s.Pauses {
		s.Pauses[i].From -= start
		s.Pauses[i].To -= start
	}
	s.Refused, s.SocketErrors = t.Socket.Seen()
	s.CutShort, s.GivenUp = cut, t.gaveUp.Load()
}

// SinceStart turns readings of the clock into times since start.
func SinceStart(start time.Duration, times ...*time.Duration) {
	for _, t := range times {
		if *t != bench.Never {
			*t -= start
		}
	}
}

// Nevers are the times of n messages, of which nothing has happened to any.
func Nevers(n int) []time.Duration {
	at := make([]time.Duration, n)
	for i := range at {
		at[i] = bench.Never
	}
	return at
}
