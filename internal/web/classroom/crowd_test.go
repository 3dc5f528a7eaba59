package classroom

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/room/hub"
	"wirelab/lessons"
	"wirelab/wsdemo"
)

// A served class is one with its server, as wirelab class has it.
type served struct {
	t     *testing.T
	ctx   context.Context
	class *Class
	host  string
}

func serve(t *testing.T, files map[string][]byte) *served {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	rooms := &hub.Hub{}
	class := New(lessons.All(), rooms, func(path string) bool { return files[path] != nil })
	ctx, stop := context.WithTimeout(context.Background(), 4*time.Minute) // not the test's, which ends before browsers do
	server := &wsdemo.BroadcastServer{Hub: rooms, Site: NewSite(class, func() map[string][]byte { return files })}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, ln) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		class.End()
	})
	return &served{t, ctx, class, ln.Addr().String()}
}

// post sends a request, with further headers as pairs, and returns the status and the answer.
func (s *served) post(what, body string, headers ...string) (int, string, error) {
	r, err := http.NewRequestWithContext(s.ctx, http.MethodPost, "http://"+s.host+"/class/"+what, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return response.StatusCode, strings.TrimSpace(string(text)), err
}

// lead sends a request of the teacher's.
func (s *served) lead(body string) {
	s.t.Helper()
	if status, text, err := s.post("lead", body, "Authorization", "Bearer "+s.class.Key); status != http.StatusOK {
		s.t.Errorf("%s: %d %s %v", body, status, text, err)
	}
}

// watch reads states until one is as wanted.
func (s *served) watch(query string, wanted func(State) bool) error {
	r, err := http.NewRequestWithContext(s.ctx, http.MethodGet, "http://"+s.host+"/class/live?"+query, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		text, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !ok {
			continue
		}
		var state State
		if err := json.Unmarshal(text, &state); err != nil {
			return err
		}
		if wanted(state) {
			return nil
		}
	}
	return fmt.Errorf("the stream %s ended with status %d", query, response.StatusCode)
}

// phone is one that joins, votes when it is asked, and waits until it sees everybody's votes.
func (s *served) phone(choice, voters int) error {
	_, text, err := s.post("join", "{}")
	if err != nil {
		return err
	}
	var place struct{ ID string }
	if err := json.Unmarshal([]byte(text), &place); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	}
	voted := false
	var failed error
	err = s.watch("id="+place.ID, func(state State) bool {
		p := state.Poll
		switch {
		case p == nil || failed != nil:
			return failed != nil
		case p.Open && p.Bars != nil:
			failed = errors.New("it sees votes before the poll is closed")
		case p.Open && !voted:
			voted = true
			body := fmt.Sprintf(`{"id":%q,"poll":%q,"round":%q,"choice":%d}`, place.ID, p.Key, p.Round, choice)
			if status, text, err := s.post("vote", body); status != http.StatusOK {
				failed = fmt.Errorf("vote: %d %s %w", status, text, err)
			}
		case !p.Open:
			all := 0
			for _, n := range p.Bars["before"] {
				all += n
			}
			if all != voters {
				failed = fmt.Errorf("it sees %v: not %d votes", p.Bars, voters)
			}
			return true
		}
		return failed != nil
	})
	return errors.Join(err, failed)
}

// TestCrowd: two hundred phones join and vote at once, and all see the same bars in the end.
func TestCrowd(t *testing.T) {
	s := serve(t, nil)
	dir, key := question(t)
	const phones = 200
	var all sync.WaitGroup
	for i := range phones {
		all.Go(func() {
			if err := s.phone(i%2, phones); err != nil {
				t.Errorf("phone %d: %v", i, err)
			}
		})
	}
	s.lead(fmt.Sprintf(`{"do":"ask","lesson":%q,"number":1,"round":"before"}`, dir))
	if err := s.watch("key="+s.class.Key, func(state State) bool { return state.Poll != nil && state.Poll.Votes == phones }); err != nil {
		t.Error(err)
	}
	s.lead(`{"do":"close"}`)
	all.Wait()
	if got := s.class.Results()[key].Votes["before"][:2]; got[0] != phones/2 || got[1] != phones/2 {
		t.Errorf("the votes are %v", got)
	}
}

// member is a phone in the room: it tells of the number that it hears there.
func (s *served) member(id string) error {
	conn, _, err := websocket.DefaultDialer.DialContext(s.ctx, "ws://"+s.host+"/ws", nil)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.WriteJSON(map[string]string{"type": "join", "room": Room, "name": "phone"}); err != nil {
		return err
	}
	for {
		var reply struct {
			Type, Event string
			Data        json.RawMessage
		}
		if err := conn.ReadJSON(&reply); err != nil {
			return err
		}
		if reply.Type == "joined" {
			if status, text, err := s.post("vote", fmt.Sprintf(`{"id":%q,"poll":%q,"round":"before","choice":0}`, id, s.class.asked.key())); status != http.StatusOK {
				return fmt.Errorf("vote: %d %s %w", status, text, err)
			}
		}
		if reply.Event != eventName {
			continue
		}
		var said struct {
			Number int
			Tag    string
		}
		if err := json.Unmarshal(reply.Data, &said); err != nil {
			return err
		}
		status, text, err := s.post("heard", fmt.Sprintf(`{"id":%q,"number":%d,"tag":%q}`, id, said.Number, said.Tag))
		if status != http.StatusOK {
			return fmt.Errorf("heard: %d %s %w", status, text, err)
		}
		return nil
	}
}

// TestRoom: thirty phones vote and are in a room. What is said there they hear, and the teacher sees on the map who has.
func TestRoom(t *testing.T) {
	s := serve(t, nil)
	dir, _ := question(t)
	s.lead(fmt.Sprintf(`{"do":"ask","lesson":%q,"number":1,"round":"before"}`, dir))
	const phones = 30
	ids := joined(t, s.class, phones+1) // one is in the class, but not in the room
	var all sync.WaitGroup
	for _, id := range ids {
		leave, err := s.class.attend(id)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
	}
	for _, id := range ids[:phones] {
		all.Go(func() {
			if err := s.member(id); err != nil {
				t.Error(err)
			}
		})
	}
	if err := s.watch("key="+s.class.Key, func(state State) bool { return state.Poll.Votes == phones }); err != nil {
		t.Fatal(err)
	}
	s.lead(`{"do":"say"}`)
	if err := s.watch("key="+s.class.Key, func(state State) bool {
		return state.Heard != nil && state.Heard.Live == phones && len(state.Heard.Marks) == phones+1 && state.Heard.Marks[phones] == "none"
	}); err != nil {
		t.Error(err)
	}
	all.Wait()
}

// TestRefused: what a student's browser may not do, or a page from elsewhere, is refused, and says why.
func TestRefused(t *testing.T) {
	s := serve(t, nil)
	for _, try := range []struct {
		what, body string
		headers    []string
		status     int
	}{
		{"lead", `{"do":"say"}`, nil, 403},
		{"lead", `{"do":"say"}`, []string{"Authorization", "Bearer guessed"}, 403},
		{"lead", `{"do":"say"}`, []string{"Authorization", s.class.Key}, 403},
		{"lead", `{"do":"dance"}`, []string{"Authorization", "Bearer " + s.class.Key}, 400},
		{"join", `{}`, []string{"Origin", "http://evil.example"}, 403},
		{"join", `{}`, []string{"Content-Type", "text/plain"}, 415},
		{"join", `{`, nil, 400},
		{"join", `{"id":"` + strings.Repeat("a", maxBody) + `"}`, nil, 400},
		{"vote", `{"id":"nobody"}`, nil, 404},
		{"heard", `{"id":"nobody"}`, nil, 404},
		{"trips", `{"id":"nobody","trips":[1]}`, nil, 404},
		{"trips", `{"id":"nobody","trips":["x"]}`, nil, 400},
		{"dance", `{}`, nil, 404},
	} {
		status, text, err := s.post(try.what, try.body, try.headers...)
		if err != nil || status != try.status || text == "" || strings.Contains(text, "\n") {
			t.Errorf("%s %.40s %v: %d %q %v", try.what, try.body, try.headers, status, text, err)
		}
	}
	for _, query := range []string{"", "id=nobody", "key=guessed", "key="} {
		if err := s.watch(query, func(State) bool { return true }); err == nil || !strings.Contains(err.Error(), "404") {
			t.Errorf("%q listens: %v", query, err)
		}
	}
	if s.class.said.number != 0 {
		t.Error("something was said")
	}
}

// TestGone: a browser that goes does not count any more, and keeps its place.
func TestGone(t *testing.T) {
	s := serve(t, nil)
	id := joined(t, s.class, 1)[0]
	if err := s.watch("id="+id, func(state State) bool { return state.Here == 1 }); err != nil {
		t.Fatal(err)
	}
	if err := s.watch("key="+s.class.Key, func(state State) bool { return state.Here == 0 }); err != nil {
		t.Error(err)
	}
	if err := s.watch("id="+id, func(state State) bool { return state.Here == 1 }); err != nil {
		t.Errorf("it cannot come back: %v", err)
	}
}
