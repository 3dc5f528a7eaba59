package work

import (
	"context"
	"sync"
	"time"

	"wirelab/bench"
	"wirelab/bench/measure/fault"
	"wirelab/bench/measure/trial"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
)

// A shift is one trial: producer and consumer at work, and a crash.
type shift struct {
	trial  *trial.Trial
	server server // nil: it is not ours
	room   string
	worked *bench.Worked
	stored stored

	producer *producer
	consumer *consumer // at first
	due      chan int
	start    chan time.Duration // when the first message was due
	settled  chan struct{}      // closed when the producer is done
	empty    chan struct{}      // closed when nothing is left to do after that

	begun   time.Duration // the same, for the consumers
	crashed bool
	again   int // bytes, of consumers that have ended
	failed  chan error
	running sync.WaitGroup
}

func newShift(t *trial.Trial, server server, room string) *shift {
	n := len(t.Samples.Messages)
	s := &shift{
		trial: t, server: server, room: room, stored: stored{},
		worked: &bench.Worked{Acked: make([]bool, n)},
		due:    make(chan int), start: make(chan time.Duration, 1), settled: make(chan struct{}), empty: make(chan struct{}),
		failed: make(chan error, 1),
	}
	t.Samples.Worked, t.Samples.Arrivals = s.worked, t.NewArrivals()
	clients := t.Place.Clients
	s.producer = &producer{
		client: newClient(t, &mortal{Network: clients[0]}, room, "producer"), worked: s.worked, due: s.due, settled: s.settled,
	}
	if t.Plan.Guarantee != bench.AtMostOnce || !t.Transport.Reliable {
		s.producer.session = room + "-producer" // so that the server knows what is put in again, or doubled by the network
	}
	s.consumer = s.hire()
	return s
}

// hire makes a consumer. One that comes after another is the same program, started again: all that it has are its settings,
// its session among them, and what it has stored.
func (s *shift) hire() *consumer {
	networks := s.trial.Place.Clients
	c := &consumer{
		client: newClient(s.trial, &mortal{Network: networks[len(networks)-1]}, s.room, "consumer"),
		worked: s.worked, stored: s.stored, applied: map[uint64]bool{}, crash: s.crash, finish: s.settled, empty: s.empty,
	}
	c.came = make([]int, len(s.worked.Acked))
	s.worked.Delivered = append(s.worked.Delivered, c.came)
	c.session, c.subscribe = s.room+"-consumer", subscription(s.room, s.trial.Plan)
	return c
}

// run carries out the trial.
func (s *shift) run(ctx context.Context) (*bench.Samples, error) {
	t := s.trial
	working, stop := context.WithCancel(ctx)
	end := func() {
		stop()
		s.running.Wait()
	}
	defer end()
	s.running.Go(func() { s.consume(working) })
	if err := s.enter(ctx, s.consumer.client); err != nil {
		return nil, err
	}
	s.running.Go(func() { s.producer.run(working) })
	if err := s.enter(ctx, s.producer.client); err != nil {
		return nil, err
	}
	t.Samples.SetUp = s.producer.setUp
	start := t.Begin()
	s.start <- start
	s.running.Go(func() { s.pace(working, start) })
	err := s.wait(ctx, start)
	if ctx.Err() == nil {
		time.Sleep(t.Place.Settle)
	}
	t.Place.Meter.Close(t.Place.Now())
	end()
	if err != nil {
		return nil, err
	}
	return t.Samples, s.finish(ctx, start)
}

// enter waits until a client is in the room.
func (s *shift) enter(ctx context.Context, c *client) error {
	late := time.NewTimer(s.trial.DialTimeout())
	defer late.Stop()
	select {
	case <-c.entered:
		return nil
	case err := <-c.refused:
		if said, ok := s.trial.Stray(); ok {
			return fault.WrongServer(s.trial.Addr, s.trial.Plan.Server, said)
		}
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-late.C:
		if said, ok := s.trial.Stray(); ok {
			return fault.WrongServer(s.trial.Addr, s.trial.Plan.Server, said)
		}
		return &fault.NoServerError{Addr: s.trial.Addr, Err: fault.ErrNoAnswer, Within: s.trial.DialTimeout()}
	}
}

// pace tells the producer what is due.
func (s *shift) pace(ctx context.Context, start time.Duration) {
	defer close(s.due)
	s.trial.Pace(ctx, start, func(seq int) {
		select {
		case s.due <- seq:
		case <-ctx.Done():
		}
	})
}

// wait waits until nothing is left to do, or nobody waits any longer.
func (s *shift) wait(ctx context.Context, start time.Duration) error {
	t := s.trial
	late := time.NewTimer(start - t.Place.Now() + t.Plan.Duration + bench.DownFor + t.Plan.Wait + t.Patience)
	defer late.Stop()
	select {
	case <-s.empty:
	case err := <-s.failed:
		return err
	case <-late.C:
		t.GiveUp()
	case <-ctx.Done():
	}
	return nil
}

// consume has one consumer after the other work.
func (s *shift) consume(ctx context.Context) {
	for c := s.consumer; ; c = s.hire() {
		c.run(ctx)
		s.again += c.again
		if netx.Sleep(ctx, bench.DownFor) != nil {
			return
		}
	}
}

// crash is called by a consumer that has done one of two things: the work of an event, and saying so. When it is time, the one
// crashes whose turn it is. dead says that it is this consumer.
func (s *shift) crash() (dead bool) {
	select {
	case s.begun = <-s.start:
	default:
	}
	t, now := s.trial, s.trial.Place.Now()
	if t.Plan.Crash == bench.CrashNone || s.crashed || now-s.begun < t.Plan.Duration/bench.CrashAfter {
		return false
	}
	s.crashed, s.worked.Crashed, s.worked.Crash = true, true, now-s.begun
	if t.Plan.Crash == bench.CrashConsumer {
		return true
	}
	s.server.kill()
	s.running.Go(func() {
		time.Sleep(bench.DownFor)
		if err := s.server.restart(); err != nil {
			s.failed <- err
		}
	})
	return false
}

// finish completes the samples. In a trial that was cut short, messages that are not done count as not sent.
func (s *shift) finish(ctx context.Context, start time.Duration) error {
	samples, cut := s.trial.Samples, ctx.Err() != nil
	s.worked.Again = s.again + s.producer.again
	for seq := range samples.Messages {
		m := &samples.Messages[seq]
		trial.SinceStart(start, &m.Sent, &m.Returned, &m.Received)
		if cut && m.Copies == 0 {
			m.Sent = bench.Never
		}
	}
	for i := range samples.Arrivals {
		samples.Arrivals[i].At -= start
	}
	if s.server != nil && !cut {
		letters, err := s.server.letters(ctx, s.room)
		if err != nil {
			return err
		}
		s.note(letters)
	}
	s.trial.Finish(start, cut)
	return nil
}

// note notes what has become a dead letter.
func (s *shift) note(letters []event.Dead) {
	s.worked.Dead = make([]bool, len(s.worked.Acked))
	for _, d := range letters {
		if seq, ok := s.trial.Real.SeqOfText(d.Data); ok && seq < len(s.worked.Dead) {
			s.worked.Dead[seq] = true
		}
	}
}
