package socketio

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// ask has the server answer a request without a network.
func ask(s *Server, method, query, body string) string {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(method, Path+"?EIO=4&transport=polling"+query, strings.NewReader(body)))
	return w.Body.String()
}

func begin(t *testing.T, s *Server) (query string) {
	t.Helper()
	sid := regexp.MustCompile(`"sid":"(\w+)"`).FindStringSubmatch(ask(s, http.MethodGet, "", ""))
	if sid == nil {
		t.Fatal("no session")
	}
	return "&sid=" + sid[1]
}

// count is how many sessions there are.
func (s *Server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sessions)
}

// TestBudgets: whatever becomes of what is waiting, it is counted, and then counted no more.
func TestBudgets(t *testing.T) {
	for name, test := range map[string]struct {
		posts string
		polls bool
	}{
		"a large body":                    {posts: "4" + `2["a","` + strings.Repeat("x", 20_000) + `"]`, polls: true},
		"what nobody polls":               {posts: `420["a","` + strings.Repeat("x", 20_000) + `"]`},
		"a body that breaks the protocol": {posts: strings.Repeat("x", 20_000)},
		"attachments that are missing":    {posts: `452-["a"]` + "\x1eb" + strings.Repeat("AAAA", 5_000)},
		"a body that is too large":        {posts: strings.Repeat("x", 70_000)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := (&Server{MaxPayload: 64 << 10, Unfinished: netx.NewBudget(1 << 20), MaxSessions: 10}).Start()
				query := begin(t, s)
				ask(s, http.MethodPost, query, "40")
				ask(s, http.MethodGet, query, "")
				ask(s, http.MethodPost, query, test.posts)
				if name == "what nobody polls" && s.waiting.Take(maxWaiting) {
					t.Error("what waits is not counted")
				}
				if name == "attachments that are missing" && s.Unfinished.Take(1<<20) {
					t.Error("attachments are not counted")
				}
				if test.polls {
					ask(s, http.MethodGet, query, "")
				}
				time.Sleep(time.Minute)
				if !s.waiting.Take(maxWaiting) {
					t.Error("something waits")
				}
				if !s.Unfinished.Take(1 << 20) {
					t.Error("something is unfinished")
				}
				s.Stop()
			})
		})
	}
}

// TestUnfinishedIsBounded: large bodies find no space where others have taken all, and small ones do.
func TestUnfinishedIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := (&Server{MaxPayload: 64 << 10, Unfinished: netx.NewBudget(0), MaxSessions: 10}).Start()
		query := begin(t, s)
		ask(s, http.MethodPost, query, "40")
		ask(s, http.MethodGet, query, "")
		if got := ask(s, http.MethodPost, query, `42["a","`+strings.Repeat("x", 1500)+`"]`); got != "ok" {
			t.Errorf("a small body: %s", got)
		}
		if got := ask(s, http.MethodPost, query, `42["a","`+strings.Repeat("x", 20_000)+`"]`); !strings.Contains(got, errTooMuch.Error()) {
			t.Errorf("a large body: %s", got)
		}
		s.Stop()
	})
}

// TestHistoryMovesOn: a client that was told that it gets all that it missed, and does not, loses its connection. It
// comes back, and is told that it will not.
func TestHistoryMovesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := &hub.Hub{}
		s := (&Server{Hub: h, MaxPayload: 64 << 10, Unfinished: netx.NewBudget(1 << 20), MaxSessions: 10}).Start()
		query := begin(t, s)
		session := s.find(strings.TrimPrefix(query, "&sid="))
		r := &rooms{socket: session.socket, trail: newTrail(auth{}), gone: make(chan struct{}), left: make(chan struct{})}
		r.recovering = true
		r.member, r.stop = h.Pump(netip.Addr{}, "socketio", r.write)
		s.recovery.begins(r)
		session.socket.program = r
		r.ask(&call{left: 1}, event.Request{Type: event.TypeJoin, Room: "blue", Session: "s", Epoch: "another", Offset: 5})
		synctest.Wait()
		if session.ended != errReturn {
			t.Errorf("the session has ended: %v, want %v", session.ended, errReturn)
		}
		if again, missed := s.recovery.claim(h, auth{PID: r.trail.pid}); again == r.trail || missed != nil {
			t.Error("the client comes back to where it was")
		}
		s.Stop()
	})
}

// TestAbsences: an address has its share of those who may come back.
func TestAbsences(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := (&Server{MaxSessions: 10}).Start()
		for range maxAbsent + 10 {
			socket := &socket{session: &session{server: s}}
			s.recovery.ends(&rooms{socket: socket, trail: newTrail(auth{})}, true)
		}
		if n := s.recovery.order.Len(); n != maxAbsent || len(s.recovery.absent) != n {
			t.Errorf("%d and %d are remembered, want %d", n, len(s.recovery.absent), maxAbsent)
		}
		time.Sleep(absentFor)
		s.recovery.claim(nil, auth{})
		if n := s.recovery.order.Len(); n != 0 || len(s.recovery.absent) != n {
			t.Errorf("after a minute %d and %d are remembered", n, len(s.recovery.absent))
		}
	})
}

// TestPlaceholders: each attachment has one place. Else a thousand places for one would make 40 MB of 64 KB, and a
// gigabyte of a megabyte.
func TestPlaceholders(t *testing.T) {
	const place = `{"_placeholder":true,"num":0}`
	for data, want := range map[string]error{
		`["a",` + place + `]`: nil,
		`["a"]`:               nil,
		`["a"` + strings.Repeat(","+place, 2) + `]`:                 errAttachments,
		`["a"` + strings.Repeat(","+place, 1000) + `]`:              errAttachments,
		`["a",{"_placeholder":true,"num":1}]`:                       errAttachments,
		`["a",{"_placeholder":true,"num":999}]`:                     errAttachments,
		`["a",{"_placeholder":true,"num":-1}]`:                      nil, // not one
		`["a",{"_placeholder":true,"num":99999999999999999999999}]`: nil,
	} {
		p := packet{kind: typeBinaryEvent, namespace: "/", attachments: 1, data: []byte(data)}
		if err := p.join([][]byte{make([]byte, 30_000)}); err != want || len(p.data) > 41_000+len(data) {
			t.Errorf("%.80s: %v and %d bytes, want %v", data, err, len(p.data), want)
		}
	}
}

// TestWhoHoldsMostEnds: where all sessions together hold too much, those end that hold the most, and one that polls
// does not.
func TestWhoHoldsMostEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := (&Server{MaxPayload: 1 << 20, Unfinished: netx.NewBudget(1 << 30), MaxSessions: 1000}).Start()
		polls := begin(t, s)
		ask(s, http.MethodPost, polls, "40")
		ask(s, http.MethodGet, polls, "")
		s.waiting = netx.NewBudget(1 << 20)
		large := `42["a","` + strings.Repeat("x", 50_000) + `"]`
		for range 100 { // 5 MB, and nobody takes them
			query := begin(t, s)
			ask(s, http.MethodPost, query, "40")
			ask(s, http.MethodGet, query, "")
			ask(s, http.MethodPost, query, large)
		}
		if got := ask(s, http.MethodPost, polls, `42["a","hello"]`); got != "ok" {
			t.Errorf("a POST of one that polls: %s", got)
		}
		if got := ask(s, http.MethodGet, polls, ""); got != `42["a","hello"]` {
			t.Errorf("it hears %.80s", got)
		}
		if held := 1 << 20 / 50_000; s.count() > held+2 || s.count() < held-2 {
			t.Errorf("%d sessions are left, want about %d", s.count(), held)
		}
		s.Stop()
	})
}

// A blocking program counts how many of its events are under way.
type blocking struct{ at, most, free chan int }

func (b *blocking) event(string, []json.RawMessage, *uint64) {
	n := <-b.at
	b.at <- n + 1
	b.most <- max(<-b.most, n+1)
	<-b.free
	b.at <- <-b.at - 1
}
func (*blocking) ack(uint64, []byte) {}
func (*blocking) end(bool)           {}

// TestOneAtATime: a POST that is still carried out when the session goes over to its WebSocket, and what comes by
// that, do not overlap.
func TestOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := (&Server{MaxPayload: 64 << 10, Unfinished: netx.NewBudget(1 << 20), MaxSessions: 10}).Start()
		session := s.find(strings.TrimPrefix(begin(t, s), "&sid="))
		b := &blocking{make(chan int, 1), make(chan int, 1), make(chan int)}
		b.at <- 0
		b.most <- 0
		session.socket.program = b
		for range 2 { // a POST, and a WebSocket
			go session.receive(Packet{Data: []byte(`42["a"]`)})
		}
		synctest.Wait()
		close(b.free)
		synctest.Wait()
		if most := <-b.most; most != 1 {
			t.Errorf("%d packets were taken at once", most)
		}
		s.Stop()
	})
}

// TestUnpolled: what a session takes of which nobody polls. What is said is there once for all of them.
func TestUnpolled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const sessions = 200
		h := &hub.Hub{Rate: -1}
		s := (&Server{Hub: h, MaxPayload: 64 << 10, Unfinished: netx.NewBudget(1 << 20), MaxSessions: 1000}).Start()
		memory := func() int {
			var m runtime.MemStats
			runtime.GC()
			runtime.GC()
			runtime.ReadMemStats(&m)
			return int(m.HeapAlloc)
		}
		before := memory()
		for range sessions {
			query := begin(t, s)
			ask(s, http.MethodPost, query, "40")
			ask(s, http.MethodPost, query, `42["join","blue"]`)
		}
		eve, stop := h.Pump(netip.Addr{}, "tcp", func([]*hub.Message, error) {})
		eve.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
		most := 0
		for range 10 {
			for range 100 {
				eve.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", Data: []byte(`"hi"`)})
				synctest.Wait()
			}
			most = max(most, (memory()-before)/sessions)
		}
		t.Logf("%d bytes a session", most)
		if most > 50_000 {
			t.Errorf("%d bytes a session, want 50,000 at most", most)
		}
		if n := h.Stats().Members; n != 1 {
			t.Errorf("%d members are left", n)
		}
		stop()
		time.Sleep(50 * time.Second)
		if s.count() != 0 {
			t.Errorf("%d sessions are left", s.count())
		}
		s.Stop()
	})
}

// TestComeAndGo: whoever connects 100 times a second and vanishes takes its address's share of the sessions, for 45
// seconds each, and leaves nothing behind. Guesses at sessions leave nothing at all.
func TestComeAndGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const places = 300
		h := &hub.Hub{}
		s := (&Server{Hub: h, MaxPayload: 64 << 10, Unfinished: netx.NewBudget(1 << 20), MaxSessions: places}).Start()
		refused := 0
		for i := range 2000 {
			time.Sleep(10 * time.Millisecond)
			if got := ask(s, http.MethodGet, fmt.Sprint("&sid=guess", i), ""); !strings.Contains(got, `"code":1`) {
				t.Fatalf("a guess: %s", got)
			}
			opened := ask(s, http.MethodGet, "", "")
			sid := regexp.MustCompile(`"sid":"(\w+)"`).FindStringSubmatch(opened)
			if sid == nil {
				refused++
				continue
			}
			ask(s, http.MethodPost, "&sid="+sid[1], "40\x1e"+`42["join","blue"]`)
		}
		if n := s.count(); n > places*2/3+1 || refused != 2000-n {
			t.Errorf("%d sessions of one address, and %d refused", n, refused)
		}
		other := httptest.NewRequest(http.MethodGet, Path+"?EIO=4&transport=polling", nil)
		other.RemoteAddr = "192.0.2.99:1"
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, other); w.Code != http.StatusOK {
			t.Errorf("another address: %d %s", w.Code, w.Body)
		}
		time.Sleep(time.Minute)
		if members := h.Stats().Members; s.count() != 0 || members != 0 {
			t.Errorf("%d sessions and %d members are left", s.count(), members)
		}
		s.Stop()
	})
}

// TestStopWaits: Stop waits for what belonged to a session that somebody else is just ending, too.
func TestStopWaits(t *testing.T) {
	for range 500 {
		var ended atomic.Int32
		s := (&Server{MaxSessions: 10, Unfinished: netx.NewBudget(1), OnSession: func(_ net.Addr, open bool) {
			if !open {
				ended.Add(1)
			}
		}}).Start()
		session, err := s.add(nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		var ending sync.WaitGroup
		ending.Go(func() { session.end(errGone) })
		s.Stop()
		if ended.Load() != 1 {
			t.Fatal("Stop has returned, and a session has not ended")
		}
		ending.Wait()
	}
}
