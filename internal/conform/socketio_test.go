package conform

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/transport"
)

// socketIO returns Socket.IO as a transport of rooms, on what name says. Its clients translate: a behaviour says and hears
// JSON, as on the other transports, and between stand Socket.IO's events and acknowledgements.
func socketIO(name string, open func(ctx context.Context, nw netx.Network, addr string) (carrier, error)) transport.Transport {
	t, _ := transport.Named("ws")
	t.Name, t.Title = "socketio", "Socket.IO "+name
	t.DialText = func(ctx context.Context, nw netx.Network, addr string) (transport.Conn, error) {
		c, err := open(ctx, nw, addr)
		if err != nil {
			return nil, err
		}
		s := &socketConn{carrier: c, calls: map[uint64]call{}}
		if hello, err := c.recv(); err != nil || !strings.HasPrefix(hello, "0{") {
			c.close()
			return nil, fmt.Errorf("the session begins with %q: %w", hello, err)
		}
		return s, nil
	}
	return t
}

// noResume is why a behaviour means nothing in Socket.IO.
const noResume = Skip("Socket.IO asks for nothing again: what one missed comes by its recovery (wsdemo/socketio/return_test.go)")

// onPage says whether people use the transport on a page or by a library, and not by hand.
func (w World) onPage() bool { return w.Transport.Name == "ws" || w.Transport.Name == "socketio" }

// A socketConn is a client of Socket.IO to whom its user speaks as on the other transports.
type socketConn struct {
	carrier

	session bool     // has been given
	next    uint64   // id of an acknowledgement
	came    [][]byte // replies that are for the user

	mu    sync.Mutex // guards calls
	calls map[uint64]call
}

// A call is a request that has no answer yet.
type call struct {
	id   *uint64 // the user's
	ping bool
}

// Send makes an event of a request, with an acknowledgement. The namespace is connected to by the first, since a session's name
// is said there. Calls do not overlap.
func (s *socketConn) Send(message []byte) error {
	var r struct {
		Type    string
		ID      *uint64
		Session json.RawMessage
	}
	json.Unmarshal(message, &r)
	if s.next == 0 {
		s.session = r.Session != nil
		if err := s.connect(r.Session); err != nil {
			return err
		}
	}
	s.next++
	s.mu.Lock()
	s.calls[s.next] = call{r.ID, r.Type == event.TypePing}
	s.mu.Unlock()
	args, err := arguments(message, s.session)
	if err != nil {
		return err
	}
	return s.send(fmt.Sprintf("42%d%s", s.next, args))
}

func (s *socketConn) connect(session json.RawMessage) error {
	auth := ""
	if session != nil {
		auth = `{"session":` + string(session) + "}"
	}
	if err := s.send("40" + auth); err != nil {
		return err
	}
	answer, err := s.recv()
	if err == nil && !strings.HasPrefix(answer, "40{") {
		err = fmt.Errorf("CONNECT is answered by %s", answer)
	}
	return err
}

// arguments are a request as the arguments of an event, its name being the first. What is malformed, and may not even be JSON,
// is an argument of a wrong kind: packets that are broken end a session. Ids go with sessions, and without one the
// acknowledgement's is enough.
func arguments(message []byte, session bool) ([]byte, error) {
	var fields map[string]json.RawMessage
	var wrong *event.Error
	if _, err := event.DecodeRequest(message); errors.As(err, &wrong) && wrong.Code == event.Malformed {
		return json.Marshal([]any{"join", []string{string(message)}})
	}
	if err := json.Unmarshal(message, &fields); err != nil {
		return nil, err
	}
	kind, data := fields["type"], fields["data"]
	delete(fields, "type")
	delete(fields, "session")
	if string(kind) != `"emit"` {
		delete(fields, "id")          // the acknowledgement's
		if string(kind) == `"ping"` { // Socket.IO has its own: any question is answered after what came before
			kind, fields = []byte(`"rooms"`), map[string]json.RawMessage{}
		}
		return json.Marshal([]any{kind, fields})
	}
	if !session {
		delete(fields, "id")
	}
	if fields["room"] == nil {
		fields["room"] = []byte(`""`) // and not all that one is in
	}
	name := fields["event"]
	if name == nil {
		name = []byte(`""`)
	}
	delete(fields, "event")
	delete(fields, "data")
	if data == nil {
		data = []byte("null")
	}
	return json.Marshal([]any{name, data, fields})
}

// Recv returns the next reply that is for the user.
func (s *socketConn) Recv(buf []byte) (int, error) {
	for {
		if len(s.came) > 0 {
			n := copy(buf, s.came[0])
			s.came = s.came[1:]
			return n, nil
		}
		packet, err := s.recv()
		if err != nil {
			return 0, err
		}
		switch {
		case packet == "2":
			err = s.send("3")
		case packet == "1" || packet == "41":
			err = io.EOF
		case strings.HasPrefix(packet, "43"):
			err = s.answers(packet[2:])
		case strings.HasPrefix(packet, "42"):
			err = s.happens(packet[2:])
		}
		if err != nil {
			return 0, err
		}
	}
}

// answers takes an acknowledgement.
func (s *socketConn) answers(packet string) error {
	var id uint64
	var answers []json.RawMessage
	if _, err := fmt.Sscanf(packet, "%d[", &id); err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(packet[strings.IndexByte(packet, '['):]), &answers); err != nil {
		return err
	}
	s.mu.Lock()
	asked, known := s.calls[id]
	delete(s.calls, id)
	s.mu.Unlock()
	if !known || len(answers) != 1 {
		return fmt.Errorf("an acknowledgement that answers nothing: %s", packet)
	}
	reply, err := event.DecodeReply(answers[0])
	if err != nil {
		return err
	}
	switch r := reply.(type) {
	case event.Rooms:
		if asked.ping {
			reply = event.Head{}
		}
	case event.Ack:
		r.ID = asked.id
		reply = r
	case event.Subscribed:
		r.ID = asked.id
		reply = r
	case event.Queues:
		r.ID = asked.id
		reply = r
	case *event.Error:
		r.ID = asked.id
	}
	s.came = append(s.came, bytes.TrimSpace(reply.Line()))
	return nil
}

// happens takes an event: of a room, or an error or a gap.
func (s *socketConn) happens(packet string) error {
	var args []json.RawMessage
	var name string
	if err := json.Unmarshal([]byte(packet), &args); err != nil || len(args) < 2 {
		return fmt.Errorf("not the arguments of an event: %s", packet)
	}
	if err := json.Unmarshal(args[0], &name); err != nil {
		return err
	}
	line := []byte(args[1])
	if !slices.Contains([]string{"error", "gap", "delivery", "step"}, name) {
		var e event.Event
		if err := json.Unmarshal(args[2], &e); err != nil {
			return err
		}
		if e.Event = name; !bytes.Equal(args[1], []byte("null")) {
			e.Data = args[1]
		}
		line = bytes.TrimSpace(e.Line())
	}
	s.came = append(s.came, line)
	return nil
}

func (s *socketConn) Close() error { return s.close() }
