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
