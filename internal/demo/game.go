package demo

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/wsdemo"
)

// goals are when they are scored.
var goals = []time.Duration{
	310 * time.Millisecond, 930 * time.Millisecond, 940 * time.Millisecond,
	1770 * time.Millisecond, 2630 * time.Millisecond,
}

// A game tells of its goals over HTTP: at /now at once, at /next when there is one that the client does
// not know; and over WebSocket. Each goal is one letter.
type game struct {
	*http.ServeMux
	begun  time.Time
	mu     sync.Mutex
	scored int
	score  *sync.Cond // there is one more goal
}

func newGame() *game {
	g := &game{ServeMux: http.NewServeMux(), begun: time.Now()}
	g.score = sync.NewCond(&g.mu)
	g.HandleFunc("GET /now", func(w http.ResponseWriter, r *http.Request) { g.answer(w, r, 0) })
	g.HandleFunc("GET /next", func(w http.ResponseWriter, r *http.Request) { g.answer(w, r, 1) })
	g.HandleFunc("GET "+wsdemo.Path, g.push)
	return g
}

// play scores the goals.
func (g *game) play() {
	for _, at := range goals {
		time.Sleep(time.Until(g.begun.Add(at)))
		g.mu.Lock()
		g.scored++
		g.mu.Unlock()
		g.score.Broadcast()
	}
}

// since waits until there are n goals more than are known, and returns one letter for each of the new.
func (g *game) since(known, n int) []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	for g.scored < known+n {
		g.score.Wait()
	}
	return slices.Repeat([]byte("g"), g.scored-known)
}

func (g *game) answer(w http.ResponseWriter, r *http.Request, n int) {
	known, err := strconv.Atoi(r.URL.Query().Get("known"))
	if err != nil || known < 0 || known+n > len(goals) {
		http.Error(w, "known: a number of goals", http.StatusBadRequest)
		return
	}
	w.Write(g.since(known, n))
}

func (g *game) push(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer conn.Close()
	for known := range goals {
		g.since(known, 1)
		if conn.WriteMessage(websocket.TextMessage, []byte("g")) != nil {
			return
		}
	}
	conn.ReadMessage() // until the client says goodbye
}
