package library

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/transport"
	"wirelab/wsdemo/socketio"
)

// ShowOffline has a client of Socket.IO say something in each state that its connection may be in, and shows what of it the
// server hears. The same with the official client and server is lessons/node/offline.mjs.
func ShowOffline(ctx context.Context, s stage.Stage, w io.Writer) error {
	heard := ears{words: map[string]time.Time{}}
	addr, stop, err := startEcho(ctx, s.Server, transport.Options{OnData: heard.add})
	if err != nil {
		return err
	}
	defer stop()
	cable := &stage.Cable{Network: s.Clients[0]}
	zoe := &keeper{dial: func() (*socketio.Conn, error) {
		return socketio.Dial(ctx, cable, addr, socketio.Options{Transports: socketio.WebSocketOnly})
	}}
	if err := zoe.connect(); err != nil {
		return err
	}
	defer zoe.disconnect()

	var said []saying
	say := func(when, how, word string, emit func(word string)) {
		said = append(said, saying{when, fmt.Sprintf("%s(%q)", how, word), word, time.Now()})
		emit(word)
	}
	say("connected", "emit", "one", zoe.emit)
	time.Sleep(time.Second)
	cable.Pull(true)
	say("cable out", "emit", "two", zoe.emit)
	time.Sleep(time.Second)
	zoe.disconnect() // she notices
	say("disconnected", "emit", "three", zoe.emit)
	say("", "volatile.emit", "four", zoe.emitVolatile)
	say("", "timeout(500).emit", "five", func(word string) { zoe.emitTimeout(word, 500*time.Millisecond) })
	time.Sleep(time.Second)
	cable.Pull(false)
	if err := zoe.connect(); err != nil {
		return err
	}
	say("connected again", "emit", "six", zoe.emit)
	time.Sleep(time.Second)

	const row = "%-15s  %-25s  %s\n"
	fmt.Fprintf(w, row, "when", "zoe's program", "the server hears")
	for _, x := range said {
		fmt.Fprintf(w, row, x.when, x.how, heard.of(x))
	}
	return nil
}

// A saying is a word that was said.
type saying struct {
	when, how, word string
	at              time.Time
}

// ears are what a server has heard, and when.
type ears struct {
	mu    sync.Mutex
	words map[string]time.Time
}

func (e *ears) add(_ net.Addr, b []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.words[string(b)] = time.Now()
}

// of says whether a word was heard, and if that took long, how long.
func (e *ears) of(s saying) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	at, ok := e.words[s.word]
	late := at.Sub(s.at).Round(time.Second)
	switch {
	case !ok:
		return "nothing"
	case late > 0:
		return fmt.Sprintf("%s, %.0f s later", s.word, late.Seconds())
	}
	return s.word
}
