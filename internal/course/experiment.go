package course

import (
	"context"
	"strings"

	"wirelab/internal/course/paper"
	"wirelab/internal/course/weave"
	"wirelab/lessons"
)

// experiments are a lesson's commands, and what they have printed.
type experiments struct {
	shell   weave.Shell
	outputs map[string]string // by command line
}

// An outcome is what became of a command.
type outcome struct {
	output string // to stdout
	notes  string // to stderr
	err    error  // nil if it has ended well
}

// do runs the command of a Run or a Serve.
func (e *experiments) do(ctx context.Context, s Step) (o outcome) {
	if s.Kind == Serve {
		lines := strings.Count(s.Command.Output, "\n") + 1
		o.output, o.err = e.shell.Start(ctx, s.Command.Line, func(output string) bool {
			return strings.Count(output, "\n") >= lines
		})
		return o
	}
	o.output, o.notes, o.err = e.shell.Run(ctx, s.Command.Line)
	if o.err == nil {
		if e.outputs == nil {
			e.outputs = map[string]string{}
		}
		e.outputs[s.Command.Line] = o.output
	}
	return o
}

// decide returns the number of the choice that was measured. What decides may be another form of the
// command that has run, and is then run now.
func (e *experiments) decide(ctx context.Context, p lessons.Prediction) (right int, err error) {
	output, done := e.outputs[p.Command()]
	if !done {
		if output, _, err = e.shell.Run(ctx, p.Command()); err != nil {
			return 0, err
		}
	}
	right, err = p.Decide(output)
	if shell, ok := e.shell.(wideShell); ok && err != nil {
		if wide, failed := shell.RunWide(ctx, p.Command()); failed == nil {
			return p.Decide(wide)
		}
	}
	return right, err
}

// A wideShell can also run a command as on a terminal on which its tables have room. On a narrow one they have another
// form, in which what decides is not found.
type wideShell interface {
	RunWide(ctx context.Context, line string) (output string, err error)
}

// set shows what became of a command. If it has failed, what it has once printed helps out.
func (o outcome) set(p paper.Paper, c weave.Command) string {
	if o.err == nil {
		return p.Output(strings.TrimRight(o.output+o.notes, "\n"))
	}
	text := p.Wrap("! ", "That did not work here: "+o.err.Error())
	if c.Output != "" {
		text += "\n\nWhen the lesson was written, it printed:\n\n" + p.Output(c.Output)
	}
	return text
}

// try shows a command that somebody else is to run.
func try(p paper.Paper, c weave.Command) string {
	if c.Output == "" {
		return p.Command(c.Line) + "\n\n" + p.Wrap("", "(That is for another terminal, when you like.)")
	}
	return p.Command(c.Line) + "\n" + p.Output(c.Output) + "\n\n" +
		p.Wrap("", "(That is for another terminal, when you like. The output is of when the lesson was written.)")
}
