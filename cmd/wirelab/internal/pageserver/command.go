package pageserver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// grace is how long a command has to end when it is asked to.
const grace = 2 * time.Second

// A Program carries out command lines: it is this very program, started anew for each.
type Program struct {
	Path string
	Dir  string   // in which it runs, and writes its files
	Env  []string // besides that of this process
}

// Run carries out a command line and returns its exit status. When ctx ends, the command is asked to end, as by Ctrl-C.
func (p Program) Run(ctx context.Context, args []string, columns int, stdout, stderr io.Writer) int {
	c := exec.CommandContext(ctx, p.Path, args...)
	c.Dir, c.Stdout, c.Stderr = p.Dir, stdout, stderr
	c.Env = append(append(os.Environ(), fmt.Sprintf("COLUMNS=%d", columns)), p.Env...)
	c.Cancel = func() error {
		if err := c.Process.Signal(os.Interrupt); err != nil { // there is no such signal on Windows
			return c.Process.Kill()
		}
		return nil
	}
	c.WaitDelay = grace
	err := c.Run()
	var exited *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exited) && exited.ExitCode() > 0:
		return exited.ExitCode()
	}
	fmt.Fprintf(stderr, "wirelab: %v\n", err)
	return 1
}
