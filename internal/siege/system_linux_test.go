package siege

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// peakMemory returns how much memory a process has had at most, in bytes.
func peakMemory(pid int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmHWM:" {
			kilobytes, err := strconv.Atoi(f[1])
			return kilobytes << 10, err
		}
	}
	return 0, fmt.Errorf("there is no VmHWM in /proc/%d/status", pid)
}

// startBehind starts a process that stands back for others: it gets a third of the processor time that
// another gets which wants it (nice 5), or with idle only what no other wants. So the thread is that
// starts it, which ends with its goroutine.
func startBehind(cmd *exec.Cmd, idle bool) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		err := unix.Setpriority(unix.PRIO_PROCESS, 0, 5)
		if idle && err == nil {
			err = unix.SchedSetAttr(0, &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_IDLE}, 0)
		}
		if err == nil {
			err = cmd.Start()
		}
		started <- err
	}()
	return <-started
}

// drops returns how many datagrams the kernel has dropped, since each socket was opened, of those for a
// local port: its buffer was full. /proc/net/udp counts them in its last column.
func drops() map[int]int {
	counts := map[int]int{}
	f, err := os.Open("/proc/net/udp")
	if err != nil {
		return counts
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		fields := strings.Fields(in.Text())
		if len(fields) < 13 {
			continue
		}
		_, hex, _ := strings.Cut(fields[1], ":")
		port, err := strconv.ParseInt(hex, 16, 32)
		if err != nil {
			continue // the header
		}
		n, _ := strconv.Atoi(fields[len(fields)-1])
		counts[int(port)] += n
	}
	return counts
}

// queueDrops returns how many packets this machine has dropped, ever, before they reached any socket: the
// second column of /proc/net/softnet_stat, in hexadecimal, a line for each processor.
func queueDrops() (n int) {
	text, _ := os.ReadFile("/proc/net/softnet_stat")
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 {
			dropped, _ := strconv.ParseInt(f[1], 16, 64)
			n += int(dropped)
		}
	}
	return n
}
