package soak

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/journal/file"
)

// An account is what clients know: all that a correct server has to be held to.
type account struct {
	mu       sync.Mutex
	events   map[uint64]string // that were acknowledged, by offset
	hopeless map[string]bool   // of them
	last     time.Time         // when the last was acknowledged
	longest  time.Duration     // for which none was
	refused  map[string]int    // events that the server did not take at that moment, by why
	queues   []*queue
	faults   []string

	// calm is true from the last kill on: no consumer ends in the middle of its work any more. Over UDP the server would
	// deliver to such a one until its lease ends, half a minute later.
	calm atomic.Bool
}

// A queue is what the consumers of a durable name know.
type queue struct {
	name     string
	attempts uint64
	buries   bool // nobody in it does what is hopeless

	account *account
	applied map[uint64]int  // deliveries that were not given back, by offset
	done    map[uint64]bool // offsets whose done was acknowledged
	again   int             // deliveries beyond the first
	seen    map[uint64]bool
}

func newAccount() *account {
	a := &account{events: map[uint64]string{}, hopeless: map[string]bool{}, refused: map[string]int{}, last: time.Now()}
	for _, name := range []string{"kitchen", "till", "cellar", "hopeless"} {
		q := &queue{name: name, attempts: 100, account: a, applied: map[uint64]int{}, done: map[uint64]bool{}, seen: map[uint64]bool{}}
		if name == "hopeless" {
			q.attempts, q.buries = 2, true
		}
		a.queues = append(a.queues, q)
	}
	return a
}

func (a *account) fault(format string, args ...any) {
	if len(a.faults) < 20 {
		a.faults = append(a.faults, fmt.Sprintf(format, args...))
	}
}

func (a *account) acknowledged(what string, offset uint64, hopeless bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if was, ok := a.events[offset]; ok {
		a.fault("%s and %s are both acknowledged as %d", was, what, offset)
	}
	a.events[offset], a.hopeless[what] = what, hopeless
	a.longest, a.last = max(a.longest, time.Since(a.last)), time.Now()
}

func (a *account) refusedBy(code string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refused[code]++
}

// delivered notes a delivery, and says whether the consumer cannot do it. mine are those that this consumer has done: a second
// delivery of one may have been under way before.
func (q *queue) delivered(d event.Delivery, mine map[uint64]bool) (again bool) {
	a := q.account
	a.mu.Lock()
	defer a.mu.Unlock()
	if q.done[d.Offset] && !mine[d.Offset] {
		a.fault("%s gets %d, which is done", q.name, d.Offset)
	}
	if q.seen[d.Offset] {
		q.again++
	}
	q.seen[d.Offset] = true
	_, number, _ := strings.Cut(strings.Trim(string(d.Data), `"`), "-")
	n, _ := strconv.Atoi(number)
	if q.buries && hopeless(n) {
		return true
	}
	q.applied[d.Offset]++
	return false
}

func (q *queue) isDone(offset uint64) {
	q.account.mu.Lock()
	defer q.account.mu.Unlock()
	q.done[offset] = true
}

// finish waits until nothing is left to do in any queue, says the server.
func (a *account) finish(t *testing.T, s *server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for asking := link(s, "tcp", ""); ; netx.Sleep(ctx, 100*time.Millisecond) {
		state, err := asking.Status(ctx)
		if err != nil {
			t.Errorf("nobody knows whether all is done: %v", err)
			return
		}
		left := uint64(0)
		for _, q := range state.Queues {
			left += q.Waiting + q.Delivered
		}
		if left == 0 && len(state.Queues) == len(a.queues) {
			return
		}
	}
}

// A kept is what the file says.
type kept struct {
	events map[uint64]string          // offset, in the room
	done   map[string]map[uint64]bool // by queue: done, or a dead letter
	dead   map[uint64]int             // how often an event became a dead letter
}

func read(path string) (*kept, error) {
	f, err := file.Open(path, journal.Keep{})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	k := &kept{events: map[uint64]string{}, done: map[string]map[uint64]bool{}, dead: map[uint64]int{}}
	return k, f.Replay(func(e journal.Entry) error {
		var says struct {
			Event string
			Data  json.RawMessage
			Done  uint64
		}
		if err := json.Unmarshal(e.Event, &says); err != nil {
			return err
		}
		switch {
		case e.Room == room && says.Event == event.EventMessage:
			var text string
			json.Unmarshal(says.Data, &text)
			k.events[e.Offset] = text
		case e.Room == event.DeadRoom(room) && says.Event == event.EventMessage:
			var letter event.Dead
			json.Unmarshal(says.Data, &letter)
			k.dead[letter.Offset]++
		case says.Done > 0:
			if k.done[e.Room] == nil {
				k.done[e.Room] = map[uint64]bool{}
			}
			k.done[e.Room][says.Done] = true
		}
		return nil
	})
}

// check compares the clients' account with the file.
func (a *account) check(t *testing.T, k *kept) {
	t.Helper()
	places := map[string]int{}
	for _, what := range k.events {
		if places[what]++; places[what] == 2 {
			a.fault("%s is in the room more than once", what)
		}
	}
	for offset, what := range a.events {
		if k.events[offset] != what {
			a.fault("%s was acknowledged as %d, and there is %q", what, offset, k.events[offset])
		}
		for _, q := range a.queues {
			done, dead := k.done[room+"/"+q.name][offset], q.buries && k.dead[offset] > 0
			switch {
			case !done:
				a.fault("%s (%d) is not done in %s in the end", what, offset, q.name)
			case q.buries && a.hopeless[what] && !dead:
				a.fault("%s (%d) counts as done in %s, and is no dead letter", what, offset, q.name)
			case !dead && q.applied[offset] == 0:
				a.fault("%s (%d) counts as done in %s, and nobody has done it", what, offset, q.name)
			}
		}
	}
	for _, q := range a.queues {
		for offset := range q.done {
			if !k.done[room+"/"+q.name][offset] {
				a.fault("that %d is done in %s was acknowledged, and is not kept", offset, q.name)
			}
		}
	}
	for _, fault := range a.faults {
		t.Error(fault)
	}
}

// print says what there was.
func (a *account) print(t *testing.T, k *kept) {
	t.Helper()
	t.Logf("%d events acknowledged, %d in the file; longest without an acknowledgement: %v", len(a.events), len(k.events), a.longest.Round(time.Millisecond))
	for _, q := range a.queues {
		t.Logf("%s: %d delivered, %d deliveries beyond the first, %d done as the consumers know, %d as the file says", q.name,
			len(q.seen), q.again, len(q.done), len(k.done[room+"/"+q.name]))
	}
	t.Logf("%d dead letters; not taken at once: %v", len(k.dead), a.refused)
}
