package siege

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// A member means well: it says something when it is its turn, reads all that comes, and takes down what
// is wrong with it. Over UDP it asks again for what is missing.
type member struct {
	over   string // the transport
	name   string
	room   *room
	conn   transport.Conn
	port   int // its own
	cookie string
	epoch  string
	buf    []byte

	mu       sync.Mutex
	said     map[uint64]time.Time // emits that are not acknowledged, and when they were last sent
	next     uint64               // the offset that the next event has
	behind   uint64               // over UDP: events up to this are missing, and have been asked for
	asked    time.Time            // when
	pinged   time.Time
	heard    []int           // how often, by number
	took     []time.Duration // response times
	holes    int             // events that were missing when one after them came
	again    int             // emits that were said again
	refused  string          // the first error that it was told
	cut      string          // why it is no member any more; empty: it is
	cutAfter time.Duration   // since the room began
	closing  bool
}

// enter connects a member, which is then in the room.
func enter(ctx context.Context, s *server, r *room, over, name string) (*member, error) {
	t, err := transport.Named(over)
	if err != nil {
		return nil, err
	}
	m := &member{over: over, name: name, room: r, buf: make([]byte, 16<<10), said: map[uint64]time.Time{}}
	door := &door{}
	if m.conn, err = t.DialText(ctx, door, s.addr[over]); err != nil {
		return nil, err
	}
	m.port = door.port
	stop := context.AfterFunc(ctx, func() { m.conn.Close() })
	defer stop()
	if err := m.join(); err != nil {
		m.conn.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// join shows over UDP that the address is true, and enters the room.
func (m *member) join() error {
	if m.over == "udp" {
		cookie, err := answer[event.Cookie](m, event.Request{Type: event.TypeHello})
		if err != nil {
			return err
		}
		m.cookie = cookie.Cookie
	}
	request := event.Request{Type: event.TypeJoin, Room: m.room.name, Name: m.name, Session: "of-" + m.name}
	joined, err := answer[event.Joined](m, request)
	m.epoch, m.next = joined.Epoch, joined.Offset+1
	return err
}

// answer sends a request and returns the first reply of the kind that answers it. Over UDP it asks again
// and again, as the question or the answer may be lost.
func answer[R event.Reply](m *member, request event.Request) (want R, err error) {
	if err := m.send(request); err != nil {
		return want, err
	}
	if m.over == "udp" {
		request.Cookie = m.cookie
		answered := make(chan struct{})
		defer close(answered)
		go m.repeat(request.JSON(), answered)
	}
	for {
		n, err := m.conn.Recv(m.buf)
		if err != nil {
			return want, err
		}
		reply, err := event.DecodeReply(m.buf[:n])
		if err != nil {
			return want, err
		}
		switch reply := reply.(type) {
		case R:
			return reply, nil
		case *event.Error:
			return want, reply
		}
	}
}

// repeat sends a request again until it is answered, or the connection is closed.
func (m *member) repeat(request []byte, answered <-chan struct{}) {
	for tick := time.Tick(againAfter); ; {
		select {
		case <-tick:
			if errors.Is(m.conn.Send(request), net.ErrClosed) {
				return
			}
		case <-answered:
			return
		}
	}
}

// againAfter is how long a member waits for an answer over UDP.
const againAfter = 250 * time.Millisecond

func (m *member) send(r event.Request) error {
	r.Cookie = m.cookie
	return m.conn.Send(r.JSON())
}

// say makes the event of that number, which is due at that time after the room began.
func (m *member) say(n int, due time.Duration) {
	id := uint64(n)
	m.mu.Lock()
	m.said[id] = time.Now()
	m.mu.Unlock()
	err := m.send(event.Request{
		Type: event.TypeEmit, ID: &id, Room: m.room.name, Event: "tick", Data: fmt.Appendf(nil, "[%d,%d]", n, due),
	})
	if err != nil {
		m.end(err.Error())
	}
}

// listen reads until the connection ends.
func (m *member) listen() {
	for {
		n, err := m.conn.Recv(m.buf)
		if err != nil { // over UDP for example "connection refused": the server has fallen
			m.end(err.Error())
			return
		}
		reply, err := event.DecodeReply(m.buf[:n])
		if err != nil {
			m.end(fmt.Sprintf("it was told %q: %v", m.buf[:n], err))
			return
		}
		m.hear(reply)
	}
}

func (m *member) hear(reply event.Reply) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch reply := reply.(type) {
	case event.Event:
		m.hearEvent(reply)
	case event.Ack:
		if reply.ID != nil {
			delete(m.said, *reply.ID)
		}
	case event.Head:
		if reply.Offset >= m.next && m.behind < m.next {
			m.miss(reply.Offset)
		}
	case event.Gap:
		m.next = reply.To + 1 // what was before is lost, and will be seen by its numbers
	case *event.Error:
		// Over UDP a request that is dropped is one that was lost: it is said again, and has to be acknowledged then.
		if dropped := m.over == "udp" && reply.Code == event.TooFast; m.refused == "" && !dropped {
			m.refused = reply.Error()
		}
		if reply.Code == event.NotJoined || reply.Code == event.TooSlow { // over UDP nothing else ends
			m.endLocked(reply.Error())
		}
	}
}

func (m *member) hearEvent(e event.Event) {
	switch {
	case e.Offset < m.next && m.over == "udp":
		return // a replay has it again
	case e.Offset > m.next && m.over == "udp":
		if m.behind < m.next {
			m.miss(e.Offset - 1)
		}
		return // it will come again, after those that are missing
	case e.Offset > m.next:
		m.holes += int(e.Offset - m.next)
	}
	m.next = e.Offset + 1
	if e.Event != "tick" {
		return
	}
	var tick [2]int64
	if json.Unmarshal(e.Data, &tick) != nil || tick[0] < 0 || tick[0] > 1e6 {
		return
	}
	for len(m.heard) <= int(tick[0]) {
		m.heard = append(m.heard, 0)
	}
	m.heard[tick[0]]++
	m.took = append(m.took, time.Since(m.room.began)-time.Duration(tick[1]))
}

// miss takes down that the events up to an offset are missing, and asks for them.
func (m *member) miss(last uint64) {
	if m.over != "udp" {
		return // a head cannot be ahead of us here; if it is, events will be missing in the end
	}
	m.holes += int(last + 1 - m.next)
	m.behind = last
	m.resume()
}

func (m *member) resume() {
	m.asked = time.Now()
	m.send(event.Request{Type: event.TypeResume, Room: m.room.name, Epoch: m.epoch, Offset: m.next - 1})
}

// remind does over UDP what has to be done again and again: it repeats what was not answered, and asks
// how far the room is.
func (m *member) remind() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.over != "udp" || m.cut != "" {
		return
	}
	for n, sent := range m.said {
		if time.Since(sent) < againAfter {
			continue
		}
		m.said[n] = time.Now()
		m.again++
		m.send(event.Request{
			Type: event.TypeEmit, ID: &n, Room: m.room.name, Event: "tick",
			Data: fmt.Appendf(nil, "[%d,%d]", n, m.room.due(int(n))),
		})
	}
	if m.behind >= m.next && time.Since(m.asked) > 100*time.Millisecond {
		m.resume()
	}
	if time.Since(m.pinged) > time.Second {
		m.pinged = time.Now()
		m.send(event.Request{Type: event.TypePing})
	}
}

// end takes down why the member is none any more.
func (m *member) end(why string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.endLocked(why)
}

func (m *member) endLocked(why string) {
	if m.cut != "" || m.closing {
		return
	}
	if m.refused != "" && !strings.Contains(why, m.refused) {
		why = m.refused + "; then " + why
	}
	m.cut, m.cutAfter = why, time.Since(m.room.began)
}

// leave closes the connection, which is then not taken for cut off.
func (m *member) leave() {
	m.mu.Lock()
	m.closing = true
	m.mu.Unlock()
	m.conn.Close()
}
