package hub

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

const takeShared = `{"type":"subscribe","room":"blue","durable":"kitchen","share":true,"prefetch":2,"attempts":2,"wait":30000}`

// worker connects a consumer of the queue kitchen.
func (s *sharers) worker(h int, name string) *client {
	c := connect(s.t, s.hubs[h])
	s.send(c, fmt.Sprintf(`{"type":"join","room":"blue","name":%q}`, name), takeShared)
	c.lines()
	return c
}

func (s *sharers) done(c *client, offset int) {
	s.send(c, fmt.Sprintf(`{"type":"done","id":%d,"room":"blue","offset":%[1]d}`, offset))
}

func delivered(offset, attempt int, text string) string {
	return fmt.Sprintf(`{"type":"delivery","room":"blue","offset":%d,"attempt":%d,"from":"ada","event":"message","data":%q}`, offset, attempt, text)
}

// Consumers at two servers who share a name divide the work, and what one gives back comes to the other.
func TestWorkOfTwoServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := share(t, 2)
		ada := connect(t, s.hubs[0])
		s.send(ada, `{"type":"join","room":"blue","name":"ada"}`)
		one, two := s.worker(0, "one"), s.worker(1, "two")
		for i := range 5 {
			s.send(ada, say(fmt.Sprint(i+1)))
		}
		got := append(one.lines(), two.lines()...)
		slices.Sort(got)
		if want := []string{delivered(4, 1, "1"), delivered(5, 1, "2"), delivered(6, 1, "3"), delivered(7, 1, "4")}; !slices.Equal(got, want) {
			t.Fatalf("the two have got\n\t%s", strings.Join(got, "\n\t"))
		}
		s.send(one, `{"type":"done","id":8,"room":"blue","offset":8}`)
		one.gets(`{"type":"error","code":"not-yours","reason":"offset 8 is not delivered to you, or its time was up","id":8}`)

		// The first server dies: the other one gets what it had, when that is known.
		two.send(`{"type":"leave","room":"blue"}`)
		s.settle()
		s.kill(0)
		for range 2 {
			s.hubs[0].tick()
			s.settle()
		}
		last := connect(t, s.hubs[0])
		s.send(last, `{"type":"join","room":"blue","name":"last"}`, strings.Replace(takeShared, `"prefetch":2`, `"prefetch":9`, 1))
		var attempts []string
		for _, line := range last.lines() {
			if r, _ := event.DecodeReply([]byte(line)); r != nil {
				if d, ok := r.(event.Delivery); ok {
					attempts = append(attempts, fmt.Sprint(d.Offset, ":", d.Attempt))
				}
			}
		}
		if want := []string{"4:2", "5:2", "6:2", "7:2", "8:1"}; !slices.Equal(attempts, want) {
			t.Errorf("the last one gets %q, want %q", attempts, want)
		}
		for offset := 4; offset <= 8; offset++ {
			s.done(last, offset)
			last.gets(fmt.Sprintf(`{"type":"ack","id":%d,"room":"blue","offset":%[1]d}`, offset))
		}
		late := s.start()
		c := connect(t, late)
		s.send(c, `{"type":"join","room":"blue","name":"late"}`, takeShared)
		if lines := c.lines(); !strings.Contains(lines[1], `"waiting":0`) || len(lines) != 2 {
			t.Errorf("a server that comes later has %q", lines)
		}
		for _, v := range s.views {
			v.Close()
		}
	})
}

// A consumer that does not share its name has it alone at all servers.
func TestAlone(t *testing.T) {
	s := share(t, 2)
	alone := strings.Replace(takeShared, `"share":true,`, "", 1)
	one, two := connect(t, s.hubs[0]), connect(t, s.hubs[1])
	s.send(one, `{"type":"join","room":"blue","name":"one"}`, alone)
	s.send(two, `{"type":"join","room":"blue","name":"two"}`)
	two.lines()
	taken := `{"type":"error","code":"name-taken","reason":"kitchen has a consumer at another server, and not both of you share it"}`
	s.send(two, alone)
	two.gets(taken)
	s.send(two, takeShared)
	two.gets(taken)
	s.send(one, `{"type":"leave","room":"blue"}`)
	two.lines()
	s.send(two, alone)
	two.gets(`{"type":"subscribed","room":"blue","durable":"kitchen","waiting":0}`)
}

// What is delivered too often is one dead letter, whichever server has had it.
func TestDeadOfTwoServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := share(t, 2)
		ada, one, two := connect(t, s.hubs[0]), s.worker(0, "one"), s.worker(1, "two")
		s.send(ada, `{"type":"join","room":"blue","name":"ada"}`, `{"type":"join","room":"blue.dead","name":"ada"}`, say("hot"))
		ada.lines()
		for range 2 {
			time.Sleep(31 * time.Second)
			s.settle()
		}
		time.Sleep(time.Minute)
		s.settle()
		if got := len(one.lines()) + len(two.lines()); got != 2 {
			t.Errorf("%d deliveries, want 2", got)
		}
		dead := 0
		for _, line := range ada.lines() {
			if strings.Contains(line, `"data":{"offset":4,"durable":"kitchen","attempts":2,"data":"hot"}`) {
				dead++
			}
		}
		if dead != 1 {
			t.Errorf("%d dead letters, want 1", dead)
		}
		for _, v := range s.views {
			v.Close()
		}
	})
}

// TestSharedQueueCrashes is TestQueueCrashes with three servers whose journal fails now and then, and which end at once.
func TestSharedQueueCrashes(t *testing.T) {
	for seed := range uint64(10) {
		synctest.Test(t, func(t *testing.T) { crashSharedQueue(t, seed) })
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func crashSharedQueue(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 4))
	s := share(t, 0)
	l := &ledger{emitted: map[uint64]bool{}, done: map[uint64]bool{}, said: map[uint64]bool{}, tried: map[[2]uint64]bool{}}
	var producers []*Member
	var eaters []*eater
	start := func() {
		h := s.start()
		luck := rand.New(rand.NewPCG(seed, uint64(s.log.views)))
		s.views[len(s.views)-1].fails(func() (before, after error) {
			switch luck.IntN(20) {
			case 0:
				return journal.ErrFull, nil
			case 1:
				return journal.ErrUnanswered, nil
			case 2:
				return nil, journal.ErrUnanswered
			}
			return nil, nil
		})
		p := h.Connect(netip.Addr{}, "", nil)
		p.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "ada"})
		producers, eaters = append(producers, p), append(eaters, l.hire(h, "eater", 1+random.IntN(4)))
	}
	for range 3 {
		start()
	}
	for step := range 300 {
		i := random.IntN(3)
		switch n := random.IntN(20); {
		case n < 6:
			producers[i].Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message"})
		case n < 13:
			l.answer(eaters[i], random)
		case n == 13:
			eaters[i].member.Close()
			*eaters[i] = *l.hire(s.hubs[i], "eater", 1+random.IntN(4))
		case n == 14:
			time.Sleep(time.Duration(random.IntN(20)) * time.Second)
			for _, h := range s.hubs {
				h.tick()
			}
		}
		if random.IntN(3) == 0 {
			synctest.Wait()
			l.hear(producers[i])
			l.readShared(t, eaters...)
		}
		if step%80 == 79 {
			s.kill(i)
			l.hear(producers[i])
			l.readShared(t, eaters...)
			producers, eaters = slices.Delete(producers, i, i+1), slices.Delete(eaters, i, i+1)
			start()
		}
	}
	for i, v := range s.views {
		v.fails(nil)
		eaters[i].member.Close()
	}
	last := l.hire(s.hubs[0], "last", 100)
	for range 100 {
		time.Sleep(11 * time.Second)
		for _, h := range s.hubs {
			h.tick()
		}
		s.settle()
		synctest.Wait()
		l.readShared(t, last)
		for offset := range last.has {
			l.finish(last, offset)
		}
	}
	s.settle()
	l.readShared(t, last)
	kept := &journal.Memory{}
	for _, g := range s.log.groups {
		for _, e := range g.Entries {
			if err := kept.Append(e); err != nil {
				t.Fatalf("%v: %s", err, e.Event)
			}
		}
	}
	l.check(t, kept)
	l.checkDead(t, kept)
	for _, v := range s.views {
		v.Close()
	}
}

// readShared reads what a consumer has got. One whose server does not know yet what others have done may get something again.
func (l *ledger) readShared(t *testing.T, eaters ...*eater) {
	clear(l.tried) // an attempt counts when all know of it
	l.read(t, eaters...)
}

// checkDead checks that nothing is two dead letters.
func (l *ledger) checkDead(t *testing.T, kept *journal.Memory) {
	t.Helper()
	dead := map[uint64]bool{}
	kept.Replay(func(e journal.Entry) error {
		var letter struct{ Data event.Dead }
		if e.Room == "blue.dead" && e.Came == "" && e.Went == "" && json.Unmarshal(e.Event, &letter) == nil {
			if dead[letter.Data.Offset] {
				t.Errorf("%d is dead twice", letter.Data.Offset)
			}
			dead[letter.Data.Offset] = true
		}
		return nil
	})
}
