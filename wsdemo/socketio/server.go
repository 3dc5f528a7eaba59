package socketio

import (
	"cmp"
	"container/list"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// Path is where a server answers.
const Path = "/socket.io/"

// A Server answers the requests for Path. Its fields are set before it is used.
type Server struct {
	// Hub has the rooms. Nil means that there are none, and each event is sent back (echo.go).
	Hub *hub.Hub
	// Upgrade makes a WebSocket of a request and calls serve with it, in a goroutine of its own. What serve returns
	// is why the WebSocket has ended, for Upgrade to report.
	Upgrade func(w http.ResponseWriter, r *http.Request, serve func(WebSocket) error)
	// Park, if not nil, has a poll wait with less memory than in the HTTP server. It calls answer in a goroutine of its
	// own; gone is closed if the client goes away meanwhile. It is false if that poll cannot be parked.
	Park func(w http.ResponseWriter, r *http.Request, answer func(gone <-chan struct{}) *http.Response) bool
	// MaxPayload is the size in bytes of the largest body of a POST, and of all that belongs to one event.
	// The client is told, and divides what it sends.
	MaxPayload int
	// Unfinished is how many bytes of bodies and of attachments the sessions may hold together.
	Unfinished *netx.Budget
	// MaxSessions is how many sessions there are at once, and MaxPerAddr how many are of one address (netx.Shares).
	MaxSessions, MaxPerAddr int
	// WriteTimeout ends a request whose client does not take the answer for so long.
	WriteTimeout time.Duration
	// PingInterval is how long after an answer a client is asked again whether it is there, and PingTimeout how
	// long it may take to answer. Zero means 25 and 20 seconds, as with the official server.
	PingInterval, PingTimeout time.Duration
	// UpgradeTimeout is how long a WebSocket may be tried out. Zero means 10 seconds.
	UpgradeTimeout time.Duration
	// ConnectTimeout ends a session that is in no namespace after so long, at the next ping. Zero means 45 seconds.
	ConnectTimeout time.Duration
	// OnData, if not nil, is called by an echo server with the first argument of each event: a text as it is, bytes as
	// they are, other values as JSON.
	OnData func(peer net.Addr, b []byte)
	// OnSession, if not nil, is told when a session begins and, with open false, when it has ended. It must not wait.
	OnSession func(peer net.Addr, open bool)
	// Observe is told why a session has failed. A clean end is no error. It may be called by many goroutines at
	// once.
	Observe func(peer net.Addr, err error)

	waiting  *netx.Budget   // what all sessions hold for polls to come
	shares   netx.Shares    // of the sessions
	running  sync.WaitGroup // sessions, each until all of it has ended
	recovery recovery

	mu       sync.Mutex // guards the rest
	sessions map[string]*session
	stopped  bool
}

// maxWaiting is how many bytes all sessions together hold for those who do not poll. What is said in the rooms is
// there once, but is counted for each.
const maxWaiting = 64 << 20

// Start makes the server ready, and returns it.
func (s *Server) Start() *Server {
	s.PingInterval = cmp.Or(s.PingInterval, 25*time.Second)
	s.PingTimeout = cmp.Or(s.PingTimeout, 20*time.Second)
	s.UpgradeTimeout = cmp.Or(s.UpgradeTimeout, 10*time.Second)
	s.ConnectTimeout = cmp.Or(s.ConnectTimeout, 45*time.Second)
	s.waiting = netx.NewBudget(max(maxWaiting, 2*s.MaxPayload))
	s.shares.Places, s.shares.PerOne = s.MaxSessions, s.MaxPerAddr
	s.sessions = map[string]*session{}
	s.recovery.here, s.recovery.absent = map[string]*rooms{}, map[string]*list.Element{}
	s.recovery.shares.Places = maxAbsent
	return s
}

// Stop ends all sessions, and returns when all that belonged to them has ended. No session begins after that.
func (s *Server) Stop() {
	s.mu.Lock()
	s.stopped = true
	var all []*session
	for _, session := range s.sessions {
		all = append(all, session)
	}
	s.mu.Unlock()
	for _, session := range all {
		session.end(errStopping)
	}
	s.running.Wait()
}

// These are the protocol's errors, by their codes in the body of an answer with status 400.
const (
	unknownTransport   = 0
	unknownSession     = 1
	badHandshakeMethod = 2
	badRequest         = 3
	forbidden          = 4
	badVersion         = 5
)

var (
	errTooLarge = errors.New("larger than maxPayload")
	errTooMuch  = errors.New("too many large messages at once")
	errFull     = errors.New("too many sessions")
)

// ServeHTTP answers a request: the beginning of a session, a poll, a POST, or one for a WebSocket.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	transport, id, text := query.Get("transport"), query.Get("sid"), query.Get("b64") != ""
	upgrade := websocket.IsWebSocketUpgrade(r)
	session := s.find(id)
	switch {
	case query.Get("EIO") != "4":
		refuse(w, badVersion, "Unsupported protocol version")
	case transport != "polling" && transport != "websocket":
		refuse(w, unknownTransport, "Transport unknown")
	case id != "" && session == nil:
		refuse(w, unknownSession, "Session ID unknown")
	case (transport == "websocket") != upgrade:
		refuse(w, badRequest, "Bad request: transport=websocket goes with an upgrade, and polling without")
	case id == "" && r.Method != http.MethodGet:
		refuse(w, badHandshakeMethod, "Bad handshake method")
	case upgrade && id == "":
		peer := peerOf(r) // the rest of the request need not be kept
		s.Upgrade(w, r, func(ws WebSocket) error { return s.begin(carrier(ws, text), peer) })
	case upgrade:
		s.Upgrade(w, r, func(ws WebSocket) error { return session.upgrade(carrier(ws, text)) })
	case id == "":
		s.handshake(w, r)
	case session.upgraded():
		refuse(w, badRequest, "Bad request: the session has gone over to its WebSocket")
	case r.Method == http.MethodGet:
		session.poll(w, r)
	case r.Method == http.MethodPost:
		session.post(w, r)
	default: // HEAD, which the HTTP server takes for a GET
		refuse(w, badRequest, "Bad request: GET or POST")
	}
}

// carrier returns a WebSocket as the client wants it: with bytes in binary messages, or in text.
func carrier(ws WebSocket, text bool) WebSocket {
	if text {
		return textSocket{ws}
	}
	return ws
}

// handshake begins a session that polls. Its first packet is the answer.
func (s *Server) handshake(w http.ResponseWriter, r *http.Request) {
	session, err := s.add(nil, peerOf(r))
	if err != nil {
		answer(w, http.StatusServiceUnavailable, "application/json", problem(forbidden, err.Error()))
		return
	}
	session.open()
	session.poll(w, r)
}

// begin begins a session on a WebSocket at once, and serves it.
func (s *Server) begin(ws WebSocket, peer net.Addr) error {
	session, err := s.add(ws, peer)
	if err != nil {
		reject(ws, err)
		return nil
	}
	netx.Aside(session.open)
	return session.listen(ws)
}

// add makes a session. A nil WebSocket means that it polls.
func (s *Server) add(ws WebSocket, peer net.Addr) (*session, error) {
	if !s.shares.Take(netx.AddrOf(peer)) {
		s.observe(peer, errFull)
		return nil, errFull
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		s.shares.Give(netx.AddrOf(peer))
		return nil, errStopping
	}
	session := &session{server: s, id: newID(), peer: peer, opened: time.Now(), ws: ws, over: make(chan struct{}), receiving: make(chan struct{}, 1)}
	session.socket = &socket{session: session}
	session.timer = time.AfterFunc(s.PingInterval, session.tick)
	s.sessions[session.id] = session
	s.running.Add(1)        // until its end is over
	s.onSession(peer, true) // before anybody can end it
	return session, nil
}

// reserve takes n bytes for what waits. Where so many are not left, the session that holds the most ends, and the
// next: whoever does not poll is not to end those who do. It is false if that is not enough.
func (s *Server) reserve(n int) bool {
	for !s.waiting.Take(n) {
		most, largest := int64(0), (*session)(nil)
		s.mu.Lock()
		for _, session := range s.sessions {
			if held := session.bytes.Load(); held > most {
				most, largest = held, session
			}
		}
		s.mu.Unlock()
		if largest == nil {
			return false
		}
		largest.end(errSlow)
	}
	return true
}

func (s *Server) find(id string) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions[id]
}

// forget removes a session that has ended. The rest of its end may have to wait for whoever called.
func (s *Server) forget(session *session, why error, rest func()) {
	s.mu.Lock()
	delete(s.sessions, session.id)
	s.mu.Unlock()
	switch why {
	case errLeft, errGone, errMoved, errStopping:
	default:
		s.observe(session.peer, why)
	}
	go func() {
		defer s.running.Done()
		rest()
		s.onSession(session.peer, false)
		s.shares.Give(netx.AddrOf(session.peer))
	}()
}

func (s *Server) onSession(peer net.Addr, open bool) {
	if s.OnSession != nil {
		s.OnSession(peer, open)
	}
}

func (s *Server) observe(peer net.Addr, err error) {
	if s.Observe != nil {
		s.Observe(peer, fmt.Errorf("socketio: %w", err))
	}
}

// refuse answers a request that is not as the protocol has it.
func refuse(w http.ResponseWriter, code int, message string) { refusal(code, message).write(w) }

func refusal(code int, message string) reply {
	return reply{http.StatusBadRequest, "application/json", problem(code, message)}
}

func problem(code int, message string) []byte {
	return fmt.Appendf(nil, `{"code":%d,"message":%s}`, code, event.Quote(message))
}

// newID draws the name of a session, which nobody guesses.
func newID() string { return rand.Text() }

// upgraded says whether the session does not poll any more.
func (s *session) upgraded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ws != nil
}

func peerOf(r *http.Request) net.Addr {
	peer, err := net.ResolveTCPAddr("tcp", r.RemoteAddr)
	if err != nil {
		return nil
	}
	return peer
}
