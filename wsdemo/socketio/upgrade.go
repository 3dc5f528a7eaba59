package socketio

import (
	"errors"
	"slices"
	"time"

	"wirelab/internal/network/netx"
)

// A WebSocket is what carries a session that does not poll, or not any more. It is the HTTP server's, with that
// server's limits.
type WebSocket interface {
	// Receive waits for the next message. What it returns is good until the next call.
	Receive() (Packet, error)
	// Send sends each packet as one message. Calls do not overlap.
	Send(packets []Packet) error
	// TrySend is Send as far as that need not wait. What it returns, if not nil, sends the rest; until that returns the
	// packets are kept, and there is no other call of Send.
	TrySend(packets []Packet) (rest func() error)
	// Close says why the connection ends, and ends it; with code 0 it ends at once, and whoever waits in Send
	// is woken. It may be called at any time.
	Close(code int, reason string)
}

var (
	errUpgraded  = errors.New("the session has a WebSocket already")
	errProbe     = errors.New("not the packets of an upgrade: 2probe and then 5")
	errLateProbe = errors.New("the upgrade was begun and not finished in time")
)

// A textSocket is a WebSocket for a client that wants no binary messages (forceBase64 with the official one): bytes are
// written as in a payload. Any client may send them so.
type textSocket struct{ WebSocket }

func (s textSocket) Send(packets []Packet) error {
	all := slices.Clone(packets)
	for i, p := range all {
		if p.Binary {
			all[i] = Packet{Data: appendPayload(nil, packets[i:i+1])}
		}
	}
	return s.WebSocket.Send(all)
}

// listen receives what comes by a session's WebSocket, until that ends. It returns why, unless the session had
// ended before.
func (s *session) listen(ws WebSocket) error {
	for {
		p, err := ws.Receive()
		if err != nil {
			ours := s.over
			select {
			case <-ours:
				return nil
			default:
			}
			s.end(errGone)
			return err
		}
		netx.Aside(func() {
			if !p.Binary {
				p, err = decodeText(p.Data)
			}
			if err == nil {
				err = s.receive(p)
			}
		})
		if err != nil {
			s.end(err)
		}
	}
}

// write writes to the WebSocket. The lock is held before and after, but not while the network is waited for.
func (s *session) write(packets []Packet) {
	ws := s.ws
	s.sending = true
	s.mu.Unlock()
	err := ws.Send(packets)
	if err != nil {
		s.end(err)
	}
	s.mu.Lock()
	s.free()
}

// trySend is send with no bytes ahead, as far as that need not wait. What it returns, if not nil, sends the rest.
func (s *session) trySend(packets []Packet, gone <-chan struct{}) (rest func()) {
	s.mu.Lock()
	if s.ended != nil || s.ws == nil || s.sending || len(s.out) > 0 {
		s.mu.Unlock()
		return func() { s.send(packets, 0, gone) }
	}
	ws := s.ws
	s.sending = true
	s.mu.Unlock()
	left := ws.TrySend(packets)
	if left == nil {
		s.sent(nil)
		return nil
	}
	return func() { s.sent(left()) }
}

// sent is called when what trySend has begun is done.
func (s *session) sent(err error) {
	if err != nil {
		s.end(err)
	}
	s.mu.Lock()
	s.free()
	more := len(s.out) > 0 || s.last != nil
	s.mu.Unlock()
	if more {
		s.flush()
	}
}

// free lets others write to the WebSocket. The lock is held.
func (s *session) free() {
	s.sending = false
	if len(s.out) == 0 {
		s.tellSpace()
	}
}

// upgrade tries a WebSocket out for a session that polls, and changes over to it when the client does:
//
//	client: 2probe    it is open; do packets get through?
//	server: 3probe    they do; the poll that waits is ended
//	client: 5         the poll has ended: from here on everything goes by the WebSocket
//
// Where that fails the session goes on polling.
func (s *session) upgrade(ws WebSocket) error {
	s.mu.Lock()
	free := s.ws == nil && s.probe == nil && s.ended == nil
	if free {
		s.probe = ws
	}
	s.mu.Unlock()
	if !free {
		reject(ws, errUpgraded)
		return nil
	}
	late := time.AfterFunc(s.server.UpgradeTimeout, func() { ws.Close(1008, errLateProbe.Error()) })
	err := s.try(ws)
	late.Stop()

	s.mu.Lock()
	s.probe, s.leaving = nil, false
	if err == nil && s.ended == nil {
		s.ws = ws
	}
	s.tell()
	s.mu.Unlock()
	if err != nil {
		reject(ws, err)
		return nil
	}
	netx.Aside(s.flush)
	return s.listen(ws)
}

// try does the three steps. A poll is told of the first.
func (s *session) try(ws WebSocket) error {
	if err := expect(ws, "2probe"); err != nil {
		return err
	}
	s.mu.Lock()
	s.leaving = true
	if s.lastPost() {
		s.tellSpace()
	}
	s.mu.Unlock()
	var err error
	netx.Aside(func() { err = ws.Send([]Packet{{Data: []byte("3probe")}}) })
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.tell()
	s.mu.Unlock()
	return expect(ws, "5")
}

func expect(ws WebSocket, packet string) error {
	p, err := ws.Receive()
	if err == nil && (p.Binary || string(p.Data) != packet) {
		err = errProbe
	}
	return err
}

// reject says why a WebSocket ends, and reads what still comes until it has.
func reject(ws WebSocket, why error) {
	ws.Close(1008, why.Error())
	for {
		if _, err := ws.Receive(); err != nil {
			return
		}
	}
}

// closeCode says why in a WebSocket's Close frame (RFC 6455 section 7.4.1 and its registry). 0 is for a client that
// is not there: the connection just ends.
func closeCode(why error) int {
	switch why {
	case errLeft:
		return 1000
	case errStopping:
		return 1001
	case errPing, errMoved:
		return 0
	case errSlow:
		return 1013
	}
	return 1008
}
