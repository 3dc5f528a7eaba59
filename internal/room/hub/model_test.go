package hub

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"testing/synctest"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// TestStreams lets clients join, leave, say things, read late, lose what they have read, break off
// and come back, all at random, and checks what each of them sees: a room's events in order, without
// holes and without any twice, or a gap that says which ones are lost. A hub with a journal waits for those who read late, in
// virtual time.
func TestStreams(t *testing.T) {
	for _, policy := range []Policy{Disconnect, DropOldest, DropNewest} {
		t.Run(policy.String(), func(t *testing.T) {
			var sum Stats
			for seed := range uint64(100) {
				var kept journal.Journal // of every second
				if seed%2 == 1 {
					kept = &journal.Memory{}
				}
				synctest.Test(t, func(t *testing.T) {
					stats := stream(t, policy, seed, kept)
					sum.Evicted += stats.Evicted
					sum.Dropped += stats.Dropped
					sum.Gaps += stats.Gaps
					sum.Resumed += stats.Resumed
					sum.Duplicates += stats.Duplicates
				})
				if t.Failed() {
					return
				}
			}
			t.Logf("%+v", sum)
			if sum.Evicted == 0 || (sum.Dropped == 0) != (policy == Disconnect) ||
				sum.Gaps == 0 || sum.Resumed == 0 || sum.Duplicates == 0 {
				t.Errorf("%+v: something was not tried", sum)
			}
		})
	}
}

var rooms = []string{"blue", "green"}

// world is what a hub and its clients do in one run.
type world struct {
	*testing.T
	hub   *Hub
	rand  *rand.Rand
	seed  uint64
	truth map[string]*truth
	said  map[string]int // texts, and how often each was an event
}

// truth is a room's events, as one saw them who was there from the beginning and missed nothing.
type truth struct {
	witness *Member
	events  []event.Event
}

func stream(t *testing.T, policy Policy, seed uint64, kept journal.Journal) Stats {
	w := &world{
		T: t, seed: seed, rand: rand.New(rand.NewPCG(seed, 0)),
		hub: &Hub{
			Policy: policy, QueueMessages: 6, History: 8, NewEpoch: func() string { return "e" }, Journal: kept,
		},
		truth: map[string]*truth{}, said: map[string]int{},
	}
	for _, room := range rooms {
		witness := w.hub.Connect(netip.Addr{}, "", nil)
		witness.Handle(event.Request{Type: event.TypeJoin, Room: room, Name: "witness"})
		w.hub.Settle()
		witness.Take(nil)
		first := event.Event{Room: room, Offset: 1, From: "witness", Event: event.EventJoin}
		w.truth[room] = &truth{witness, []event.Event{first}}
	}
	var walkers []*walker
	for i := range 4 {
		walkers = append(walkers, &walker{
			world: w, session: fmt.Sprint("s", i), member: w.hub.Connect(netip.Addr{}, "", nil), rooms: map[string]*view{},
		})
	}
	for range 300 {
		walkers[w.rand.IntN(len(walkers))].step()
		w.watch()
	}
	for _, walker := range walkers { // in the end all catch up
		for _, room := range rooms {
			walker.join(room)
			if walker.read(false) != nil { // it had been cut off before
				walker.join(room)
				walker.read(false)
			}
			w.watch()
			v, head := walker.rooms[room], uint64(len(w.truth[room].events))
			if v.last != head && !t.Failed() {
				t.Errorf("seed %d: %s has seen %d of %d events", seed, walker.session, v.last, head)
			}
		}
	}
	for text, n := range w.said {
		if n != 1 {
			t.Errorf("seed %d: %s was said %d times", seed, text, n)
		}
	}
	return w.hub.Stats()
}

// watch has the witnesses take down what has happened.
func (w *world) watch() {
	w.hub.Settle()
	for _, truth := range w.truth {
		queued, err := truth.witness.Take(nil)
		if err != nil {
			w.Fatalf("seed %d: %v", w.seed, err)
		}
		for _, msg := range queued {
			e := reply(w.T, msg).(event.Event)
			if e.Offset != uint64(len(truth.events)+1) {
				w.Fatalf("seed %d: event %d follows %d", w.seed, e.Offset, len(truth.events))
			}
			truth.events = append(truth.events, e)
			if e.Event == event.EventMessage {
				w.said[string(e.Data)]++
			}
		}
	}
}
