package weave

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"wirelab/internal/term"
)

// A Program is what a text is about. It runs the text's commands: those that begin with its name are its
// own, and the rest are for the system's shell.
type Program struct {
	Name    string   // as the text calls it
	Path    string   // the executable
	Aliases []string // other ways to say Name, such as "go run ./cmd/wirelab"
	Env     []string // what its environment has beyond the caller's own, as in os.Environ
	Columns int      // how wide commands set what they print, by the variable COLUMNS; zero: nothing says, whatever the caller's does

	// Notes is called for each command, and returns what its stderr goes through on its way to what Run returns,
	// which is written to keep; nil: nothing.
	Notes func(keep io.Writer) io.Writer

	begins  time.Duration // how long to wait for what a command that goes on prints at first; zero means 30 s
	longest time.Duration // a command may take; zero means a minute

	dir   string             // where commands run
	end   context.CancelFunc // of what is running, if anything
	ended chan error         // how that ended
}

const (
	longest = time.Minute      // a command may take
	silence = 10 * time.Second // after which no more comes of what one that goes on prints at first
)

// Run implements Shell. When ctx ends, the command is interrupted, as by Ctrl-C. What a shell has left in the
// background ends with it.
func (p *Program) Run(ctx context.Context, line string) (output, notes string, err error) {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(p.longest, longest))
	defer cancel()
	cmd, err := p.command(ctx, line)
	if err != nil {
		return "", "", err
	}
	stdout, stderr := &collector{}, &collector{}
	started, err := start(cmd, stdout, p.through(stderr))
	if err != nil {
		return "", "", err
	}
	err = started.wait(ctx)
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return "", "", fmt.Errorf("it has not ended within %v", cmp.Or(p.longest, longest))
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return "", "", failure(err, stderr.text())
	}
	return stdout.text(), stderr.text(), nil
}

// through is what a command's stderr goes to.
func (p *Program) through(keep io.Writer) io.Writer {
	if p.Notes == nil {
		return keep
	}
	return p.Notes(keep)
}

// Start implements Shell.
func (p *Program) Start(ctx context.Context, line string, enough func(string) bool) (string, error) {
	p.stop()
	running, end := context.WithCancel(context.WithoutCancel(ctx))
	cmd, err := p.command(running, line)
	if err != nil {
		end()
		return "", err
	}
	out, stderr := &collector{more: make(chan struct{}, 1)}, &collector{}
	started, err := start(cmd, out, p.through(stderr))
	if err != nil {
		end()
		return "", err
	}
	p.end, p.ended = end, make(chan error, 1)
	go func(ended chan<- error) { ended <- started.wait(running) }(p.ended)
	begins := cmp.Or(p.begins, 30*time.Second)
	late := time.NewTimer(begins)
	defer late.Stop()
	quiet := (<-chan time.Time)(nil)
	for {
		select {
		case <-ctx.Done():
			p.stop()
			return "", ctx.Err()
		case err := <-p.ended:
			p.ended <- err // for stop
			return "", fmt.Errorf("it has ended: %w", failure(err, stderr.text()))
		case <-out.more:
			if text := out.text(); enough(text) {
				return text, nil
			}
			quiet = time.After(silence)
		case <-quiet: // then that is what it prints
			return out.text(), nil
		case <-late.C:
			if text := out.text(); text != "" {
				return text, nil
			}
			p.stop()
			return "", fmt.Errorf("it has printed nothing within %v", begins)
		}
	}
}

// stop ends what is running.
func (p *Program) stop() {
	if p.end != nil {
		p.end()
		<-p.ended // how is no news: it was told to
		p.end = nil
	}
}

// Close ends what is running and leaves nothing of it.
func (p *Program) Close() error {
	p.stop()
	if p.dir == "" {
		return nil
	}
	dir := p.dir
	p.dir = ""
	return os.RemoveAll(dir)
}

// command makes of a line what is to be executed. Only what the program itself cannot understand, such as
// pipes and quotes, needs a shell.
func (p *Program) command(ctx context.Context, line string) (*exec.Cmd, error) {
	if p.dir == "" {
		dir, err := os.MkdirTemp("", p.Name)
		if err != nil {
			return nil, err
		}
		p.dir = dir
	}
	for _, alias := range p.Aliases {
		if rest, ok := strings.CutPrefix(line, alias); ok {
			line = p.Name + rest
		}
	}
	words, env := strings.Fields(line), append(os.Environ(), p.Env...)
	columns := ""
	if p.Columns > 0 {
		columns = strconv.Itoa(p.Columns)
	}
	env = append(env, term.ColumnsVariable+"="+columns)
	var cmd *exec.Cmd
	switch {
	case len(words) > 0 && words[0] == p.Name && !strings.ContainsAny(line, "|&;<>()$`\\\"'*?[]#~{}"):
		cmd = exec.CommandContext(ctx, p.Path, words[1:]...)
		cmd.Args[0] = p.Name
	case runtime.GOOS == "windows":
		return nil, errors.New("it needs a Unix shell")
	default:
		bin := filepath.Join(p.dir, "bin")
		if err := p.link(bin); err != nil {
			return nil, err
		}
		cmd = exec.CommandContext(ctx, "sh", "-c", line)
		path := bin
		if rest := os.Getenv("PATH"); rest != "" { // an empty part would be the working directory
			path += string(os.PathListSeparator) + rest
		}
		env = append(env, "PATH="+path)
	}
	cmd.Env = env
	inGroup(cmd) // so that what a shell has started is interrupted, too
	cmd.Dir = p.dir
	cmd.WaitDelay = 5 * time.Second
	return cmd, nil
}

// link makes bin, with the program in it.
func (p *Program) link(bin string) error {
	if err := os.Mkdir(bin, 0o777); err != nil {
		if errors.Is(err, os.ErrExist) {
			return nil
		}
		return err
	}
	return os.Symlink(p.Path, filepath.Join(bin, p.Name))
}

func failure(err error, stderr string) error {
	if err == nil {
		err = errors.New("status 0")
	}
	if stderr = strings.TrimSpace(stderr); stderr != "" {
		return fmt.Errorf("%w: %s", err, stderr)
	}
	return err
}
