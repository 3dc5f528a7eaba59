package room

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"wirelab/bench"
)

// enterAll has everybody enter the room, the publisher first.
func (p *publication) enterAll(ctx context.Context) error {
	if err := p.publisher.enter(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make([]error, len(p.audience))
	var entering sync.WaitGroup
	apart := 37 * time.Microsecond // not all at the very same instant
	if len(p.audience) > crowd {
		apart += 10 * time.Millisecond // a narrow link has no room for so many handshakes at once
	}
	for i, s := range p.audience {
		entering.Go(func() {
			if p.trial.Place.Virtual {
				time.Sleep(time.Duration(i) * apart)
			}
			if errs[i] = s.enter(ctx); errs[i] != nil {
				cancel()
			}
		})
	}
	entering.Wait()
	for _, err := range errs {
		if err != nil && !errors.Is(err, context.Canceled) { // which is because of another one's
			return err
		}
	}
	return cmp.Or(errs...)
}

// tendAll tends all members until over is closed.
func (p *publication) tendAll(over <-chan struct{}) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-over:
			return
		case <-tick.C:
		}
		p.publisher.tend()
		for _, s := range p.audience {
			s.tend()
		}
	}
}

// goAway takes the subscriber that is to be disconnected out of the room, after a third of the time,
// and brings it back.
func (p *publication) goAway(ctx context.Context) {
	pause := func(d time.Duration) bool {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return true
		case <-ctx.Done():
			return false
		}
	}
	for _, s := range p.audience {
		if s.heard.Role != bench.Disconnected || !pause(p.trial.Plan.Duration/3) {
			continue
		}
		s.leave()
		if !pause(p.trial.Plan.Disconnect) {
			return
		}
		if err := s.dial(ctx); err != nil {
			s.mu.Lock()
			s.heard.Failed = fmt.Errorf("coming back: %w", err)
			s.mu.Unlock()
		}
	}
}

func (p *publication) members() []*seat { return append([]*seat{p.publisher}, p.audience...) }

// hangUp closes all connections.
func (p *publication) hangUp() {
	for _, s := range p.members() {
		s.hangUp()
	}
}

// leaveAll closes all connections, and waits until nothing is received any more.
func (p *publication) leaveAll() {
	p.hangUp()
	for _, s := range p.members() {
		s.ended.Wait()
	}
}
