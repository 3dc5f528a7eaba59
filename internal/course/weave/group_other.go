//go:build !unix

package weave

import (
	"os/exec"
	"time"
)

// inGroup leaves a command as it is: where there are no groups and no interrupts, it is killed when its
// context ends.
func inGroup(*exec.Cmd) {}

// endGroup has nothing to do: without a shell, commands leave nothing behind.
func endGroup(*exec.Cmd, time.Duration) {}
