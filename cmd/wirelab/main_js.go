package main

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"syscall/js"

	"wirelab/cmd/wirelab/internal/engine"
)

// main is the engine of a page, in a worker of the browser (internal/web/asset/worker.js). The worker has a function wirelabSend,
// which takes each message as JSON, and finds a function wirelabAnswer, which takes a request as JSON. One request is answered at
// a time. A page that wants no answer any more ends the worker.
func main() {
	e := &engine.Engine{Version: version(), Networks: []string{"lab"}, Run: runHere}
	requests := make(chan string, 1)
	js.Global().Set("wirelabAnswer", js.FuncOf(func(_ js.Value, args []js.Value) any {
		requests <- args[0].String() // there is room: the page waits for the last message before it asks again
		return nil
	}))
	send(map[string]bool{"ready": true})
	for r := range requests {
		e.Answer(context.Background(), []byte(r), func(m engine.Message) { send(m) })
	}
}

// send hands a message to the page. It waits for nothing, so that a command may print in virtual time: what an os.File writes
// waits for JavaScript.
func send(m any) {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // messages are made of what JSON has
	}
	js.Global().Call("wirelabSend", string(text))
}

// runHere carries out a command line. Nobody types there.
func runHere(ctx context.Context, args []string, _ int, stdout, stderr io.Writer) int {
	return run(ctx, append([]string{"wirelab"}, args...), strings.NewReader(""), stdout, stderr)
}
