package pageserver

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"sync"

	"wirelab/cmd/wirelab/internal/engine"
)

// ask has the engine answer a request: a stream of events (text/event-stream), each a message as JSON. It ends when the page goes
// away.
func (s *Server) ask(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		http.Error(w, "a request is JSON", http.StatusUnsupportedMediaType)
		return
	}
	request, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		http.Error(w, "the request is too long", http.StatusRequestEntityTooLarge)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	var one sync.Mutex // a command writes to stdout and stderr at once
	s.Engine.Answer(r.Context(), request, func(m engine.Message) {
		text, err := json.Marshal(m)
		if err != nil { // messages are made of what JSON has
			panic(err)
		}
		one.Lock()
		defer one.Unlock()
		fmt.Fprintf(w, "data: %s\n\n", text) // an error is the page's end, which ends r.Context
		out.Flush()
	})
}
