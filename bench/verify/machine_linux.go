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
	before, err := unix.SchedGetAttr(os.Getpid(), 0)
	if err != nil {
		return "usual priority, as it cannot be asked for", func() {}
	}
	back := func() { _ = schedule(*before) } // it is of a thread of the same program
	for _, try := range []struct {
		said string
		unix.SchedAttr
	}{
		{"real-time priority (SCHED_RR)", unix.SchedAttr{Policy: unix.SCHED_RR, Priority: 1}},
		{"highest usual priority (nice -20)", unix.SchedAttr{Policy: unix.SCHED_NORMAL, Nice: -20}},
	} {
		if schedule(try.SchedAttr) == nil {
			return try.said, back
		}
	}
	return "usual priority, as it may not have a higher one", func() {}
}

// schedule sets how all threads of this program are scheduled, those too that they start meanwhile.
func schedule(attr unix.SchedAttr) error {
	attr.Size = unix.SizeofSchedAttr
	done := map[int]bool{}
	for {
		threads, err := os.ReadDir("/proc/self/task")
		if err != nil {
			return err
		}
		found := false
		for _, t := range threads {
			id, err := strconv.Atoi(t.Name())
			if err != nil {
				return err
			}
			if done[id] {
				continue
			}
			done[id], found = true, true
			if err := unix.SchedSetAttr(id, &attr, 0); err != nil && !errors.Is(err, unix.ESRCH) { // it has just ended
				return err
			}
		}
		if !found {
			return nil
		}
	}
}
