package hub

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/journal/file"
)

// TestEveryStep has a producer and the consumers of two queues do the same things at random again and again. Each time the server
// crashes one step later: when it gives the journal the first group, the second, and so on, and what it gives is kept or not.
// Another server goes on with the journal, and the clients with what they know. In the end nothing that was acknowledged
// is lost, nothing is there twice, and each event is done in both queues or, in the one whose consumers give up, a dead letter.
func TestEveryStep(t *testing.T) {
	for _, where := range []string{"memory", "file"} {
		seeds := uint64(6)
		if where == "file" {
			seeds = 1
		}
		t.Run(where, func(t *testing.T) {
			crashes := 0
			for seed := range seeds {
				for step, more := 1, true; more && !t.Failed(); step++ {
					for _, keeps := range []bool{false, true} {
						c := &course{where: where, seed: seed, step: step, keeps: keeps, path: filepath.Join(t.TempDir(), "class.db")}
						synctest.Test(t, func(t *testing.T) { c.run(t) })
						more = c.disk.dead
						crashes++
					}
				}
			}
			if t.Logf("%d crashes", crashes); crashes < 40 {
				t.Error("hardly anything was tried")
			}
		})
	}
}

// A course is one time that it is done.
type course struct {
	where, path string
	seed        uint64
	step        int
	keeps       bool // what the journal is given last is kept, though nobody is told

	*testing.T
	rand     *rand.Rand
	memory   journal.Memory
	disk     *stepJournal
	hub      *Hub
	producer *Member
	asked    uint64            // the last ID
	acked    map[uint64]uint64 // the offset, by ID
	workers  []*hand
	finished map[string]map[uint64]bool // offsets whose done was acknowledged, by queue
}

// A hand is a consumer of a queue. One that gives up has each fourth event delivered again, for ever.
type hand struct {
	queue  string
	gives  bool
	member *Member
	has    []uint64
}

// A stepJournal dies at a step.
type stepJournal struct {
	journal.Journal
	keeps bool

	mu   sync.Mutex
	left int
	dead bool
}

func (j *stepJournal) Append(entries ...journal.Entry) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.left--; j.left > 0 {
		return j.Journal.Append(entries...)
	}
	if j.left == 0 && j.keeps {
		if err := j.Journal.Append(entries...); err != nil {
			return err
		}
	}
	j.dead = true
	return errDead
}

func (c *course) run(t *testing.T) {
	c.T, c.rand = t, rand.New(rand.NewPCG(c.seed, 5))
	c.acked, c.finished = map[uint64]uint64{}, map[string]map[uint64]bool{"kitchen": {}, "till": {}}
	c.workers = []*hand{{queue: "kitchen"}, {queue: "kitchen"}, {queue: "till", gives: true}}
	kept, end := c.open()
	c.disk = &stepJournal{Journal: kept, keeps: c.keeps, left: c.step}
	c.begin(c.disk)
	for range 40 {
		c.act()
		if c.rand.IntN(2) == 0 {
			c.listen()
		}
	}
	c.over()
	end()
	kept, end = c.open()
	defer end()
	c.begin(kept)
	for range 30 { // and now nothing fails
		c.act()
		c.listen()
	}
	for range 60 { // 4 attempts of 10 s each, at most
		for _, h := range c.workers {
			for len(h.has) > 0 {
				c.answer(h)
			}
		}
		time.Sleep(time.Second)
		c.listen()
	}
	c.over()
	c.check(kept)
}

// open opens the journal; end closes it.
func (c *course) open() (kept journal.Journal, end func()) {
	if c.where == "memory" {
		return &c.memory, func() {}
	}
	f, err := file.Open(c.path, journal.Keep{})
	if err != nil {
		c.Fatal(err)
	}
	f.NoSync() // which is for the machine's power
	return f, func() { f.Close() }
}

// begin starts a server, and has the clients come back to it. The producer puts in again what was not acknowledged.
func (c *course) begin(kept journal.Journal) {
	c.hub = &Hub{Journal: kept, Rate: -1, AtOnce: c.seed%2 == 1}
	if err := c.hub.Restore(); err != nil {
		c.Fatalf("seed %d, step %d: %v", c.seed, c.step, err)
	}
	for i, h := range c.workers {
		h.member, h.has = c.hub.Connect(netip.Addr{}, "", nil), nil
		h.member.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: fmt.Sprint("h", i)})
		h.member.Handle(event.Request{
			Type: event.TypeSubscribe, Room: "blue", Durable: h.queue, Share: true, Prefetch: 3, Attempts: 4, Wait: 10_000,
		})
		settle(c.hub)
	}
	c.producer = c.hub.Connect(netip.Addr{}, "", nil)
	c.producer.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada", Session: "ada"})
	for id := uint64(1); id <= c.asked; id++ {
		if c.acked[id] == 0 {
			c.put(id)
		}
	}
}

func (c *course) put(id uint64) {
	c.producer.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "order", ID: &id, Data: event.Quote(fmt.Sprint(id))})
}

// act does one thing.
func (c *course) act() {
	h := c.workers[c.rand.IntN(len(c.workers))]
	switch n := c.rand.IntN(10); {
	case n < 4:
		c.asked++
		c.put(c.asked)
	case n < 8 && len(h.has) > 0:
		c.answer(h)
	case n == 8:
		time.Sleep(time.Duration(c.rand.IntN(15)) * time.Second)
	}
}

// answer answers a delivery, mostly with done.
func (c *course) answer(h *hand) {
	offset := h.has[0]
	h.has = h.has[1:]
	r := event.Request{Type: event.TypeDone, Room: "blue", Offset: offset, ID: &offset}
	if h.gives && offset%4 == 0 || c.rand.IntN(8) == 0 && !h.gives {
		r.Type, r.ID = event.TypeAgain, nil
	}
	h.member.Handle(r)
}

// listen takes down what the clients hear, and checks that they may.
func (c *course) listen() {
	settle(c.hub)
	for _, reply := range replies(c.producer) {
		if ack, ok := reply.(event.Ack); ok && ack.ID != nil {
			if was := c.acked[*ack.ID]; was > 0 && was != ack.Offset {
				c.Errorf("seed %d, step %d: %d was acknowledged as %d, and then as %d", c.seed, c.step, *ack.ID, was, ack.Offset)
			}
			c.acked[*ack.ID] = ack.Offset
		}
	}
	done := map[string][]uint64{} // which may have come after what others have got
	for _, h := range c.workers {
		for _, reply := range replies(h.member) {
			switch r := reply.(type) {
			case event.Ack:
				if r.ID != nil { // not to again
					done[h.queue] = append(done[h.queue], r.Offset)
				}
			case event.Delivery:
				if c.finished[h.queue][r.Offset] {
					c.Errorf("seed %d, step %d: %s gets %d, whose done was acknowledged", c.seed, c.step, h.queue, r.Offset)
				}
				if !slices.Contains(h.has, r.Offset) {
					h.has = append(h.has, r.Offset)
				}
			}
		}
	}
	for queue, offsets := range done {
		for _, offset := range offsets {
			c.finished[queue][offset] = true
		}
	}
}

func replies(m *Member) (all []event.Reply) {
	for {
		queued, _ := m.Take(nil)
		if len(queued) == 0 {
			return all
		}
		for _, msg := range queued {
			all = append(all, msg.reply())
		}
	}
}

// over ends a server.
func (c *course) over() {
	c.listen()
	for _, h := range c.workers {
		h.member.Close()
	}
	c.producer.Close()
	settle(c.hub)
}

// check compares what is kept with what the clients know.
func (c *course) check(kept journal.Journal) {
	at, dead, done := map[string][]uint64{}, map[uint64]int{}, map[string]map[uint64]bool{"kitchen": {}, "till": {}}
	if err := kept.Replay(func(e journal.Entry) error {
		says, letter, queue := read(e)
		switch {
		case queue != "":
			done[queue][says.Done] = true
		case e.Room == "blue" && e.ID != nil:
			at[string(says.Data)] = append(at[string(says.Data)], e.Offset)
		case letter > 0:
			dead[letter]++
		}
		return nil
	}); err != nil {
		c.Error(err)
	}
	wrong := func(format string, args ...any) {
		c.Errorf("seed %d, step %d, kept %v: "+format, append([]any{c.seed, c.step, c.keeps}, args...)...)
	}
	for id := uint64(1); id <= c.asked; id++ {
		offsets := at[fmt.Sprintf("%q", fmt.Sprint(id))]
		if len(offsets) != 1 || offsets[0] != c.acked[id] {
			wrong("%d was acknowledged as %d, and is there as %v", id, c.acked[id], offsets)
			continue
		}
		for queue := range done {
			if !done[queue][offsets[0]] {
				wrong("%d (%d) is not done in %s", id, offsets[0], queue)
			}
		}
		hopeless := offsets[0]%4 == 0
		switch n := dead[offsets[0]]; {
		case hopeless && n == 0:
			wrong("%d (%d) is no dead letter", id, offsets[0])
		case n > 2: // the crash may have come between the letter and the note that the event is dead
			wrong("%d (%d) is a dead letter %d times", id, offsets[0], n)
		}
	}
	for queue, offsets := range c.finished {
		for offset := range offsets {
			if !done[queue][offset] {
				wrong("that %d is done in %s was acknowledged, and is not kept", offset, queue)
			}
		}
	}
}

// read returns what an entry says: of a room for dead letters, which event is dead; of a queue, its name.
func read(e journal.Entry) (says struct {
	Done uint64
	Data json.RawMessage
}, dead uint64, queue string,
) {
	json.Unmarshal(e.Event, &says)
	if queue, ok := strings.CutPrefix(e.Room, "blue/"); ok {
		return says, 0, queue
	}
	var letter event.Dead
	if e.Room == event.DeadRoom("blue") && json.Unmarshal(says.Data, &letter) == nil {
		dead = letter.Offset
	}
	return says, dead, ""
}
