package classroom

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/netip"
	"strings"
)

// maxBody is how many bytes a request may have.
const maxBody = 2 << 10

// A request is what a browser sends. Each kind of request has some of the fields.
type request struct {
	ID        string    `json:"id"`
	Poll      string    `json:"poll"`
	Round     string    `json:"round"`
	Choice    int       `json:"choice"`
	Number    int       `json:"number"`
	Tag       string    `json:"tag"`
	Recovered bool      `json:"recovered"`
	Measure   int       `json:"measure"`
	Trips     []float64 `json:"trips"`

	Do     string `json:"do"` // the teacher's
	Page   string `json:"page"`
	Lead   bool   `json:"lead"`
	Lesson string `json:"lesson"`
}

// handler answers below /class/: all but the pages, which are the site's. Who asks and under which name was checked before:
// wsdemo refuses other sites' pages.
func (c *Class) handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /class", http.RedirectHandler("/class/", http.StatusSeeOther))
	mux.HandleFunc("GET /class/live", c.live)
	mux.HandleFunc("POST /class/join", c.answer(func(r *http.Request, _ request) (any, error) {
		from, _ := netip.ParseAddrPort(r.RemoteAddr)
		id, err := c.Join(from.Addr().Unmap())
		return map[string]string{"id": id, "room": Room}, err
	}))
	mux.HandleFunc("POST /class/vote", c.answer(func(_ *http.Request, q request) (any, error) {
		return nil, c.Vote(q.ID, q.Poll, q.Round, q.Choice)
	}))
	mux.HandleFunc("POST /class/heard", c.answer(func(_ *http.Request, q request) (any, error) {
		return nil, c.Heard(q.ID, q.Number, q.Tag, q.Recovered)
	}))
	mux.HandleFunc("POST /class/trips", c.answer(func(_ *http.Request, q request) (any, error) {
		return nil, c.Trips(q.ID, q.Measure, q.Trips)
	}))
	mux.HandleFunc("POST /class/lead", c.answer(func(r *http.Request, q request) (any, error) {
		if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); !ok || !c.IsTeacher(key) {
			return nil, errNotTeacher
		}
		return nil, c.lead(q)
	}))
	return mux
}

var errNotTeacher = errors.New("that is for the teacher: open the address that wirelab class has printed")

// lead does what the teacher wants.
func (c *Class) lead(q request) error {
	switch q.Do {
	case "show":
		return c.Show(q.Page, q.Lead)
	case "lead":
		c.Lead(q.Lead)
	case "ask":
		return c.Ask(q.Lesson, q.Number, q.Round)
	case "close":
		c.CloseVote()
	case "say":
		return c.Say()
	case "measure":
		c.Measure()
	default:
		return errors.New("there is nothing of that name to do")
	}
	return nil
}

// answer makes a handler of what is done with a request: JSON goes in and comes out.
func (c *Class) answer(do func(*http.Request, request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		// A page from elsewhere cannot send this type without being asked first, and it is not answered.
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
			http.Error(w, "send application/json", http.StatusUnsupportedMediaType)
			return
		}
		var q request
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&q); err != nil {
			http.Error(w, "that is no request", http.StatusBadRequest)
			return
		}
		reply, err := do(r, q)
		if err != nil {
			http.Error(w, err.Error(), status(err))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(reply) // whoever has gone does not need it
	}
}

func status(err error) int {
	switch {
	case errors.Is(err, errNotTeacher):
		return http.StatusForbidden
	case errors.Is(err, errUnknown):
		return http.StatusNotFound
	case errors.Is(err, errTooFast):
		return http.StatusTooManyRequests
	case errors.Is(err, errFull):
		return http.StatusServiceUnavailable
	case errors.Is(err, errClosed):
		return http.StatusConflict
	}
	return http.StatusBadRequest
}
