//go:build unix

package weave

import (
	"os/exec"
	"syscall"
)

// inGroup has a command run in a process group of its own, which is interrupted when the command's context
// ends: all that it has started gets to know of it, as at a terminal's Ctrl-C.
func inGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) }
}
