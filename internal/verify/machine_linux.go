package verify

import (
	"errors"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// release is the kernel's version.
func release() string {
	var u unix.Utsname
	if unix.Uname(&u) != nil {
		return "of an unknown version"
	}
	return unix.ByteSliceToString(u.Release[:])
}

// raisePriority asks for real-time scheduling for all threads, and so for those that they will start:
// SCHED_RR, at its lowest priority (sched(7)). Niceness is not enough where the kernel shares the
// processors out by session (autogroup). Nobody is starved by it: links and senders wait most of the time,
// and the kernel keeps a twentieth of each processor back for the others. usual puts things back.
//
// If that is not allowed, it asks for the highest of the usual priorities; said tells what it has got.
func raisePriority() (said string, usual func()) {
	if forThreads(func(id int) error {
		return unix.SchedSetAttr(id, &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_RR, Priority: 1}, 0)
	}) == nil {
		return "real-time priority (SCHED_RR)", func() {
			forThreads(func(id int) error {
				return unix.SchedSetAttr(id, &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_NORMAL}, 0)
			})
		}
	}
	if forThreads(func(id int) error { return unix.Setpriority(unix.PRIO_PROCESS, id, -20) }) == nil {
		return "highest usual priority (nice -20)", func() {
			forThreads(func(id int) error { return unix.Setpriority(unix.PRIO_PROCESS, id, 0) })
		}
	}
	return "usual priority, as it may not have a higher one", func() {}
}

// forThreads calls do with the number of each thread of this program.
func forThreads(do func(id int) error) error {
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, t := range threads {
		id, err := strconv.Atoi(t.Name())
		if err != nil {
			return err
		}
		if err := do(id); err != nil && !errors.Is(err, unix.ESRCH) { // that thread has just ended
			return err
		}
	}
	return nil
}
