package shell

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	xterm "golang.org/x/term"

	"wirelab/internal/course"
	"wirelab/internal/term"
	"wirelab/lessons"
)

// present shows a lesson's steps on a screen of their own, and gives the terminal back as it was.
func (s *Session) present(ctx context.Context, l lessons.Lesson, steps []course.Step) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	in, out := s.In.(*os.File), term.Unwatched(s.Out).(*os.File)
	restore, err := takeScreen(in, out)
	if err != nil {
		return err
	}
	defer restore()
	p := &presentation{out: out, keys: readKeys(stop, in)}
	if p.commands, err = newLessonShell(&activity{w: out, first: p.sayRunning}); err != nil {
		return err
	}
	defer p.commands.program.Close()
	p.Slides = &course.Slides{Lesson: l, Steps: steps, Shell: p.commands, Escapes: paperFor(s.Out).Escapes}
	p.Open()
	return p.run(ctx)
}

// takeScreen changes to the terminal's other screen, where each key counts at once.
func takeScreen(in, out *os.File) (restore func(), err error) {
	before, err := xterm.MakeRaw(int(in.Fd()))
	if err != nil {
		return nil, fmt.Errorf("the terminal: %w", err)
	}
	fmt.Fprint(out, "\x1b[?1049h\x1b[?25l") // and without a cursor
	return sync.OnceFunc(func() {
		fmt.Fprint(out, "\x1b[?25h\x1b[?1049l")
		xterm.Restore(int(in.Fd()), before)
	}), nil
}

// readKeys reads what is pressed. Ctrl-C ends what is running, too, whatever was pressed before it. The
// goroutine ends with the program, for a Read that waits for the terminal cannot be woken.
func readKeys(stop func(), in io.Reader) <-chan course.Key {
	keys := make(chan course.Key, 64)
	go func() {
		defer close(keys)
		buf := make([]byte, 256)
		for {
			n, err := in.Read(buf)
			for _, k := range course.Keys(string(buf[:n])) {
				if k == course.Stop {
					stop()
				}
				select {
				case keys <- k:
				default: // far more than anybody presses while a command is running
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return keys
}

// A presentation draws slides on a terminal.
type presentation struct {
	*course.Slides
	commands      *lessonShell
	out           *os.File
	keys          <-chan course.Key
	width, height int
}

// run shows slides until somebody ends it, or ctx does, which is no error.
func (p *presentation) run(ctx context.Context) error {
	look := time.NewTicker(250 * time.Millisecond) // not every system says that a window has another size now
	defer look.Stop()
	changed := true
	for {
		if p.fit() || changed {
			if err := p.draw(); err != nil {
				return err
			}
		}
		changed = true
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
			changed = false
		case key, ok := <-p.keys:
			if !ok {
				return nil
			}
			switch p.Press(key) {
			case course.End:
				return nil
			case course.Work:
				p.Work(ctx)
				p.forget()
			}
		}
	}
}

// fit tells the slides how large the screen is, and says whether that has changed.
func (p *presentation) fit() (changed bool) {
	width, height := term.Size(p.out)
	if width == 0 { // it does not say
		width, height = 80, 24
	}
	if changed = width != p.width || height != p.height; changed {
		p.width, p.height = width, height
		p.Resize(width, height)
		p.commands.setWidth(width)
	}
	return changed
}

// draw shows the view. Each line is emptied before it is written: one that reaches the edge must not be
// touched after that.
func (p *presentation) draw() error {
	lines := strings.ReplaceAll(p.View(), "\n", "\r\n\x1b[2K")
	_, err := fmt.Fprintf(p.out, "\x1b[H\x1b[2K%s", lines)
	return err
}

// sayRunning shows on the prompt's line that a command is.
func (p *presentation) sayRunning() (columns int) {
	const text = "... running"
	fmt.Fprintf(p.out, "\x1b[%d;1H\x1b[2K%s", max(p.height-2, 1), text)
	return len(text)
}

// forget drops keys that were pressed while a command was running.
func (p *presentation) forget() {
	for {
		select {
		case _, ok := <-p.keys:
			if !ok {
				return
			}
		default:
			return
		}
	}
}
