//go:build !linux

package siege

import (
	"errors"
	"os/exec"
)

// peakMemory is known on Linux only.
func peakMemory(int) (int, error) {
	return 0, errors.New("the peak memory of a process is looked up in /proc, on Linux")
}

// startBehind starts a process, which here gets as much of the processor as any other.
func startBehind(cmd *exec.Cmd, _ bool) error { return cmd.Start() }

// drops and queueDrops are known on Linux only.
func drops() map[int]int { return nil }
func queueDrops() int    { return 0 }
