// Package engine answers the requests of a page: in a worker of the browser, where it is a module of WebAssembly, and in
// wirelab ui, where a page asks over HTTP. A page sends a [Request] as JSON and gets one or more of [Message]; whichever engine
// answers, they are the same, with the same digits.
package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"wirelab/internal/term/visible"
)

// An Engine answers requests. It may be used by many goroutines at once, if Run may.
type Engine struct {
	Version string
	// Networks are those on which it measures, by the names that --net has.
	Networks []string
	// Program is wirelab's own file, which a measurement on this machine may start as a server: measure.Watcher has it. Empty: there is none.
	Program string
	// Run carries out a command line, wirelab itself left out of args, and returns its exit status. It may write to stdout and
	// stderr at once; both are term.Sized, and say what columns says. nil: this engine has no commands.
	Run func(ctx context.Context, args []string, columns int, stdout, stderr io.Writer) int

	memory memory
}

// Answer answers a request, and returns when it has sent the last message. Of a command, parts of stdout and of stderr may be sent
// at once. When ctx ends, Answer ends soon, and what it sends last may be an error.
func (e *Engine) Answer(ctx context.Context, request []byte, send func(Message)) {
	var r Request
	if err := json.Unmarshal(request, &r); err != nil {
		send(Message{Error: "this is not a request: " + err.Error()})
		return
	}
	last, err := e.answer(ctx, r, func(m Message) {
		m.ID = r.ID
		send(m)
	})
	if err != nil {
		last = Message{Error: visible.Text(strings.ReplaceAll(err.Error(), "\n", "; "))}
	}
	last.ID = r.ID
	send(last)
}

// answer returns the last message of the answer.
func (e *Engine) answer(ctx context.Context, r Request, send func(Message)) (Message, error) {
	switch r.Do {
	case "describe":
		return Message{Described: e.describe()}, nil
	case "bench":
		return e.bench(ctx, r, send)
	case "watch":
		return e.watch(ctx, r)
	case "command":
		return e.command(ctx, r, send)
	}
	return Message{}, fmt.Errorf("there is no request %q: it is describe, bench, watch or command", r.Do)
}
