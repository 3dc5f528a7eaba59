// Package weave keeps a Markdown text in step with the program that it is about. Fenced blocks of these
// kinds are checked, and can be brought up to date:
//
//	```go tcpdemo/echo.go EchoServer.Serve     a declaration, as it stands in the source
//	```predict 1                               a question, as the source words it
//	```console                                 commands after a $, and what they print
//
// After console may stand how the output is compared: nothing for the last digit; "shape" where numbers
// differ from run to run, and only the words around them are compared; "running" for a server, compared
// in the same way, that goes on running while the blocks after it are tried, until the next such block;
// "shown" for what is not run at all, because it waits for a person or another machine.
//
// And the numbers that the text itself quotes are looked for in its blocks: see Loose.
package weave

import (
	"context"
	"fmt"
	"regexp"
	"strings"
)

// A Source is where the truth is.
type Source struct {
	// ReadFile returns a file of the source, by its path from the module's root.
	ReadFile func(path string) ([]byte, error)
	// Predict returns a question of the text, by its number.
	Predict func(number string) (string, error)
	// Shell runs commands.
	Shell Shell
	// RealTime says whether what a command prints takes a machine that is not too busy, so that it counts
	// only if it differs three times. Nil means that nothing does.
	RealTime func(line string) bool
}

// A Shell runs command lines.
type Shell interface {
	// Run runs one to its end, or ctx's. It returns what that has printed to stdout and to stderr.
	Run(ctx context.Context, line string) (output, notes string, err error)
	// Start has one run on, and ends what was started before. It returns what it has printed as soon as
	// enough says that no more is to come. If ctx ends before that, so does the command.
	Start(ctx context.Context, line string, enough func(output string) bool) (output string, err error)
}

// A Drift is a block that is not as the source has it.
type Drift struct {
	Line int    // of the block, from 1
	What string // the declaration or the command
	Want string // what the source has
	Got  string // what the text has
}

func (d Drift) String() string { return fmt.Sprintf("line %d: %s has changed", d.Line, d.What) }

// Check compares a text's blocks with the source. It returns those that differ, and the text as it
// should be. An error says that a block's truth cannot be found.
func Check(ctx context.Context, text string, s Source) (drifts []Drift, updated string, err error) {
	pieces, err := Split(text)
	if err != nil {
		return nil, "", err
	}
	var out strings.Builder
	for _, p := range pieces {
		want, what := p.Body, ""
		if p.Block {
			want, what, err = s.check(ctx, p)
		}
		if err != nil {
			return nil, "", fmt.Errorf("line %d: %w", p.Line, err)
		}
		if want == p.Body {
			what = ""
		}
		if what != "" {
			drifts = append(drifts, Drift{Line: p.Line, What: what, Want: want, Got: p.Body})
			p.Body = want
		}
		out.WriteString(p.Text())
	}
	if len(drifts) == 0 {
		return nil, text, nil
	}
	return drifts, out.String(), nil
}

// check returns what should be in a block, and what is said to have changed if it differs.
func (s Source) check(ctx context.Context, p Piece) (want, what string, err error) {
	if file, name, ok := p.Declaration(); ok {
		source, err := s.ReadFile(file)
		if err != nil {
			return "", "", err
		}
		want, err := declaration(source, name)
		if err != nil {
			return "", "", fmt.Errorf("%s: %w", file, err)
		}
		return want, file + " " + name, nil
	}
	kind := strings.Join(p.Info, " ")
	switch {
	case p.Is("predict") && len(p.Info) == 2:
		want, err := s.Predict(p.Info[1])
		return want, "question " + p.Info[1], err
	case kind == "console":
		return s.console(ctx, p.Body, func(s string) string { return s }, s.run)
	case kind == "console shape":
		return s.console(ctx, p.Body, shape, s.run)
	case kind == "console running":
		return s.console(ctx, p.Body, shape, s.Shell.Start)
	case kind == "console shown":
		return p.Body, "", nil
	case p.Is("console"), p.Is("predict"), p.Is("go") && len(p.Info) > 1:
		return "", "", fmt.Errorf("a block %q: it is go FILE DECLARATION, predict NUMBER, console, console shape, console running or console shown", kind)
	}
	return p.Body, "", nil
}

// run is Shell.Run in the form of Shell.Start.
func (s Source) run(ctx context.Context, line string, _ func(string) bool) (string, error) {
	output, _, err := s.Shell.Run(ctx, line)
	return output, err
}

// console runs a block's commands. Outputs are compared as seen through lens.
func (s Source) console(
	ctx context.Context, body string, lens func(string) string,
	run func(context.Context, string, func(string) bool) (string, error),
) (want, what string, err error) {
	commands, err := Commands(body)
	if err != nil {
		return "", "", err
	}
	var out strings.Builder
	for _, c := range commands {
		same := func(got string) bool { return lens(c.Output) == lens(strings.TrimSuffix(got, "\n")) }
		got, err := run(ctx, c.Line, same)
		if s.RealTime != nil && s.RealTime(c.Line) {
			for again := 0; again < 2 && (err != nil || !same(got)); again++ {
				got, err = run(ctx, c.Line, same)
			}
		}
		if err != nil {
			return "", "", fmt.Errorf("%s: %w", c.Line, err)
		}
		if same(got) {
			got = c.Output // of the same shape: it stays as it is
		} else if what == "" {
			what = "the output of " + c.Line
		}
		out.WriteString("$ " + c.Line + "\n")
		if got = strings.TrimSuffix(got, "\n"); got != "" {
			out.WriteString(got + "\n")
		}
	}
	if what == "" {
		return body, "", nil
	}
	return out.String(), what, nil
}

// A Command stands in a console block, with what it printed.
type Command struct {
	Line   string // without the $
	Output string // without the last newline
}

// Commands returns those of a console block.
func Commands(body string) (commands []Command, err error) {
	parts := strings.Split("\n"+body, "\n$ ")
	if len(parts) < 2 || strings.TrimSpace(parts[0]) != "" {
		return nil, fmt.Errorf("a console block begins with $ and a command")
	}
	for _, part := range parts[1:] {
		line, output, _ := strings.Cut(part, "\n")
		commands = append(commands, Command{line, strings.TrimSuffix(output, "\n")})
	}
	return commands, nil
}

var (
	digits = regexp.MustCompile(`[0-9][0-9.,]*`)
	blank  = regexp.MustCompile(`[ \t]+`)
	unit   = regexp.MustCompile(`# (ns|µs|ms|s)\b`)
)

// shape is a text without its numbers, and without how much space and which unit they take.
func shape(text string) string {
	text = digits.ReplaceAllString(text, "#")
	text = blank.ReplaceAllString(text, " ")
	return unit.ReplaceAllString(text, "# time")
}
