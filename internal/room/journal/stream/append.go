package stream

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"wirelab/internal/room/journal"
)

const (
	// patient is how long a group may take. A cluster whose leader is killed has another one after 4 to 9 seconds.
	patient = 15 * time.Second
	// lessPatient is how long it may take after one that was not answered, so that clients hear soon why nothing happens.
	lessPatient = 2 * time.Second
	// answerWithin is how long one answer may take before the group is sent again.
	answerWithin = 2 * time.Second
	// busyFor is for how long after another server's group this one lets others go first.
	busyFor = time.Second
)

// Append adds a group. It is sent until it, or another one, is at its position.
func (s *Stream) Append(g journal.Group) error {
	data, err := encode(g)
	if err != nil {
		return err
	}
	if int64(len(data)) > s.conn.MaxPayload() {
		return fmt.Errorf("%s: a group of %d bytes is too large", s.url, len(data))
	}
	ctx, cancel := context.WithTimeoutCause(s.ctx, s.begin(g), journal.ErrUnanswered)
	defer cancel()
	s.letOthers(ctx, g.Position)
	began, unsure := time.Now(), false
	for ctx.Err() == nil {
		if done, err := s.outcome(g); done {
			s.answered(err, time.Since(began))
			return err
		}
		err := s.publish(ctx, data, g.Position-1)
		switch {
		case err == nil, isBehind(err):
			s.awaitTaken(ctx, g.Position, 5*retryEvery)
		case isRefused(err) && !unsure:
			return fmt.Errorf("%s: %w (%w)", s.url, journal.ErrFull, err)
		default:
			unsure = unsure || !errors.Is(err, nats.ErrNoResponders)
			s.awaitTaken(ctx, g.Position, retryEvery)
		}
	}
	if done, err := s.outcome(g); done {
		return err
	}
	s.mu.Lock()
	s.stalled = true
	s.mu.Unlock()
	return fmt.Errorf("%s: %w", s.url, context.Cause(ctx))
}

// encode makes a message of a group: JSON, without its position.
func encode(g journal.Group) ([]byte, error) {
	g.Position = 0
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false) // events are to stay as they are
	err := j.Encode(g)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

func (s *Stream) publish(ctx context.Context, data []byte, last uint64) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	_, err := s.js.PublishMsg(ctx, &nats.Msg{Subject: subject, Data: data},
		jetstream.WithExpectStream(name), jetstream.WithExpectLastSequence(last), jetstream.WithRetryAttempts(0))
	return err
}

// outcome says whether anything is yet at the position of the group that is being appended: the group, or another one.
func (s *Stream) outcome(g journal.Group) (done bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.position < g.Position:
		return false, nil
	case s.won:
		return true, nil
	}
	return true, journal.ErrBehind
}

// awaitTaken waits until something was taken at a position, or for so long.
func (s *Stream) awaitTaken(ctx context.Context, position uint64, most time.Duration) {
	late := time.NewTimer(most)
	defer late.Stop()
	for {
		s.mu.Lock()
		there, taken := s.position >= position, s.taken
		s.mu.Unlock()
		if there {
			return
		}
		select {
		case <-taken:
		case <-late.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// letOthers waits a moment if another server has appended something lately and this one has just done so, so that the others
// are not always too late.
func (s *Stream) letOthers(ctx context.Context, position uint64) {
	s.mu.Lock()
	wait := time.Until(s.rest)
	s.mu.Unlock()
	if wait > 0 {
		s.awaitTaken(ctx, position, wait)
	}
}

// answered notes how a group has fared that took so long.
func (s *Stream) answered(err error, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stalled = false
	if err == nil && time.Since(s.others) < busyFor {
		s.rest = time.Now().Add(min(2*took, maxRest))
	}
}

// maxRest is how long the others are let go first at most.
const maxRest = 50 * time.Millisecond

// begin notes which group is being appended, and returns how long that may take.
func (s *Stream) begin(g journal.Group) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	g.Entries = nil
	s.current, s.won = g, false
	if s.stalled {
		return min(s.patient, lessPatient)
	}
	return s.patient
}

// isBehind says whether JetStream has something at the position, or is about to.
func isBehind(err error) bool {
	apiErr, ok := errors.AsType[*jetstream.APIError](err)
	return ok && (apiErr.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence || apiErr.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// isRefused says whether JetStream has no space for a message, and says so. These are its codes for limits on memory, disk
// or an account (errors.json of nats-server).
func isRefused(err error) bool {
	apiErr, ok := errors.AsType[*jetstream.APIError](err)
	if !ok {
		return false
	}
	switch apiErr.ErrorCode {
	case 10002, 10023, 10028, 10047, 10077: // resources exceeded, insufficient, memory, storage; storing has failed
		return true
	}
	return false
}
