// Package weave keeps a Markdown text in step with the program that it is about. Two kinds of fenced
// blocks are checked, and can be brought up to date:
//
//	```go tcpdemo/echo.go EchoServer.Serve     a declaration, as it stands in the source
//	```console                                 commands after a $, and what they print
//
// After console may stand how the output is compared: nothing for the last digit; "shape" where numbers
// differ from run to run, and only the words around them are compared; "shown" for what is not run at
// all, because it waits for a person or another machine.
package weave

import (
	"fmt"
	"regexp"
	"strings"
)

// A Source is where the truth is.
type Source struct {
	// ReadFile returns a file of the source, by its path from the module's root.
	ReadFile func(path string) ([]byte, error)
	// Run runs a command line and returns what it printed.
	Run func(line string) (output string, err error)
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
func Check(text string, s Source) (drifts []Drift, updated string, err error) {
	var out strings.Builder
	lines := strings.SplitAfter(text, "\n")
	for i := 0; i < len(lines); i++ {
		out.WriteString(lines[i])
		info, ok := strings.CutPrefix(strings.TrimRight(lines[i], "\n"), "```")
		if !ok {
			continue
		}
		begin := i + 1
		for i++; i < len(lines) && strings.TrimRight(lines[i], "\n") != "```"; i++ {
		}
		if i == len(lines) {
			return nil, "", fmt.Errorf("line %d: the block has no end", begin)
		}
		body := strings.Join(lines[begin:i], "")
		drift, err := s.check(strings.Fields(info), body)
		if err != nil {
			return nil, "", fmt.Errorf("line %d: %w", begin, err)
		}
		if drift != nil {
			drift.Line, drift.Got = begin, body
			drifts = append(drifts, *drift)
			body = drift.Want
		}
		out.WriteString(body + lines[i])
	}
	return drifts, out.String(), nil
}

// check compares one block; nil if it is as it should be.
func (s Source) check(info []string, body string) (*Drift, error) {
	switch {
	case len(info) == 0:
	case info[0] == "go" && len(info) == 3:
		source, err := s.ReadFile(info[1])
		if err != nil {
			return nil, err
		}
		want, err := declaration(source, info[2])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", info[1], err)
		}
		if want == body {
			return nil, nil
		}
		return &Drift{What: info[1] + " " + info[2], Want: want}, nil
	case info[0] == "console" && len(info) == 1:
		return s.console(body, func(s string) string { return s })
	case info[0] == "console" && info[1] == "shape":
		return s.console(body, shape)
	case info[0] == "console" && info[1] == "shown":
		return nil, nil
	case info[0] == "console", info[0] == "go" && len(info) > 1:
		return nil, fmt.Errorf("a block %q: it is go FILE DECLARATION, console, console shape or console shown", strings.Join(info, " "))
	}
	return nil, nil
}

// console runs a block's commands. Outputs are compared as seen through lens.
func (s Source) console(body string, lens func(string) string) (*Drift, error) {
	var want strings.Builder
	var changed string
	parts := strings.Split("\n"+body, "\n$ ")
	if len(parts) < 2 || strings.TrimSpace(parts[0]) != "" {
		return nil, fmt.Errorf("a console block begins with $ and a command")
	}
	for _, part := range parts[1:] {
		command, had, _ := strings.Cut(part, "\n")
		got, err := s.Run(command)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", command, err)
		}
		had, got = strings.TrimSuffix(had, "\n"), strings.TrimSuffix(got, "\n")
		if lens(had) == lens(got) {
			got = had // of the same shape: it stays as it is
		} else if changed == "" {
			changed = command
		}
		want.WriteString("$ " + command + "\n")
		if got != "" {
			want.WriteString(got + "\n")
		}
	}
	if changed == "" {
		return nil, nil
	}
	return &Drift{What: "the output of " + changed, Want: want.String()}, nil
}

var (
	number = regexp.MustCompile(`[0-9][0-9.,]*`)
	blank  = regexp.MustCompile(`[ \t]+`)
	unit   = regexp.MustCompile(`# (ns|µs|ms|s)\b`)
)

// shape is a text without its numbers, and without how much space and which unit they take.
func shape(text string) string {
	text = number.ReplaceAllString(text, "#")
	text = blank.ReplaceAllString(text, " ")
	return unit.ReplaceAllString(text, "# time")
}
