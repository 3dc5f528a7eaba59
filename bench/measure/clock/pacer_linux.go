package clock

import (
	"time"

	"golang.org/x/sys/unix"
)

// NewPacer returns a pacer for the calling goroutine, which has locked its thread. Go's own timers
// wake through epoll, whose time is in milliseconds; nanosleep(2) is good to some 50 us, and the
// slack that the kernel adds to save power is turned off for this thread.
func NewPacer(now func() time.Duration) *Pacer {
	unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0) // best effort: without it the spin is too short at times
	return &Pacer{now: now, spin: 150 * time.Microsecond, nap: func(d time.Duration) {
		ts := unix.NsecToTimespec(int64(d))
		unix.Nanosleep(&ts, nil) // an early end by a signal is seen on the clock
	}}
}
