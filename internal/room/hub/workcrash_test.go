package hub

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// ledger is what TestQueueCrashes knows of one queue, and of what was emitted: all that a correct queue needs to be.
type ledger struct {
	emitted map[uint64]bool    // offsets that were acknowledged
	done    map[uint64]bool    // offsets whose done was acknowledged
	said    map[uint64]bool    // offsets that a consumer has said are done; nobody may have heard
	tried   map[[2]uint64]bool // offsets and attempts, in this life of the server
}

// eater is a consumer at random: it answers, waits, vanishes and comes back.
type eater struct {
	name   string
	member *Member
	has    map[uint64]uint64 // the attempt, by the offset
}

// TestQueueCrashes has producers and competing consumers work at random, on hubs whose journal is full now and then and
// which end at once. What was acknowledged is compared with a ledger: no event gets lost, none is handed out that is
// known to be done, and none twice as the same attempt. In the end all is done, or a dead letter.
func TestQueueCrashes(t *testing.T) {
	for seed := range uint64(40) {
		synctest.Test(t, func(t *testing.T) { crashQueue(t, rand.New(rand.NewPCG(seed, 18))) })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func crashQueue(t *testing.T, random *rand.Rand) {
	kept := &journal.Memory{}
	l := &ledger{emitted: map[uint64]bool{}, done: map[uint64]bool{}, said: map[uint64]bool{}}
	for range 5 {
		disk := &mortalJournal{Journal: kept, rand: random, lives: 1 + random.IntN(60)}
		l.live(t, random, disk, 120)
	}
	l.live(t, random, kept, 200)
	// The last server has a disk that does not fail, and consumers that do what they get.
	h := &Hub{Journal: kept, Rate: -1}
	if err := h.Restore(); err != nil {
		t.Fatal(err)
	}
	l.tried = map[[2]uint64]bool{}
	last := l.hire(h, "last", 100)
	for range 100 {
		settle(h)
		l.read(t, last)
		for offset := range last.has {
			l.finish(last, offset)
		}
	}
	settle(h)
	l.read(t, last)
	l.check(t, kept)
	last.member.Close()
	settle(h)
}

// live is a server's life of so many steps.
func (l *ledger) live(t *testing.T, random *rand.Rand, disk journal.Journal, steps int) {
	h := &Hub{Journal: disk, Rate: -1}
	if err := h.Restore(); err != nil {
		t.Fatal(err)
	}
	l.tried = map[[2]uint64]bool{}
	producer := h.Connect(netip.Addr{}, "", nil)
	producer.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada"})
	var eaters []*eater
	for i := range 3 {
		eaters = append(eaters, l.hire(h, fmt.Sprint("e", i), 1+random.IntN(4)))
	}
	for range steps {
		e := eaters[random.IntN(len(eaters))]
		switch n := random.IntN(20); {
		case n < 6:
			producer.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message"})
		case n < 13:
			l.answer(e, random)
		case n == 13:
			e.member.Close() // with all that it has
			*e = *l.hire(h, e.name, 1+random.IntN(4))
		case n == 14:
			time.Sleep(time.Duration(random.IntN(20)) * time.Second)
		}
		if random.IntN(3) == 0 {
			settle(h)
			l.hear(producer)
			l.read(t, eaters...)
		}
	}
	settle(h)
	l.hear(producer)
	l.read(t, eaters...)
	for _, e := range eaters {
		e.member.Close()
	}
	producer.Close()
	settle(h)
}

// settle waits for the journal, and for what is caused by that.
func settle(h *Hub) {
	synctest.Wait()
	h.Settle()
	synctest.Wait()
}

func (l *ledger) hire(h *Hub, name string, prefetch int) *eater {
	e := &eater{name: name, member: h.Connect(netip.Addr{}, "", nil), has: map[uint64]uint64{}}
	e.member.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: name})
	e.member.Handle(event.Request{
		Type: event.TypeSubscribe, Room: "blue", Durable: "kitchen", Share: true, Prefetch: uint64(prefetch), Attempts: 4, Wait: 10_000,
	})
	return e
}

// answer has a consumer answer one of its deliveries, mostly with done.
func (l *ledger) answer(e *eater, random *rand.Rand) {
	for offset := range e.has {
		if random.IntN(4) > 0 {
			l.finish(e, offset)
			return
		}
		delete(e.has, offset)
		e.member.Handle(event.Request{Type: event.TypeAgain, Room: "blue", Offset: offset})
		return
	}
}

func (l *ledger) finish(e *eater, offset uint64) {
	delete(e.has, offset)
	l.said[offset] = true
	e.member.Handle(event.Request{Type: event.TypeDone, Room: "blue", Offset: offset, ID: &offset})
}

// hear takes down which of the producer's events are kept.
func (l *ledger) hear(producer *Member) {
	for {
		queued, _ := producer.Take(nil)
		if len(queued) == 0 {
			return
		}
		for _, msg := range queued {
			if ack, ok := msg.reply().(event.Ack); ok {
				l.emitted[ack.Offset] = true
			}
		}
	}
}

// read takes down what consumers have got, and checks that they may.
func (l *ledger) read(t *testing.T, eaters ...*eater) {
	t.Helper()
	acked := map[uint64]bool{} // which may have come after what others have got
	for _, e := range eaters {
		for {
			queued, _ := e.member.Take(nil)
			if len(queued) == 0 {
				break
			}
			for _, msg := range queued {
				switch r := msg.reply().(type) {
				case event.Ack:
					if r.ID != nil { // not to again
						acked[r.Offset] = true
					}
				case event.Delivery:
					l.delivered(t, e, r)
				}
			}
		}
	}
	maps.Copy(l.done, acked)
}

func (l *ledger) delivered(t *testing.T, e *eater, r event.Delivery) {
	t.Helper()
	if l.done[r.Offset] {
		t.Errorf("%s gets %d, whose done was acknowledged", e.name, r.Offset)
	}
	try := [2]uint64{r.Offset, r.Attempt}
	if l.tried[try] || r.Attempt > 4 {
		t.Errorf("%s gets %d as attempt %d", e.name, r.Offset, r.Attempt)
	}
	l.tried[try] = true
	e.has[r.Offset] = r.Attempt
}

// check compares what is kept with what was emitted and answered.
func (l *ledger) check(t *testing.T, kept *journal.Memory) {
	t.Helper()
	dead, done := map[uint64]bool{}, map[uint64]bool{}
	kept.Replay(func(e journal.Entry) error {
		var says struct {
			Done uint64
			Data json.RawMessage
		}
		var letter event.Dead
		json.Unmarshal(e.Event, &says)
		switch {
		case e.Room == "blue/kitchen":
			done[says.Done] = says.Done > 0
		case e.Room == "blue.dead" && json.Unmarshal(says.Data, &letter) == nil:
			dead[letter.Offset] = true
		}
		return nil
	})
	for offset := range l.emitted {
		if !done[offset] {
			t.Errorf("event %d was acknowledged, and is not done in the end", offset)
		}
	}
	for offset := range l.done {
		if !done[offset] {
			t.Errorf("that %d is done was acknowledged, and is not kept", offset)
		}
	}
	for offset, is := range done {
		if is && !l.said[offset] && !dead[offset] {
			t.Errorf("event %d is kept as done, and nobody has said so", offset)
		}
	}
}
