//go:build js

// Command lab is the engine as a module of WebAssembly, for experiments. The worker that starts it (internal/web/asset/worker.js)
// has a function wirelabSend, which takes each message as JSON, and finds a function wirelabAnswer, which takes a request as JSON.
// It answers one request at a time. A page that wants no answer any more ends the worker.
package main

import (
	"context"
	"encoding/json"
	"syscall/js"

	"wirelab/cmd/wirelab/internal/engine"
)

// stamped is the version that the linker puts here.
var stamped = "(devel)"

func main() {
	e := &engine.Engine{Version: stamped, Networks: []string{"lab"}}
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

// send hands a message to the page.
func send(m any) {
	text, err := json.Marshal(m)
	if err != nil {
		panic(err) // messages are made of what JSON has
	}
	js.Global().Call("wirelabSend", string(text))
}
