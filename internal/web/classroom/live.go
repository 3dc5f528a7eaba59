package classroom

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	atMost   = 250 * time.Millisecond // between two states on one stream, however much happens
	alive    = 15 * time.Second       // after which a silent stream says that it is there
	patience = 10 * time.Second       // for a browser to take what is sent
	perOne   = 8                      // streams of one browser: it has tabs
)

// live sends states as they change (text/event-stream), to a browser of the class or to the teacher's.
func (c *Class) live(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	teacher := c.IsTeacher(query.Get("key"))
	if !teacher {
		leave, err := c.attend(query.Get("id"))
		if err != nil {
			http.Error(w, err.Error(), status(err))
			return
		}
		defer leave()
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	out := http.NewResponseController(w)
	out.SetReadDeadline(time.Time{}) // nothing more is to come: the server's limit on requests would end the stream
	for {
		c.mu.Lock()
		changed := c.changed
		s := c.state(teacher)
		if s.Poll != nil && !teacher {
			s.Poll.Mine = c.asked.choiceOf(query.Get("id"))
		}
		state, err := json.Marshal(s)
		c.mu.Unlock()
		if err == nil {
			err = send(w, out, fmt.Sprintf("data: %s\n\n", state))
		}
		if err != nil || !c.await(r, changed, func() error { return send(w, out, ": here\n\n") }) {
			return
		}
	}
}

// await waits until something has changed, and says meanwhile that the stream is there. It returns false when that has ended.
func (c *Class) await(r *http.Request, changed <-chan struct{}, here func() error) bool {
	soon := time.NewTimer(atMost)
	defer soon.Stop()
	silent := time.NewTicker(alive)
	defer silent.Stop()
	for {
		select {
		case <-changed:
			select {
			case <-soon.C:
				return true
			case <-r.Context().Done():
				return false
			}
		case <-silent.C:
			if here() != nil {
				return false
			}
		case <-r.Context().Done():
			return false
		}
	}
}

// send writes to a stream, for which the server's own limit on how long an answer takes does not hold.
func send(w http.ResponseWriter, out *http.ResponseController, text string) error {
	out.SetWriteDeadline(time.Now().Add(patience)) // where there is none, the write ends with the connection
	if _, err := w.Write([]byte(text)); err != nil {
		return err
	}
	return out.Flush()
}

// attend counts a browser as connected until leave is called.
func (c *Class) attend(id string) (leave func(), err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	p, err := c.whose(id)
	if err != nil {
		return nil, err
	}
	if p.live >= perOne {
		return nil, errTooFast
	}
	p.live++
	c.change()
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		p.live--
		p.left = c.now()
		c.change()
	}, nil
}
