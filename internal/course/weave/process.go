package weave

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"
)

const grace = time.Second // for a group that was interrupted, and for what it still has to print

// A process is a command that has been started, and prints through pipes. exec.Cmd's own pipes would hold up
// its Wait until everybody who has them is gone, and that includes what a shell left in the background.
type process struct {
	*exec.Cmd
	pipes   []*os.File // the ends to read from
	printed sync.WaitGroup
}

// start starts a command. What it prints goes to stdout and stderr. Call wait in any case.
func start(cmd *exec.Cmd, stdout, stderr io.Writer) (*process, error) {
	p := &process{Cmd: cmd}
	var err error
	if cmd.Stdout, err = p.pipe(stdout); err == nil {
		cmd.Stderr, err = p.pipe(stderr)
	}
	if err == nil {
		err = cmd.Start()
	}
	for _, w := range []io.Writer{cmd.Stdout, cmd.Stderr} {
		if f, ok := w.(*os.File); ok && f != nil {
			f.Close() // the command has it; and if there is none, its reader ends
		}
	}
	if err != nil {
		p.printed.Wait()
		return nil, err
	}
	return p, nil
}

// pipe returns a file for a command to write to. It goes to w.
func (p *process) pipe(w io.Writer) (io.Writer, error) {
	from, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	p.pipes = append(p.pipes, from)
	p.printed.Go(func() {
		defer from.Close()
		io.Copy(w, from) // it ends with the last who has the pipe, or by deadline
	})
	return to, nil
}

// wait waits for the command's end and ends what is left of its group. All it has printed is there then.
func (p *process) wait(ctx context.Context) error {
	err := p.Wait()
	interrupted := time.Duration(0)
	if ctx.Err() != nil {
		interrupted = grace
	}
	endGroup(p.Cmd, interrupted)
	for _, from := range p.pipes {
		from.SetReadDeadline(time.Now().Add(grace)) // a daemon that has left the group may have it for ever
	}
	p.printed.Wait()
	return err
}

// A collector keeps what is written to it, and tells when more has come.
type collector struct {
	mu   sync.Mutex
	buf  bytes.Buffer
	more chan struct{} // of one place; may be nil
}

func (c *collector) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default:
	}
	return c.buf.Write(b)
}

func (c *collector) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.buf.String()
}
