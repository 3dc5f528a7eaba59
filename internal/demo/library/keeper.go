package library

import (
	"errors"
	"slices"
	"sync"
	"time"

	"wirelab/internal/room/event"
	"wirelab/wsdemo/socketio"
)

// A keeper keeps what is said without a connection, and says it when there is one, as the official client does.
type keeper struct {
	dial func() (*socketio.Conn, error)

	mu   sync.Mutex
	conn *socketio.Conn // nil: there is none, as far as it knows
	kept []string       // in order
}

// emit sends a word, or keeps it.
func (k *keeper) emit(word string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.conn == nil {
		k.kept = append(k.kept, word)
		return
	}
	k.conn.Emit("say", event.Quote(word)) // whether it arrives, nobody is told
}

// emitVolatile sends a word, or drops it.
func (k *keeper) emitVolatile(word string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.conn != nil {
		k.conn.Emit("say", event.Quote(word))
	}
}

// emitTimeout sends a word, or keeps it, but for so long only.
func (k *keeper) emitTimeout(word string, d time.Duration) {
	k.emit(word)
	time.AfterFunc(d, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.kept = slices.DeleteFunc(k.kept, func(w string) bool { return w == word })
	})
}

// connect connects, and sends what was kept.
func (k *keeper) connect() error {
	conn, err := k.dial()
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.conn = conn
	for _, word := range k.kept {
		err = errors.Join(err, conn.Emit("say", event.Quote(word)))
	}
	k.kept = nil
	return err
}

func (k *keeper) disconnect() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.conn != nil {
		k.conn.Close()
		k.conn = nil
	}
}
