package siege

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// The class: so many members, rooms and events, which two cores carry easily.
const (
	perTransport = 50
	roomCount    = 5
	interval     = 20 * time.Millisecond // from one event of a room to the next
	patience     = 10 * time.Second      // nothing more is waited for when nothing has come for so long
)

// over lists the transports.
var over = []string{"tcp", "udp", "ws"}

// A room is one of the class, in which its members take turns to speak.
type room struct {
	name    string
	offset  time.Duration // of its first event; the rooms do not all speak at once
	members []*member
	began   time.Time
	by      []*member       // who said number n
	late    []time.Duration // how long after it was due it was said: ours, and not the server's
}

// gather opens the rooms, and has the members enter one after the other.
func gather(ctx context.Context, s *server) (class []*room, err error) {
	for i := range roomCount {
		class = append(class, &room{name: fmt.Sprint("class-", i), offset: interval * time.Duration(i) / roomCount})
	}
	for i := range perTransport {
		for _, transport := range over {
			r := class[i%roomCount]
			m, err := enter(ctx, s, r, transport, fmt.Sprintf("%s-%d", transport, i))
			if err != nil {
				return class, err
			}
			r.members = append(r.members, m)
		}
	}
	return class, nil
}

// due is when number n is due.
func (r *room) due(n int) time.Duration { return r.offset + time.Duration(n)*interval }

// begin has the members listen.
func (r *room) begin(listening *sync.WaitGroup) {
	r.began = time.Now()
	for _, m := range r.members {
		listening.Go(m.listen)
	}
}

// talk has the members speak in turn for a time, and then waits until all have heard all, or nobody has
// heard anything for as long as patience.
func (r *room) talk(length time.Duration) {
	r.offset += time.Since(r.began)
	for n := 0; time.Duration(n)*interval < length; n++ {
		time.Sleep(r.due(n) - time.Since(r.began))
		r.late = append(r.late, time.Since(r.began)-r.due(n))
		m := r.members[n%len(r.members)]
		r.by = append(r.by, m)
		if !m.gone() {
			m.say(n, r.due(n))
		}
		r.remind()
	}
	end := time.NewTimer(patience)
	defer end.Stop()
	heard := 0
	for tick := time.Tick(50 * time.Millisecond); !r.settled(); {
		r.remind()
		if now := r.heard(); now > heard {
			heard = now
			end.Reset(patience)
		}
		select {
		case <-tick:
		case <-end.C:
			return
		}
	}
}

// heard counts what all members have heard.
func (r *room) heard() (n int) {
	for _, m := range r.members {
		m.mu.Lock()
		n += len(m.took)
		m.mu.Unlock()
	}
	return n
}

func (r *room) remind() {
	for _, m := range r.members {
		m.remind()
	}
}

func (m *member) gone() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cut != ""
}

// acknowledged says which numbers have become events: those that were sent, and are not waited for.
func (r *room) acknowledged() []bool {
	is := make([]bool, len(r.by))
	for n, m := range r.by {
		m.mu.Lock()
		_, waiting := m.said[uint64(n)]
		is[n] = !waiting && (m.cut == "" || n < len(m.heard) && m.heard[n] > 0)
		m.mu.Unlock()
	}
	return is
}

// settled says whether nothing is under way any more.
func (r *room) settled() bool {
	is := r.acknowledged()
	for n, m := range r.by {
		if !is[n] && !m.gone() {
			return false
		}
	}
	for _, m := range r.members {
		if missing, _ := m.misses(is); missing > 0 && !m.gone() {
			return false
		}
	}
	return true
}

// misses counts the events that a member has not heard, and those that it has heard more than once.
func (m *member) misses(are []bool) (missing, twice int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for n, is := range are {
		times := 0
		if n < len(m.heard) {
			times = m.heard[n]
		}
		switch {
		case is && times == 0:
			missing++
		case times > 1:
			twice++
		}
	}
	return missing, twice
}
