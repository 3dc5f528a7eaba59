package lab

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Virtual runs f in virtual time and returns when it and every goroutine that it started have ended.
// It is an error if they wait for each other for ever. Several may run at once: each has a time of its own.
//
// What f waits for must be made inside f: its ctx is, and ends within 100 ms of virtual time
// after the one outside has. Real sockets, and channels and timers from outside, do not work in f.
func Virtual(ctx context.Context, f func(ctx context.Context)) (err error) {
	hosting.Do(host)
	reserved()
	done := make(chan struct{})
	jobs <- func(t *testing.T) {
		defer close(done)
		passed := t.Run("", func(t *testing.T) {
			defer func() { // all goroutines waiting for each other is a panic
				if r := recover(); r != nil {
					err = fmt.Errorf("the experiment stopped with an error: %v", r)
				}
			}()
			synctest.Test(t, func(*testing.T) { runInside(ctx, f) })
		})
		if !passed && err == nil {
			err = errors.New("the experiment failed")
		}
	}
	<-done
	return err
}

// limit is how much virtual time an experiment has. Then its ctx ends, and if it does not, it never
// would: all its goroutines wait for each other.
const limit = 48 * time.Hour

// runInside gives f a context of the inside that follows outside. An inside goroutine must not wait
// for a channel from outside, so it asks now and then, in virtual time, whether the other has ended.
func runInside(outside context.Context, f func(ctx context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		defer cancel()
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for begun := time.Now(); outside.Err() == nil && time.Since(begun) < limit; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	f(ctx)
	cancel()
	<-watched
}

// reserved is memory that nobody touches, and that takes none of the machine's. It counts as the program's all the same, and
// so the garbage collector, which sets in when a heap has doubled, waits for 32 MB of garbage at least. An experiment keeps
// little and throws away much: without this, collecting a few MB at a time took a fifth to two fifths of its processor time.
var reserved = sync.OnceValue(func() []byte { return make([]byte, 32<<20) })
