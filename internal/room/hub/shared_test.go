package hub

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// sharedLog is a shared journal in memory.
type sharedLog struct {
	mu     sync.Mutex
	more   sync.Cond // something has happened
	groups []journal.Group
	dead   map[string]bool
	lapsed map[string]bool // thought to be dead, which they are not
	views  int
	trim   int // groups that are forgotten
}

func newSharedLog() *sharedLog {
	l := &sharedLog{dead: map[string]bool{}, lapsed: map[string]bool{}}
	l.more.L = &l.mu
	return l
}

// sharedView is what one server sees of it.
type sharedView struct {
	log      *sharedLog
	name     string
	follower journal.Follower
	taken    uint64
	held     bool                         // it takes nothing in for now
	fading   bool                         // Fading
	mishap   func() (before, after error) // what Append returns before, or after, it has kept a group; nil: nothing
	ended    chan struct{}
}

func (l *sharedLog) open() *sharedView {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.views++
	return &sharedView{log: l, name: fmt.Sprint("server-", l.views), ended: make(chan struct{})}
}

func (v *sharedView) Server() string { return v.name }

func (v *sharedView) Follow(f journal.Follower) error {
	v.follower, v.taken = f, uint64(v.log.trim)
	v.log.mu.Lock()
	all := v.log.groups
	v.log.mu.Unlock()
	for _, g := range all[v.taken:] {
		if err := f.Take(g); err != nil {
			return err
		}
	}
	v.taken = uint64(len(all))
	go v.run()
	return nil
}

// run takes in what comes, until the server is dead.
func (v *sharedView) run() {
	defer close(v.ended)
	l := v.log
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.dead[v.name] {
		if v.held || int(v.taken) == len(l.groups) {
			l.more.Wait()
			continue
		}
		g := l.groups[v.taken]
		l.mu.Unlock()
		err := v.follower.Take(g)
		l.mu.Lock()
		if err != nil {
			panic(err)
		}
		v.taken++
		l.more.Broadcast()
	}
}

func (v *sharedView) Append(g journal.Group) error {
	l := v.log
	l.mu.Lock()
	defer l.mu.Unlock()
	var before, after error
	if v.mishap != nil {
		before, after = v.mishap()
	}
	behind := len(l.groups) >= int(g.Position)
	switch {
	case l.dead[v.name]:
		return errDead
	case behind:
	case before != nil:
		return before
	default:
		l.groups = append(l.groups, g)
		l.more.Broadcast()
		if after != nil {
			return after
		}
	}
	for v.taken < g.Position && !l.dead[v.name] {
		l.more.Wait()
	}
	switch {
	case l.dead[v.name]:
		return errDead
	case behind:
		return journal.ErrBehind
	}
	return nil
}

func (v *sharedView) Lapsed(server string) bool {
	v.log.mu.Lock()
	defer v.log.mu.Unlock()
	return v.log.dead[server] || v.log.lapsed[server]
}

func (v *sharedView) Fading() bool { return v.fading }

// Close kills the server.
func (v *sharedView) Close() error {
	v.log.mu.Lock()
	v.log.dead[v.name] = true
	v.log.more.Broadcast()
	v.log.mu.Unlock()
	<-v.ended
	return nil
}

// fails sets what Append returns before, or after, it has kept a group; nil: nothing.
func (v *sharedView) fails(mishap func() (before, after error)) {
	v.log.mu.Lock()
	defer v.log.mu.Unlock()
	v.mishap = mishap
}

// hold has the server take in nothing, or go on.
func (v *sharedView) hold(held bool) {
	v.log.mu.Lock()
	defer v.log.mu.Unlock()
	v.held = held
	v.log.more.Broadcast()
}

// sharers are hubs with one shared journal.
type sharers struct {
	t     *testing.T
	log   *sharedLog
	hubs  []*Hub
	views []*sharedView
}

func share(t *testing.T, n int) *sharers {
	s := &sharers{t: t, log: newSharedLog()}
	for range n {
		s.start()
	}
	t.Cleanup(func() {
		for _, v := range s.views {
			v.Close()
		}
	})
	return s
}

// start starts one more server.
func (s *sharers) start() *Hub {
	s.t.Helper()
	v := s.log.open()
	n := 0
	h := &Hub{Shared: v, Rate: -1, NewEpoch: func() string { n++; return fmt.Sprint(v.name, ".", n) }}
	if err := h.Restore(); err != nil {
		s.t.Fatal(err)
	}
	s.hubs, s.views = append(s.hubs, h), append(s.views, v)
	return h
}

// kill ends a server at once.
func (s *sharers) kill(i int) {
	s.views[i].Close()
	s.hubs[i].Settle()
	s.hubs, s.views = slices.Delete(s.hubs, i, i+1), slices.Delete(s.views, i, i+1)
}

// settle waits until all have taken in what all have decided.
func (s *sharers) settle() {
	for {
		for _, h := range s.hubs {
			h.Settle()
		}
		s.log.mu.Lock()
		for _, v := range s.views {
			for int(v.taken) < len(s.log.groups) {
				s.log.more.Wait()
			}
		}
		s.log.mu.Unlock()
		if !slices.ContainsFunc(s.hubs, func(h *Hub) bool { return h.waiting() }) {
			return
		}
	}
}

func (h *Hub) waiting() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.log.done != nil
}

func (s *sharers) send(c *client, lines ...string) {
	s.t.Helper()
	c.send(lines...)
	s.settle()
}

// Members of two servers hear the same, in the same order, and see each other.
func TestSharedRoom(t *testing.T) {
	s := share(t, 2)
	ada, bob := connect(t, s.hubs[0]), connect(t, s.hubs[1])
	s.send(ada, `{"type":"join","room":"blue","name":"ada"}`)
	s.send(bob, `{"type":"join","room":"blue","name":"bob","who":true}`)
	s.send(ada, say("hi"))
	s.send(bob, say("ho"), `{"type":"name","name":"bert"}`)
	s.send(ada, `{"type":"who","room":"blue"}`, `{"type":"rooms"}`)
	s.send(bob, `{"type":"leave","room":"blue"}`, `{"type":"rooms"}`)
	name := `{"type":"event","room":"blue","offset":5,"from":"bob","event":"name","data":"bert"}`
	ada.gets(`{"type":"joined","room":"blue","epoch":"server-1.1","offset":1,"member":"ada"}`, did(2, "bob", "join"),
		acked(3), said(3, "ada", "hi"), said(4, "bob", "ho"), name,
		`{"type":"who","room":"blue","members":["ada","bert"]}`, `{"type":"rooms","rooms":["blue"]}`, did(6, "bert", "leave"))
	bob.gets(`{"type":"joined","room":"blue","epoch":"server-1.1","offset":2,"member":"bob"}`,
		`{"type":"who","room":"blue","members":["ada","bob"]}`, said(3, "ada", "hi"), acked(4), said(4, "bob", "ho"), name,
		`{"type":"rooms","rooms":["blue"]}`)
}

// Two servers decide at once. The one that comes second decides again: the room's life, the offsets, a name that is
// taken now, and an emit that another server has made already.
func TestDecidedAgain(t *testing.T) {
	s := share(t, 2)
	ada, eve := connect(t, s.hubs[0]), connect(t, s.hubs[1])
	s.views[1].hold(true)
	ada.send(`{"type":"join","room":"blue","name":"ada","session":"a"}`, emitID("blue", 7))
	s.hubs[0].Settle()
	eve.send(`{"type":"join","room":"blue","name":"Ada","session":"e"}`, say("hi"), `{"type":"name","name":"eve"}`,
		`{"type":"leave","room":"blue"}`, `{"type":"join","room":"blue","name":"ada","session":"e"}`, emitID("blue", 1), emitID("blue", 1))
	s.views[1].hold(false)
	s.settle()
	ada.gets(`{"type":"joined","room":"blue","epoch":"server-1.1","offset":1,"member":"ada"}`,
		ackID("blue", 7, 2, false), did(3, "Ada-2", "join"), said(4, "Ada-2", "hi"), `{"type":"event","room":"blue","offset":5,"from":"Ada-2","event":"name","data":"eve"}`,
		did(6, "eve", "leave"), did(7, "ada-2", "join"), `{"type":"event","room":"blue","offset":8,"from":"ada-2","event":"x"}`)
	eve.lines()

	// The client says again, at another server, what was not acknowledged there.
	s.views[1].hold(true)
	two := connect(t, s.hubs[1])
	ada.send(emitID("blue", 8))
	s.hubs[0].Settle()
	two.send(`{"type":"join","room":"blue","name":"ada","session":"a"}`, emitID("blue", 7), emitID("blue", 8))
	s.views[1].hold(false)
	s.settle()
	two.gets(ackID("blue", 7, 2, true), `{"type":"joined","room":"blue","epoch":"server-1.1","offset":11,"member":"ada"}`,
		ackID("blue", 8, 9, true))
	ada.gets(ackID("blue", 8, 9, false),
		`{"type":"error","code":"replaced","reason":"you have joined blue through another connection"}`)
}

// What waits goes into the stream in groups that fill no more than a quarter of a member's queue: by number, and by size.
func TestSharedPortion(t *testing.T) {
	for _, size := range []int{10, 1100} {
		s := share(t, 1)
		ada := connect(t, s.hubs[0])
		s.send(ada, `{"type":"join","room":"blue","name":"ada"}`)
		s.views[0].hold(true)
		for range 150 { // behind the first, which is not taken in
			ada.Handle(event.Request{
				Type: event.TypeEmit, Room: "blue", Event: "x", Self: new(bool), Data: fmt.Appendf(nil, "%q", strings.Repeat("x", size)),
			})
		}
		s.views[0].hold(false)
		s.settle()
		most, largest, all := 0, 0, 0
		for _, g := range s.log.groups[1:] {
			bytes := 0
			for _, e := range g.Entries {
				bytes += len(e.Event)
			}
			most, largest, all = max(most, len(g.Entries)), max(largest, bytes), all+len(g.Entries)
		}
		if all != 150 || most > 64 || largest > 64<<10 || most < 64 && largest < 50<<10 {
			t.Errorf("%d events of %d bytes: a group has up to %d events and %d bytes, which may be 64 and 65536", all, size, most, largest)
		}
		ada.lines()
	}
}

// A server that is dead takes its members with it. Their names are kept for them.
func TestLapse(t *testing.T) {
	s := share(t, 3)
	ada, bob, eve := connect(t, s.hubs[0]), connect(t, s.hubs[1]), connect(t, s.hubs[2])
	s.send(ada, `{"type":"join","room":"blue","name":"ada","session":"a"}`)
	s.send(bob, `{"type":"join","room":"blue","name":"bob"}`)
	s.send(eve, `{"type":"join","room":"blue","name":"eve"}`)
	bob.lines()
	eve.lines()
	s.kill(0)
	for range 2 {
		for _, h := range s.hubs {
			h.tick()
		}
	}
	s.settle()
	bob.gets(did(4, "ada", "leave"))
	for i, h := range s.hubs {
		c := connect(t, h)
		s.send(c, `{"type":"join","room":"blue","name":"ada"}`)
		if name := fmt.Sprintf("ada-%d", i+2); !slices.Contains(c.lines(), fmt.Sprintf(`{"type":"joined","room":"blue","epoch":"server-1.1","offset":%d,"member":%q}`, i+5, name)) {
			t.Errorf("another one is not called %s", name)
		}
	}
	back := connect(t, s.hubs[1])
	s.send(back, `{"type":"join","room":"blue","name":"ada","session":"a"}`)
	back.gets(`{"type":"joined","room":"blue","epoch":"server-1.1","offset":7,"member":"ada"}`)
}

// A server that was not dead has its members come again.
func TestNotDead(t *testing.T) {
	s := share(t, 2)
	ada, bob := connect(t, s.hubs[0]), connect(t, s.hubs[1])
	s.send(ada, `{"type":"join","room":"blue","name":"ada","session":"a"}`)
	s.send(bob, `{"type":"join","room":"blue","name":"bob"}`)
	bob.lines()
	lapses := func(lapsed bool) {
		s.log.mu.Lock()
		s.log.lapsed["server-1"] = lapsed
		s.log.mu.Unlock()
	}
	lapses(true)
	s.hubs[1].tick()
	lapses(false)
	s.settle()
	s.send(ada, say("hi"), `{"type":"who","room":"blue"}`)
	bob.gets(did(3, "ada", "leave"), did(4, "ada", "join"), said(5, "ada", "hi"))
	if got, want := ada.lines(), `{"type":"who","room":"blue","members":["ada","bob"]}`; !slices.Contains(got, want) {
		t.Errorf("she gets %q", got)
	}
}

// A group of which nobody knows whether it is kept may turn up later. What was said again is then known.
func TestUnanswered(t *testing.T) {
	s := share(t, 2)
	ada, bob := connect(t, s.hubs[0]), connect(t, s.hubs[1])
	s.send(bob, `{"type":"join","room":"blue","name":"bob"}`)
	s.send(ada, `{"type":"join","room":"blue","name":"ada","session":"a"}`)
	ada.lines()
	bob.lines()
	for id, arrives := range map[int]bool{1: true, 2: false} {
		s.views[0].hold(true)
		s.views[0].fails(func() (before, after error) {
			if arrives {
				return nil, journal.ErrUnanswered
			}
			return journal.ErrUnanswered, nil
		})
		ada.send(emitID("blue", id))
		s.hubs[0].Settle()
		ada.gets(fmt.Sprintf(`{"type":"error","code":"not-kept","reason":"the servers' queue does not answer: say this again with the same id, since it may have been said","id":%d}`, id))
		s.views[0].fails(nil)
		ada.send(emitID("blue", id))
		s.views[0].hold(false)
		s.settle()
		if got := bob.lines(); len(got) != 1 {
			t.Errorf("bob hears %q, want one event", got)
		}
		if got := strings.Join(ada.lines(), ""); strings.Count(got, `"type":"ack"`) != 1 || strings.Contains(got, `"duplicate":true`) != arrives {
			t.Errorf("ada gets %q, want an acknowledgement, as a duplicate: %v", got, arrives)
		}
	}
}

// What the journal has forgotten is said again before: who is there, and at which offset the room is.
func TestSharedFromTrimmed(t *testing.T) {
	s := share(t, 1)
	ada := connect(t, s.hubs[0])
	s.send(ada, `{"type":"join","room":"blue","name":"ada","session":"a"}`, say("1"), say("2"))
	s.log.trim = len(s.log.groups)
	s.views[0].fading = true
	s.hubs[0].tick()
	s.settle()
	late := connect(t, s.start())
	s.send(late, `{"type":"join","room":"blue","name":"ada","who":true}`)
	late.gets(`{"type":"joined","room":"blue","epoch":"server-1.1","offset":4,"member":"ada-2"}`,
		`{"type":"who","room":"blue","members":["ada","ada-2"]}`)
}

// A group that cannot follow is not taken in.
func TestWrongGroup(t *testing.T) {
	s := share(t, 1)
	s.send(connect(t, s.hubs[0]), `{"type":"join","room":"blue","name":"ada"}`)
	g := s.log.groups[0]
	g.Position, g.Server = 2, "another"
	if err := s.hubs[0].take(g); err == nil || err.Error() != "group 2: event 1 of the room blue follows event 1" {
		t.Errorf("the error is %v", err)
	}
	if err := (&Hub{Shared: s.views[0], Quiet: true}).Restore(); err == nil {
		t.Error("a quiet hub follows")
	}
}

// wanderer is a client in TestSharedCrashes. When its server is dead it goes to another one.
type wanderer struct {
	saying
	hub *Hub
}

// listener hears what one server tells one member.
type listener struct {
	member *Member
	first  uint64
	heard  []string
}

// TestSharedCrashes has clients talk at random to hubs that share a journal, which fails now and then, before or after it
// has kept something. Hubs end at once, and new ones come. Nothing that was acknowledged is lost, nothing is there
// twice, members of all hubs hear the same, and all know who is there.
func TestSharedCrashes(t *testing.T) {
	for seed := range uint64(40) {
		sharedCrash(t, seed)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func sharedCrash(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 3))
	s := share(t, 0)
	start := func() *listener {
		h := s.start()
		v := s.views[len(s.views)-1]
		luck := rand.New(rand.NewPCG(seed, uint64(s.log.views)))
		v.fails(func() (before, after error) {
			switch luck.IntN(12) {
			case 0:
				return journal.ErrFull, nil
			case 1:
				return journal.ErrUnanswered, nil
			case 2:
				return nil, journal.ErrUnanswered
			}
			return nil, nil
		})
		l := &listener{member: h.Connect(netip.Addr{}, "", nil)}
		l.member.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "listener"})
		return l
	}
	listeners := []*listener{start(), start(), start()}
	var clients []*wanderer
	for i := range 4 {
		clients = append(clients, &wanderer{saying: saying{session: fmt.Sprint("s", i), acked: map[uint64]uint64{}, failed: map[uint64]bool{}}})
	}
	for step := range 300 {
		c := clients[random.IntN(len(clients))]
		if !slices.Contains(s.hubs, c.hub) || random.IntN(20) == 0 {
			c.move(t, s.hubs[random.IntN(len(s.hubs))])
		}
		c.step(random)
		if random.IntN(4) == 0 {
			s.hubs[random.IntN(len(s.hubs))].Settle()
		}
		if step%60 == 59 {
			i := random.IntN(len(s.hubs))
			s.kill(i)
			listeners[i].hear(t)
			listeners = append(slices.Delete(listeners, i, i+1), start())
		}
		if random.IntN(10) == 0 {
			s.hubs[random.IntN(len(s.hubs))].tick()
		}
	}
	for _, v := range s.views {
		v.fails(nil)
	}
	for range 3 {
		s.settle()
		for _, h := range s.hubs {
			h.tick()
		}
	}
	s.settle()
	s.check(seed, clients, listeners)
}

// move has a client connect to another server.
func (c *wanderer) move(t *testing.T, h *Hub) {
	if c.hub != nil {
		c.read(t, nil)
		c.member.Close()
	}
	c.hub, c.member = h, h.Connect(netip.Addr{}, "", nil)
}

// hear takes down what the listener has heard.
func (l *listener) hear(t *testing.T) {
	for {
		queued, _ := l.member.Take(nil)
		if len(queued) == 0 {
			return
		}
		for _, msg := range queued {
			switch r := reply(t, msg).(type) {
			case event.Joined:
				l.first = r.Offset
			case event.Event:
				l.heard = append(l.heard, string(msg.JSON()))
			}
		}
	}
}

// check compares what the journal has with what clients and listeners know.
func (s *sharers) check(seed uint64, clients []*wanderer, listeners []*listener) {
	s.t.Helper()
	kept := &journal.Memory{}
	var lines []string
	for i, g := range s.log.groups {
		if g.Position != uint64(i+1) {
			s.t.Errorf("group %d is at %d", g.Position, i+1)
		}
		for _, e := range g.Entries {
			if err := kept.Append(e); err != nil {
				s.t.Fatalf("seed %d: %v: %s", seed, err, e.Event)
			}
			lines = append(lines, string(e.Event))
		}
	}
	var said []*saying
	for _, c := range clients {
		c.read(s.t, nil)
		clear(c.failed) // it may have asked two servers, and one of them has kept it
		said = append(said, &c.saying)
	}
	checkKept(s.t, seed, kept, said)
	for _, l := range listeners {
		l.hear(s.t)
		own := lines[min(int(l.first), len(lines)):] // without its own join, which it may hear of later than others
		if got := slices.DeleteFunc(slices.Clone(l.heard), func(line string) bool { return !slices.Contains(own, line) }); !slices.Equal(got, own) {
			s.t.Errorf("a listener from %d on has heard\n\t%s\nand in the journal is\n\t%s", l.first, strings.Join(got, "\n\t"), strings.Join(own, "\n\t"))
		}
	}
	rooms, _ := kept.Rooms()
	var want []string
	for _, m := range rooms[0].Members {
		want = append(want, m.Name)
	}
	for _, h := range s.hubs {
		c := connect(s.t, h)
		h.MaxEvent = 10_000
		c.send(`{"type":"who","room":"blue"}`)
		for _, line := range c.lines() {
			r, _ := event.DecodeReply([]byte(line))
			if who, ok := r.(event.Who); !ok || !slices.Equal(who.Members, want) {
				s.t.Errorf("a server says %s, and the journal %q", line, want)
			}
		}
	}
}
