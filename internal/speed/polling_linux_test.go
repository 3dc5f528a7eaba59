package speed

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"wirelab/wsdemo/socketio"
)

// idlePollers returns how many bytes a member takes who speaks Socket.IO by polling, and whose poll is waiting. Here the
// client is Go's, since the server's memory is what counts. Each member is in a room of its own: with all in one the
// joins alone would be a million polls.
func idlePollers(tb testing.TB, n int) float64 {
	tb.Helper()
	s := start(tb, "ws-room", cores(tb)[0])
	transport := &http.Transport{MaxConnsPerHost: 0, DisableCompression: true}
	post := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	at := fmt.Sprintf("http://localhost:%d%s?EIO=4&transport=polling", s.port, socketio.Path)
	before := s.memory(tb)
	var polls sync.WaitGroup
	defer polls.Wait()
	for i := range n {
		p := &poller{get: &http.Client{Transport: transport}, post: &http.Client{Transport: post}, at: at}
		p.enter(tb, fmt.Sprint("m", i))
		defer p.leave(tb)
		polls.Go(func() { p.poll(tb) })
	}
	return float64(settled(tb, s)-before) / float64(n)
}

// settled returns the server's memory when it has become the same: the last polls may be on their way.
func settled(tb testing.TB, s *server) int {
	last := s.memory(tb)
	for range 20 {
		now := s.memory(tb)
		if now == last {
			break
		}
		last = now
	}
	return last
}

// A poller is a member that polls.
type poller struct {
	get, post *http.Client
	at        string
}

// enter begins a session, connects to the namespace and joins a room of the member's own.
func (p *poller) enter(tb testing.TB, name string) {
	sid := regexp.MustCompile(`"sid":"(\w+)"`).FindStringSubmatch(p.poll(tb))
	if sid == nil {
		tb.Fatal("no session")
	}
	p.at += "&sid=" + sid[1]
	for _, packet := range []string{"40", fmt.Sprintf(`420["join",{"room":"%s","name":"%[1]s"}]`, name)} {
		p.say(tb, packet)
		p.poll(tb)
	}
}

// leave closes the session, which ends the poll.
func (p *poller) leave(tb testing.TB) { p.say(tb, "1") }

func (p *poller) say(tb testing.TB, packet string) {
	answer, err := p.post.Post(p.at, "text/plain", strings.NewReader(packet))
	p.read(tb, answer, err)
}

func (p *poller) poll(tb testing.TB) string {
	answer, err := p.get.Get(p.at)
	return p.read(tb, answer, err)
}

func (p *poller) read(tb testing.TB, answer *http.Response, err error) string {
	if err != nil {
		tb.Error(err)
		return ""
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		tb.Errorf("status %d, %s, %v", answer.StatusCode, b, err)
	}
	return string(b)
}
