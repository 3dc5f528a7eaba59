//go:build unix

package weave

import (
	"os/exec"
	"syscall"
	"time"
)

// inGroup has a command run in a process group of its own, which is interrupted when the command's context
// ends: all that it has started gets to know of it, as at a terminal's Ctrl-C.
func inGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
}

// endGroup ends what is left of the group of a command that has ended, such as what a shell has started in
// the background. One that was interrupted gets grace to end by itself. What a shell has in the background
// does not hear of interrupts: it is told to terminate, and killed if it does not. What has left the group,
// as daemons do, goes on.
func endGroup(cmd *exec.Cmd, grace time.Duration) {
	group := -cmd.Process.Pid
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGKILL} {
		if gone(group, grace) {
			return
		}
		syscall.Kill(group, signal)
		grace = time.Second
	}
}

// gone waits for the end of all that is in a group.
func gone(group int, atMost time.Duration) bool {
	for end := time.Now().Add(atMost); ; time.Sleep(5 * time.Millisecond) {
		if syscall.Kill(group, 0) != nil { // no such process
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}
