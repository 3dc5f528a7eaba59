package hub

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// saying is a client in TestCrashes: what it has asked for, and what it has been told.
type saying struct {
	member  *Member
	session string
	asked   uint64
	acked   map[uint64]uint64 // the offset, by the request's ID
	failed  map[uint64]bool   // the last answer was that it is not kept
}

// TestCrashes has clients talk at random to hubs whose journal is full now and then. Each hub ends at once, some with a group
// half done, and another one goes on. Every emit that was acknowledged is there once, where the acknowledgement says,
// and none is there whose sender was told that it is not.
func TestCrashes(t *testing.T) {
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 2))
		kept := &journal.Memory{}
		var clients []*saying
		for i := range 3 {
			clients = append(clients, &saying{session: fmt.Sprint("s", i), acked: map[uint64]uint64{}, failed: map[uint64]bool{}})
		}
		for range 6 {
			disk := &mortalJournal{Journal: kept, rand: random, lives: 1 + random.IntN(30)}
			h := &Hub{Journal: disk, Rate: -1}
			if err := h.Restore(); err != nil {
				t.Fatal(err)
			}
			for _, c := range clients {
				c.member = h.Connect(netip.Addr{}, "", nil)
			}
			for range 60 {
				clients[random.IntN(len(clients))].step(random)
				if random.IntN(3) == 0 {
					h.Settle()
				}
			}
			h.Settle()
			for _, c := range clients {
				c.read(t, disk)
			}
		}
		checkKept(t, seed, kept, clients)
	}
}

// mortalJournal is full now and then, and dead for good after so many groups: of the last one nobody is told whether it is
// kept.
type mortalJournal struct {
	journal.Journal
	rand  *rand.Rand
	mu    sync.Mutex
	lives int
}

var errDead = errors.New("dead")

func (j *mortalJournal) Append(entries ...journal.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.lives--; j.lives < 0 {
		return errDead
	}
	if j.lives == 0 { // perhaps it is kept
		if len(entries)%2 == 0 {
			j.Journal.Append(entries...)
		}
		return errDead
	}
	if j.lives%4 == 3 {
		return journal.ErrFull
	}
	return j.Journal.Append(entries...)
}

// step asks for something. What was asked for and not acknowledged may be asked for again.
func (c *saying) step(random *rand.Rand) {
	r := event.Request{Type: event.TypeJoin, Room: "blue", Session: c.session}
	switch n := random.IntN(10); {
	case n == 0:
		r = event.Request{Type: event.TypeLeave, Room: "blue"}
	case n == 1:
		r = event.Request{Type: event.TypeName, Name: fmt.Sprint("n", random.IntN(3))}
	case n < 4 && c.asked > 0:
		r = c.says(c.asked - random.Uint64N(min(3, c.asked)))
	case n < 8:
		c.asked++
		r = c.says(c.asked)
	}
	c.member.Handle(r)
}

func (c *saying) says(id uint64) event.Request {
	text := event.Quote(fmt.Sprint(c.session, "-", id))
	return event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", ID: &id, Data: text}
}

// read takes down the answers. A dead server's have not been sent: those to what failed when it died do not count.
func (c *saying) read(t *testing.T, disk *mortalJournal) {
	for {
		queued, _ := c.member.Take(nil)
		if len(queued) == 0 {
			return
		}
		for _, msg := range queued {
			switch r := reply(t, msg).(type) {
			case event.Ack:
				if r.ID == nil {
					continue
				}
				if was := c.acked[*r.ID]; was != 0 && was != r.Offset {
					t.Errorf("%s %d was acknowledged as %d, and then as %d", c.session, *r.ID, was, r.Offset)
				}
				c.acked[*r.ID] = r.Offset
				delete(c.failed, *r.ID)
			case *event.Error:
				if r.Code == event.NotKept {
					c.failed[*r.ID] = strings.Contains(r.Reason, "full")
				}
			}
		}
	}
}

// checkKept compares what the clients know with what is kept.
func checkKept(t *testing.T, seed uint64, kept *journal.Memory, clients []*saying) {
	t.Helper()
	offsets := map[string][]uint64{}
	next := uint64(1)
	present := map[string]bool{}
	kept.Replay(func(e journal.Entry) error {
		if e.Offset != next {
			t.Errorf("seed %d: event %d follows %d", seed, e.Offset, next-1)
		}
		next++
		if e.Came != "" && e.Went == "" && present[e.Came] || e.Went != "" && !present[e.Went] {
			t.Errorf("seed %d: at %d %q goes and %q comes, with %v there", seed, e.Offset, e.Went, e.Came, present)
		}
		delete(present, e.Went)
		if e.Came != "" {
			present[e.Came] = true
		}
		if e.ID != nil {
			name := fmt.Sprint(e.Session, "-", *e.ID)
			offsets[name] = append(offsets[name], e.Offset)
			if !strings.Contains(string(e.Event), name) {
				t.Errorf("seed %d: %s is kept as %s", seed, name, e.Event)
			}
		}
		return nil
	})
	for _, c := range clients {
		for id := range c.asked {
			id++
			at, acked := offsets[fmt.Sprint(c.session, "-", id)], c.acked[id]
			switch {
			case len(at) > 1:
				t.Errorf("seed %d: %s-%d is kept %d times", seed, c.session, id, len(at))
			case acked > 0 && (len(at) == 0 || at[0] != acked):
				t.Errorf("seed %d: %s-%d was acknowledged as %d, and is kept as %v", seed, c.session, id, acked, at)
			case c.failed[id] && len(at) > 0:
				t.Errorf("seed %d: %s-%d is kept as %v, and its sender was told that it is not", seed, c.session, id, at)
			}
		}
	}
}
