package socketio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// upgradePoll is how long a poll is kept waiting while a WebSocket is tried out. The client does not go over to
// it before its poll has ended; and it may have begun one just before it knew.
const upgradePoll = 100 * time.Millisecond

// poll answers a GET: with the packets that wait, or as soon as there are any. The server's pings see to it that
// none waits for long.
func (s *session) poll(w http.ResponseWriter, r *http.Request) {
	waits, err := s.enter()
	if err != nil {
		refuse(w, badRequest, err.Error())
		return
	}
	if park := s.server.Park; waits && park != nil {
		if park(w, r, func(gone <-chan struct{}) *http.Response { return s.await(gone).response() }) {
			return
		}
	}
	a := s.await(r.Context().Done())
	s.inTime(w)
	a.write(w)
}

// enter notes that there is a poll, and says whether it has to wait. There is one at a time.
func (s *session) enter() (waits bool, err error) {
	s.mu.Lock()
	overlap := s.polls
	s.polls = true
	waits = s.waits()
	s.mu.Unlock()
	if overlap {
		s.end(errOverlap)
		return false, errOverlap
	}
	return waits, nil
}

// waits says whether there is nothing yet to answer a poll with.
func (s *session) waits() bool {
	return s.ended == nil && s.ws == nil && !s.ready() && s.last == nil
}

// await waits for the packets that answer a poll, which is over then.
func (s *session) await(gone <-chan struct{}) reply {
	packets, err := s.gathered(gone)
	if err != nil {
		return refusal(badRequest, err.Error())
	}
	return reply{http.StatusOK, "text/plain; charset=UTF-8", appendPayload(nil, packets)}
}

func (s *session) gathered(gone <-chan struct{}) ([]Packet, error) {
	s.mu.Lock()
	var patience <-chan time.Time // while a WebSocket is tried out
	for s.waits() {
		if s.probe != nil && patience == nil {
			patience = time.After(upgradePoll)
		}
		s.news = make(chan struct{})
		news := s.news
		s.mu.Unlock()
		select {
		case <-news:
		case <-patience:
			s.mu.Lock()
			s.polls = false
			s.mu.Unlock()
			return []Packet{noop}, nil
		case <-s.over:
		case <-gone:
			s.end(errGone)
			return nil, errGone
		}
		s.mu.Lock()
	}
	s.polls = false
	why, last := s.ended, s.last
	var packets []Packet
	if s.ws == nil {
		packets = s.take()
	}
	s.mu.Unlock()
	switch {
	case why == errLeft || why == nil && len(packets) == 0 && last == nil: // the poll is not needed any more
		return []Packet{noop}, nil
	case why != nil:
		return []Packet{closing}, nil
	case last != nil && len(packets) == 0: // not with the last packets: the official client closes before it looks at them
		s.end(last)
		return []Packet{closing}, nil
	}
	return packets, nil
}

// ready says whether there is something to answer a poll with. While a POST is being carried out, what comes of it is
// gathered, unless somebody waits for space.
func (s *session) ready() bool { return len(s.out) > 0 && (!s.taking || s.space != nil) }

// post takes the packets that a POST brings.
func (s *session) post(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	overlap := s.posts
	s.posts = true
	s.mu.Unlock()
	if overlap {
		s.end(errOverlap)
		refuse(w, badRequest, errOverlap.Error())
		return
	}
	body, err := s.server.read(r.Body)
	if err == nil {
		err = s.receiveAll(body)
	}
	s.server.done(body)
	s.mu.Lock()
	s.posts = false
	s.mu.Unlock()
	s.inTime(w)
	if err != nil { // what still comes of the body is read before the answer goes: for a second, and not as long as it likes
		http.NewResponseController(w).SetReadDeadline(time.Now().Add(time.Second))
	}
	switch {
	case errors.Is(err, errTooLarge):
		s.end(err)
		answer(w, http.StatusRequestEntityTooLarge, "text/plain", []byte(err.Error()))
	case err != nil:
		s.end(err)
		refuse(w, badRequest, err.Error())
	default:
		answer(w, http.StatusOK, "text/plain", []byte("ok"))
	}
}

// inTime gives an answer its time. The HTTP server counts it from the beginning of the request, which may have waited.
func (s *session) inTime(w http.ResponseWriter) {
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(s.server.WriteTimeout))
}

func (s *session) receiveAll(body []byte) error {
	s.gather(true)
	defer s.gather(false)
	for p, err := range payload(body) {
		if err == nil {
			err = s.receive(p)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// gather says whether a POST is being carried out.
func (s *session) gather(taking bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taking = taking
	if s.lastPost() {
		s.tellSpace()
	}
	if s.ready() {
		s.tell()
	}
}

// uncounted is how much of each body, and of each event with attachments, is in no budget: while large ones fill it, small ones get through.
const uncounted = 4 << 10

// read reads the body of a POST. Its memory grows with what has come, whatever length the request claims to have,
// and is taken from what all requests may hold together; done gives it back.
func (s *Server) read(r io.Reader) (body []byte, err error) {
	body = make([]byte, 0, 512)
	for {
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case len(body) > s.MaxPayload:
			return body, errTooLarge
		case err == io.EOF:
			return body, nil
		case err != nil:
			return body, fmt.Errorf("read: %w", err)
		case len(body) < cap(body):
			continue
		}
		size := 4 * cap(body)
		if size > uncounted && !s.Unfinished.Take(size-max(cap(body), uncounted)) {
			return body, errTooMuch
		}
		body = append(make([]byte, 0, size), body...)
	}
}

func (s *Server) done(body []byte) { s.Unfinished.Give(counted(cap(body))) }

// A reply is an answer to a request.
type reply struct {
	status int
	kind   string
	body   []byte
}

func (a reply) header() http.Header {
	return http.Header{
		"Content-Type":           {a.kind},
		"Content-Length":         {strconv.Itoa(len(a.body))},
		"Cache-Control":          {"no-store"},
		"X-Content-Type-Options": {"nosniff"},
	}
}

// write has the HTTP server answer.
func (a reply) write(w http.ResponseWriter) {
	maps.Copy(w.Header(), a.header())
	w.WriteHeader(a.status)
	w.Write(a.body)
}

// response is for where the HTTP server does not.
func (a reply) response() *http.Response {
	h := a.header()
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	return &http.Response{
		StatusCode: a.status, ProtoMajor: 1, ProtoMinor: 1, Header: h,
		Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)),
	}
}

// answer sends an answer of one piece.
func answer(w http.ResponseWriter, status int, kind string, body []byte) {
	reply{status, kind, body}.write(w)
}
