package socketio

import (
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"
)

// A session is what Engine.IO makes of a client's requests and WebSockets: one conversation, with packets
// in order both ways. It begins with a GET or a WebSocket, and may change from polling to a WebSocket once.
//
// Nothing waits here for the network with the lock held, and an idle session has no goroutine of its own.
type session struct {
	server *Server
	id     string
	peer   net.Addr
	opened time.Time
	socket *socket // what Socket.IO makes of it

	// One has a packet taken at a time: a POST may end after the change to a WebSocket. It is a channel and no Mutex, since a
	// goroutine that waits for a Mutex keeps the clock of package synctest from going on.
	receiving chan struct{}
	bytes     atomic.Int64 // of out

	mu      sync.Mutex    // guards the rest
	ws      WebSocket     // nil: polling
	probe   WebSocket     // that is tried out; nil: none
	leaving bool          // it works: the client polls no more, and goes over when its POST has been answered
	polls   bool          // a GET waits for packets
	posts   bool          // a POST is there
	taking  bool          // and is being carried out
	out     []Packet      // to be sent
	sending bool          // somebody writes to ws
	news    chan struct{} // closed when there is something for a poll; nil: nobody waits
	space   chan struct{} // closed when out has been taken; nil: nobody waits
	timer   *time.Timer   // of tick
	asked   bool          // a ping has been sent, and nothing has come since
	last    error         // why the session ends when out has been sent; nil: it does not
	ended   error         // why it has; nil: it goes on
	over    chan struct{} // closed when it has ended
}

// These say why a session has ended. The first is no error.
var (
	errLeft     = errors.New("the client has closed the session")
	errPing     = errors.New("no answer to a ping")
	errSlow     = errors.New("the client does not take what is sent to it")
	errUnused   = errors.New("the client has connected to no namespace")
	errOverlap  = errors.New("two requests of one kind at once")
	errGone     = errors.New("the connection of a poll has ended")
	errMoved    = errors.New("the client has come back through another connection")
	errStopping = errors.New("stopping")
)

// maxOut is how many packets a session may have waiting for one more to be put there that nobody waits to send.
const maxOut = 256

// open tells the client who it is, and what else it needs to know.
func (s *session) open() {
	upgrades := `"websocket"`
	if s.ws != nil {
		upgrades = ""
	}
	s.put(Packet{Data: fmt.Appendf(nil,
		`0{"sid":"%s","upgrades":[%s],"pingInterval":%d,"pingTimeout":%d,"maxPayload":%d}`,
		s.id, upgrades, s.server.PingInterval.Milliseconds(), s.server.PingTimeout.Milliseconds(), s.server.MaxPayload)})
}

// tick asks the client whether it is there, and ends the session if it has not answered.
func (s *session) tick() {
	s.mu.Lock()
	asked := s.asked
	s.asked = true
	if s.ended == nil && !asked {
		s.timer.Reset(s.server.PingTimeout)
	}
	s.mu.Unlock()
	switch {
	case asked:
		s.end(errPing)
	case time.Since(s.opened) > s.server.ConnectTimeout && !s.socket.connected():
		s.end(errUnused)
	case s.socket.late():
		s.end(errAttachments)
	default:
		s.add([]Packet{ping}) // one at most waits, however much else does
	}
}

// receive takes a packet from the client. Whatever it is, the client is there.
func (s *session) receive(p Packet) error {
	s.receiving <- struct{}{}
	defer func() { <-s.receiving }()
	s.mu.Lock()
	if s.ended != nil || s.last != nil && p.kind() != typeClose {
		s.mu.Unlock()
		return nil
	}
	if s.asked {
		s.asked = false
		s.timer.Reset(s.server.PingInterval)
	}
	s.mu.Unlock()
	switch p.kind() {
	case typeMessage:
		return s.socket.receive(p)
	case typeClose:
		s.end(errLeft)
	case typePong, typeNoop:
	default: // the server opens and pings; and an upgrade comes after a probe
		return errPacket
	}
	return nil
}

// put has packets sent, and waits for nothing but a WebSocket that nobody else writes to. A client that lets too
// many of them wait is cut off.
func (s *session) put(packets ...Packet) {
	s.mu.Lock()
	full := len(s.out) >= maxOut
	s.mu.Unlock()
	if full {
		s.end(errSlow)
		return
	}
	s.add(packets)
}

// send is put for what there may be much of: it waits until no more than ahead bytes of what was put before are left,
// or until gone is closed. So a client that does not poll has little here, and the rest waits where it comes from.
// It does not wait for a poll that is not to come before the POST has been answered to which this belongs.
func (s *session) send(packets []Packet, ahead int, gone <-chan struct{}) {
	s.mu.Lock()
	for s.ended == nil && (s.bytes.Load() > int64(ahead) && !s.lastPost() || s.ws != nil && len(s.out) > 0 || s.sending) {
		if s.space == nil {
			s.space = make(chan struct{})
			s.tell() // a poll that gathers
		}
		space := s.space
		s.mu.Unlock()
		select {
		case <-space:
		case <-s.over:
			return
		case <-gone:
			return
		}
		s.mu.Lock()
	}
	if s.ws != nil && s.ended == nil {
		s.write(packets)
		s.mu.Unlock()
		s.flush()
		return
	}
	s.mu.Unlock()
	s.add(packets)
}

// add adds to out, and has it sent. Where all sessions together hold too much, those that hold the most end.
func (s *session) add(packets []Packet) {
	n := 0
	for _, p := range packets {
		n += packetSize + len(p.Data)
	}
	if !s.server.reserve(n) {
		s.end(errSlow)
		return
	}
	s.mu.Lock()
	if s.ended != nil {
		s.server.waiting.Give(n)
	} else {
		s.bytes.Add(int64(n))
		s.out = append(s.out, packets...)
		s.tell()
	}
	s.mu.Unlock()
	s.flush()
}

// packetSize is what a packet in out takes besides its data, in bytes.
const packetSize = int(unsafe.Sizeof(Packet{}))

// take empties out.
func (s *session) take() []Packet {
	packets := s.out
	s.server.waiting.Give(int(s.bytes.Swap(0)))
	s.out = nil
	s.tellSpace()
	return packets
}

// tellSpace wakes those who wait for space.
func (s *session) tellSpace() {
	if s.space != nil {
		close(s.space)
		s.space = nil
	}
}

// lastPost says whether a POST is being carried out that is the last before the client goes over to its WebSocket.
func (s *session) lastPost() bool { return s.leaving && s.taking }

// tell wakes a poll.
func (s *session) tell() {
	if s.news != nil {
		close(s.news)
		s.news = nil
	}
}

// flush writes what is in out to the WebSocket, if there is one and nobody does so already.
func (s *session) flush() {
	s.mu.Lock()
	for s.ws != nil && !s.sending && len(s.out) > 0 {
		s.write(s.take())
	}
	last := s.last
	if s.ws == nil || len(s.out) > 0 {
		last = nil
	}
	s.mu.Unlock()
	if last != nil {
		s.end(last)
	}
}

// finish ends the session when what is in out has been sent.
func (s *session) finish(why error) {
	s.mu.Lock()
	s.last = why
	s.tell()
	s.mu.Unlock()
	s.flush()
}

// end ends the session: it is forgotten, and whoever waits for it is woken. Its place is given back when all that
// belongs to it has ended.
func (s *session) end(why error) {
	s.mu.Lock()
	if s.ended != nil {
		s.mu.Unlock()
		return
	}
	s.ended = why
	s.take()
	s.timer.Stop()
	ws, probe := s.ws, s.probe
	s.mu.Unlock()
	close(s.over)
	s.server.forget(s, why, func() {
		if ws != nil && why != errGone { // whose reader knows, and tells the client why
			ws.Close(closeCode(why), why.Error())
		}
		if probe != nil {
			probe.Close(closeCode(why), why.Error())
		}
		s.socket.end()
	})
}
