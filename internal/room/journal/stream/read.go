package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"wirelab/internal/room/journal"
)

// retryEvery is how long it takes until something is tried again that has failed.
const retryEvery = 100 * time.Millisecond

// These end the journal for this server.
var (
	errForgotten = errors.New("it has forgotten what this server had not read yet: start the server again")
	errLost      = errors.New("it has lost what it had kept: start the server again")
	errAnother   = errors.New("its stream was deleted, and there is another one: start the server again")
	errHole      = errors.New("it cannot be read")
	errDeleted   = errors.New("its stream " + name + " was deleted: start the server again")
)

// Follow reads what the stream has, and goes on with it.
func (s *Stream) Follow(f journal.Follower) error {
	s.follower = f
	caughtUp := make(chan struct{})
	s.running.Go(func() { s.read(caughtUp) })
	select {
	case <-caughtUp:
	case <-s.ctx.Done():
		return context.Cause(s.ctx)
	}
	return s.look()
}

// read takes in groups until the context ends. caughtUp is closed when those are taken in that there were at first.
func (s *Stream) read(caughtUp chan<- struct{}) {
	r := &reader{Stream: s, caughtUp: caughtUp}
	for s.ctx.Err() == nil {
		err := r.readOn()
		if r.fatal(err) {
			s.stop(err)
		}
		r.failures++
		select {
		case <-s.ctx.Done():
		case <-time.After(retryEvery):
		}
	}
}

// reader reads the stream. Its consumers come and go: one is a NATS server's, and ends with it.
type reader struct {
	*Stream
	caughtUp chan<- struct{} // nil: it is closed
	begun    bool            // a group has been taken
	missing  time.Time       // since when there is no stream
	doubted  time.Time       // since when it has not had what it had, or has had a hole
	failures int             // since a group was last taken
}

// soon is how long an answer may take. What is asked while there is no leader is not answered at all, and is to be asked again
// as soon as there may be one; a slow cluster gets more time.
func (r *reader) soon() time.Duration { return time.Duration(min(1+r.failures, 4)) * time.Second }

// fatal says whether nothing more can be read after an error.
func (r *reader) fatal(err error) bool {
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		r.missing = time.Time{}
	} else if r.missing.IsZero() {
		r.missing = time.Now()
	}
	if errors.Is(err, errLost) || errors.Is(err, errHole) {
		if r.doubted.IsZero() {
			r.doubted = time.Now()
		}
		return time.Since(r.doubted) >= r.sure
	}
	for _, end := range []error{errForgotten, errAnother, errDeleted, errWrong} {
		if errors.Is(err, end) {
			return true
		}
	}
	return false
}

// sure is for how long a stream is to be without what it had, or with a hole, for that to be believed. Until then it is
// read again and again, from whichever NATS server answers: one that was started again a moment ago may not have all yet.
const sure = 10 * time.Second

// readOn reads until something goes wrong.
func (r *reader) readOn() error {
	if err := r.check(); err != nil {
		return err
	}
	consumer, err := r.consumer()
	if err != nil {
		return err
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessages(256), jetstream.PullExpiry(5*time.Second),
		jetstream.PullHeartbeat(500*time.Millisecond), jetstream.WithMessagesErrOnMissingHeartbeat(true))
	if err != nil {
		return err
	}
	stopped := context.AfterFunc(r.ctx, messages.Stop)
	defer func() {
		if stopped() {
			messages.Stop()
		}
	}()
	for {
		msg, err := messages.Next()
		if err != nil {
			return err
		}
		if err := r.take(msg); err != nil {
			return err
		}
	}
}

// consumer has JetStream deliver what comes next.
func (r *reader) consumer() (jetstream.Consumer, error) {
	ctx, cancel := context.WithTimeout(r.ctx, r.soon())
	defer cancel()
	return r.js.CreateConsumer(ctx, name, jetstream.ConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: r.position + 1,
		AckPolicy: jetstream.AckNonePolicy, MemoryStorage: true, Replicas: 1, InactiveThreshold: 30 * time.Second,
	})
}

// check looks whether the stream is the one that it was, and still has what comes next.
func (r *reader) check() error {
	ctx, cancel := context.WithTimeout(r.ctx, r.soon())
	defer cancel()
	stream, err := r.js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) && !r.missing.IsZero() && time.Since(r.missing) > r.lease {
		return errDeleted
	}
	if err != nil {
		return err
	}
	info := stream.CachedInfo()
	first, last := info.State.FirstSeq, info.State.LastSeq
	if !r.begun { // it may forget while it is read from its beginning
		r.beginAt(max(first, 1) - 1)
	}
	switch {
	case !info.Created.Equal(r.created):
		return errAnother
	case first > r.position+1:
		return errForgotten
	case last < r.position:
		return errLost
	}
	return nil
}

func (r *reader) beginAt(position uint64) {
	r.mu.Lock()
	r.position = position
	r.mu.Unlock()
	r.catchUp()
}

func (r *reader) catchUp() {
	if r.caughtUp != nil && r.position >= r.last {
		close(r.caughtUp)
		r.caughtUp = nil
	}
}

// errWrong says that there is something in the stream that cannot be taken in.
var errWrong = errors.New("it cannot be read")

// take takes in a message.
func (r *reader) take(msg jetstream.Msg) error {
	meta, err := msg.Metadata()
	if err != nil {
		return err
	}
	position := meta.Sequence.Stream
	switch {
	case position <= r.position:
		return nil
	case position > r.position+1:
		return fmt.Errorf("%w: message %d is missing", errHole, r.position+1)
	}
	var g journal.Group
	if err := json.Unmarshal(msg.Data(), &g); err != nil {
		return fmt.Errorf("%w: message %d is not a group of entries", errWrong, position)
	}
	g.Position = position
	if err := r.follower.Take(g); err != nil {
		return fmt.Errorf("%w: %w", errWrong, err)
	}
	r.begun, r.doubted, r.failures = true, time.Time{}, 0
	r.noteTaken(g, len(msg.Data()))
	r.catchUp()
	return nil
}

// noteTaken tells Append that a group was taken.
func (s *Stream) noteTaken(g journal.Group, size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.position = g.Position
	if c := s.current; c.Position == g.Position {
		s.won = c.Server == g.Server && c.Number == g.Number
	}
	s.since += int64(size)
	if g.Server != s.server {
		s.others = time.Now()
	}
	close(s.taken)
	s.taken = make(chan struct{})
}
