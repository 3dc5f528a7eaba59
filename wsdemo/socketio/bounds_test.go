package socketio

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
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
