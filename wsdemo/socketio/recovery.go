package socketio

import (
	"container/list"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// Connection state recovery: a client that has lost its connection says with which private id it had been
// connected, and the string at the end of the last event that it got. One string cannot say how far it was in each
// of several rooms. So the server keeps, for each private id, what it has sent in which order: its trail.

// A trail is where a client is and what has been sent to it. It outlives the client's connections.
type trail struct {
	sid, pid string
	session  string // in the hub

	mu     sync.Mutex // guards the rest
	name   string     // the last that the client gave itself
	places []place
	sent   []run  // the last that were sent, the oldest first
	before string // the mark before these; "": nothing was sent before
}

// A place is a room that the client is in, and what it had seen there before the marks.
type place struct {
	room, epoch string
	offset      uint64
	wanted      string // the name that it asked for there
}

// A mark is an event that has been sent.
type mark struct {
	room   string
	offset uint64
}

// String returns what is sent with the event. No room has a colon in its name.
func (m mark) String() string { return m.room + ":" + strconv.FormatUint(m.offset, 10) }

func parseMark(s string) mark {
	i := max(0, strings.LastIndexByte(s, ':'))
	offset, _ := strconv.ParseUint(s[min(i+1, len(s)):], 10, 64)
	return mark{s[:i], offset}
}

// A run is a number of events that have been sent one after the other: of one room, with offsets that count up.
// Whoever is in one room has one run, whatever has been said there.
type run struct {
	room        string
	first, last uint64
}

// keepRuns is how many runs a trail has at least, if there have been so many. Twice as many is the most, and they
// take 8 KiB.
const keepRuns = 128

func newTrail(a auth) *trail {
	t := &trail{sid: newID(), pid: newID(), session: a.Session, name: a.Name}
	if t.session == "" {
		t.session = t.pid
	}
	return t
}

// note adds an event that is sent. The oldest runs are forgotten, and what they say is in the places.
func (t *trail) note(room string, offset uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.sent); n > 0 {
		r := &t.sent[n-1]
		if r.room == room && (offset == r.last || offset == r.last+1) {
			r.last = offset
			return
		}
	}
	if len(t.sent) == 2*keepRuns {
		t.fold(keepRuns)
	}
	t.sent = append(t.sent, run{room, offset, offset})
}

// fold takes the first n runs into the places.
func (t *trail) fold(n int) {
	for _, r := range t.sent[:n] {
		if i := t.find(r.room); i >= 0 {
			t.places[i].offset = max(t.places[i].offset, r.last)
		}
	}
	if n > 0 {
		t.before = mark{t.sent[n-1].room, t.sent[n-1].last}.String()
	}
	t.sent = slices.Delete(t.sent, 0, n)
}

func (t *trail) find(room string) int {
	return slices.IndexFunc(t.places, func(p place) bool { return p.room == room })
}

// enter notes that the client is in a room. One that is there already, as after a recovery, has seen no more for
// that.
func (t *trail) enter(joined event.Joined, name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.name = name
	p := place{room: joined.Room, epoch: joined.Epoch, offset: joined.Offset, wanted: name}
	switch i := t.find(joined.Room); {
	case i < 0:
		t.places = append(t.places, p)
	case t.places[i].epoch != joined.Epoch:
		t.places[i] = p
	default:
		t.places[i].wanted = name
	}
}

func (t *trail) leave(room string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.places = slices.DeleteFunc(t.places, func(p place) bool { return p.room == room })
}

// only takes away the places in other rooms than these.
func (t *trail) only(rooms []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.places = slices.DeleteFunc(t.places, func(p place) bool { return !slices.Contains(rooms, p.room) })
}

// rename notes that the client is called otherwise, in all rooms.
func (t *trail) rename(name string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.name = name
	for i := range t.places {
		t.places[i].wanted = name
	}
}

// called is what the client called itself last; "" if it did not.
func (t *trail) called() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.name
}

func (r run) has(m mark) bool { return r.room == m.room && r.first <= m.offset && m.offset <= r.last }

// rewind takes back what was sent after the client's last event, and returns where it is. It is false if
// that is too long ago to be known.
func (t *trail) rewind(last string) ([]place, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	if last != t.before {
		m := parseMark(last)
		for n = len(t.sent); n > 0 && !t.sent[n-1].has(m); n-- {
		}
		if n == 0 {
			return nil, false
		}
		t.sent[n-1].last = m.offset
	}
	t.fold(n)
	t.sent, t.before = nil, last
	return slices.Clone(t.places), true
}

// recovery has the trails of clients that are connected, and of those that may come back.
type recovery struct {
	mu     sync.Mutex
	here   map[string]*rooms // by private id
	absent map[string]*list.Element
	order  list.List // of *absence, the one that ends first at the front
	shares netx.Shares
}

// An absence ends after a minute, as the reservation of the client's names in the hub. Whoever comes and goes all day
// has its address's share of them.
type absence struct {
	trail *trail
	until time.Time
	from  netip.Addr
}

const (
	absentFor = time.Minute
	maxAbsent = 4096
)

// begins notes that a client is connected.
func (rs *recovery) begins(r *rooms) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.here[r.trail.pid] = r
}

// ends notes that it is not any more, and whether it may come back.
func (rs *recovery) ends(r *rooms, mayReturn bool) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	delete(rs.here, r.trail.pid)
	rs.expire()
	from := netx.AddrOf(r.socket.session.peer)
	if mayReturn && rs.shares.Take(from) {
		rs.absent[r.trail.pid] = rs.order.PushBack(&absence{r.trail, time.Now().Add(absentFor), from})
	}
}

// claim returns the trail of a client that connects, and where it was in its rooms if it comes back. The trail is a
// new one if what the client has missed is not there, or not known. A client may be back before the server has
// noticed that its connection is dead: that ends first.
func (rs *recovery) claim(h *hub.Hub, a auth) (*trail, []place) {
	rs.mu.Lock()
	r := rs.here[a.PID]
	rs.mu.Unlock()
	if r != nil {
		r.socket.session.end(errMoved)
		<-r.left
	}
	rs.mu.Lock()
	rs.expire()
	e := rs.absent[a.PID]
	if e == nil {
		rs.mu.Unlock()
		return newTrail(a), nil
	}
	t := rs.end(e)
	rs.mu.Unlock()
	places, known := t.rewind(a.Offset)
	if !known || slices.ContainsFunc(places, func(p place) bool { return !h.Recalls(p.room, p.epoch, p.offset) }) {
		a.Session = t.session // its names are reserved for it
		return newTrail(a), nil
	}
	return t, places
}

// expire ends the absences whose time is over.
func (rs *recovery) expire() {
	now := time.Now()
	for e := rs.order.Front(); e != nil && !now.Before(e.Value.(*absence).until); e = rs.order.Front() {
		rs.end(e)
	}
}

func (rs *recovery) end(e *list.Element) *trail {
	was := rs.order.Remove(e).(*absence)
	delete(rs.absent, was.trail.pid)
	rs.shares.Give(was.from)
	return was.trail
}
