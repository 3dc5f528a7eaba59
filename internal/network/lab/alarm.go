package lab

import (
	"sync"
	"time"

	"gvisor.dev/gvisor/pkg/tcpip"
)

// An alarm calls a function when its time has come, with a lock held. Set and stop are called with that
// lock held, too, and what they replaced does not go off any more: a timer's Stop comes too late for
// a function that has begun already and waits for the lock.
type alarm struct {
	timer tcpip.Timer // nil if it is not set
	set   int         // how many times it was
}

// waits says whether the alarm is set.
func (a *alarm) waits() bool { return a.timer != nil }

// start sets the alarm, which was stopped.
func (a *alarm) start(c tcpip.Clock, lock sync.Locker, after time.Duration, ring func()) {
	a.set++
	set := a.set
	a.timer = c.AfterFunc(after, func() {
		lock.Lock()
		defer lock.Unlock()
		if a.timer != nil && a.set == set {
			a.timer = nil
			ring()
		}
	})
}

func (a *alarm) stop() {
	if a.timer != nil {
		a.timer.Stop()
		a.timer = nil
	}
}
