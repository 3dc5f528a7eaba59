package measure

import (
	"time"

	"golang.org/x/sys/unix"
)

// newPacer returns a pacer for the calling goroutine, which has locked its thread. Go's own timers
// wake through epoll, whose time is in milliseconds; nanosleep(2) is good to some 50 us, and the
// slack that the kernel adds to save power is turned off for this thread.
func newPacer(now func() time.Duration) *pacer {
	unix.Prctl(unix.PR_SET_TIMERSLACK, 1, 0, 0, 0) // best effort: without it the spin is too short at times
	return &pacer{now: now, spin: 150 * time.Microsecond, nap: func(d time.Duration) {
		ts := unix.NsecToTimespec(int64(d))
		unix.Nanosleep(&ts, nil) // an early end by a signal is seen on the clock
	}}
}
