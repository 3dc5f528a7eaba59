package speed

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wirelab/internal/room/event"
)

// A voice is how the members of a room speak to a server.
type voice struct {
	kind     int  // unix.SOCK_STREAM or unix.SOCK_DGRAM
	frames   bool // messages are WebSocket frames
	socketIO bool // in them are packets of Socket.IO
	cookies  bool // a cookie comes first, and goes into each message
	// bare: the server is a bare room. What is sent are events as they are to arrive, and nobody is
	// told who joins, or that an event has been made.
	bare bool
}

var (
	lines      = voice{kind: unix.SOCK_STREAM}
	textFrames = voice{kind: unix.SOCK_STREAM, frames: true}
	datagrams  = voice{kind: unix.SOCK_DGRAM, cookies: true}
)

// inBareRoom returns the voice for a bare room in which events have as many bytes.
func (v voice) inBareRoom() voice {
	v.bare, v.cookies = true, false
	return v
}

// eventSize is how long an event's line is, with the newline, where its offset has five digits. Over
// WebSocket it is one byte more, and one less over UDP.
const eventSize = 100

// say returns what the publisher sends to make one event.
func (v voice) say(cookie string) []byte {
	happened := event.Event{Room: "blue", Offset: 10000, From: "publisher", Event: "message", Data: []byte(`""`)}
	text := strings.Repeat("x", eventSize-len(happened.Line()))
	if v.socketIO {
		return v.saySocketIO(text)
	}
	happened.Data = event.Quote(text)
	if v.bare {
		return v.message(happened.Line(), false)
	}
	emit := event.Request{
		Type: event.TypeEmit, Room: "blue", Event: "message", Data: happened.Data, Self: new(false), Cookie: cookie,
	}
	return v.message(emit.Line(), true)
}

// message returns a JSON line as it is on the wire.
func (v voice) message(line []byte, masked bool) []byte {
	text := bytes.TrimSpace(line)
	switch {
	case v.kind == unix.SOCK_DGRAM:
		return text
	case !v.frames:
		return line
	}
	// RFC 6455 section 5.2: FIN, text; then the length, and of a client's a mask, here of zeros.
	head := []byte{0x81, byte(len(text))}
	switch {
	case len(text) == '}': // it would count as a message's end
		panic(fmt.Sprintf("a text of %d bytes: %s", len(text), text))
	case len(text) > 125:
		head = []byte{0x81, 126, byte(len(text) >> 8), byte(len(text))}
	}
	if masked {
		head[1] |= 0x80
		head = append(head, 0, 0, 0, 0)
	}
	return append(head, text...)
}

// An audience is everybody in a room: a publisher, and members who count the messages that they get.
// It is one thread, and uses epoll.
//
// A message's end is the byte }, of which there is one in each message, and no other anywhere else.
type audience struct {
	server    *server
	voice     voice
	ep        int
	publisher int // its fd
	fds       []int
	members   int // who listen, without the publisher
	missing   int // messages that are still to come
	say       []byte
	sent      time.Time       // when run last sent something
	took      []time.Duration // how long after that each message was there, if there was one in flight

	events []unix.EpollEvent
	buf    []byte
}

// newAudience has a publisher and n members join the server's room. They leave when the test ends.
func newAudience(tb testing.TB, s *server, v voice, n int) *audience {
	tb.Helper()
	ep, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		tb.Fatal(err)
	}
	a := &audience{server: s, voice: v, ep: ep, events: make([]unix.EpollEvent, 512), buf: make([]byte, 64<<10)}
	tb.Cleanup(a.close)
	fd, cookie := a.connect(tb)
	a.publisher, a.say = fd, v.say(cookie)
	a.listen(tb, fd)
	a.join(tb, fd, "publisher", cookie)
	a.wait(tb)
	a.admit(tb, n)
	return a
}

// admit has n more members join. They do not come all at once: all who are there are told of each,
// and have queues of 256.
func (a *audience) admit(tb testing.TB, n int) {
	tb.Helper()
	for n > 200 {
		a.admit(tb, 200)
		n -= 200
	}
	fds, cookies := make([]int, n), make([]string, n)
	for i := range fds {
		fds[i], cookies[i] = a.connect(tb)
		a.listen(tb, fds[i])
	}
	for i, fd := range fds {
		a.join(tb, fd, fmt.Sprint("m", a.members), cookies[i])
		a.members++
	}
	a.wait(tb)
}

// close has everybody leave. It may be called again.
func (a *audience) close() {
	for _, fd := range a.fds {
		unix.Close(fd)
	}
	if a.ep != 0 {
		unix.Close(a.ep)
	}
	a.ep, a.fds = 0, nil
}

// connect connects to the server, and asks for a cookie where one is needed.
func (a *audience) connect(tb testing.TB) (fd int, cookie string) {
	tb.Helper()
	var err error
	if a.voice.socketIO && !a.voice.bare {
		fd, err = openSocketIO(a.server)
	} else {
		fd, err = open(a.server, a.voice.kind, a.voice.frames && !a.voice.bare)
	}
	if err != nil {
		tb.Fatal(err)
	}
	a.fds = append(a.fds, fd)
	if a.voice.cookies {
		cookie = hello(tb, fd)
	}
	return fd, cookie
}

// join sends the request to join, of which all who are in the room will be told.
func (a *audience) join(tb testing.TB, fd int, name, cookie string) {
	tb.Helper()
	if !a.voice.bare && fd != a.publisher {
		a.missing += 1 + a.members
	}
	if !a.voice.bare || a.voice.kind == unix.SOCK_DGRAM {
		join := (&event.Request{Type: event.TypeJoin, Room: "blue", Name: name, Cookie: cookie}).Line()
		if a.voice.socketIO {
			join = joinSocketIO(name)
		}
		a.send(tb, fd, a.voice.message(join, true))
	}
}

// listen has what a member gets counted, from the answer to its join on.
func (a *audience) listen(tb testing.TB, fd int) {
	tb.Helper()
	if err := watch(a.ep, fd); err != nil {
		tb.Fatal(err)
	}
	a.missing++
}

// hello asks for a cookie.
func hello(tb testing.TB, fd int) string {
	tb.Helper()
	buf := make([]byte, 1024)
	_, err := unix.Write(fd, bytes.TrimSpace((&event.Request{Type: event.TypeHello}).Line()))
	n := 0
	if err == nil {
		n, err = read(fd, buf)
	}
	if err != nil {
		tb.Fatal(err)
	}
	reply, _ := event.DecodeReply(buf[:n])
	cookie, ok := reply.(event.Cookie)
	if !ok {
		tb.Fatalf("hello is answered by %q", buf[:n])
	}
	return cookie.Cookie
}

func (a *audience) send(tb testing.TB, fd int, b []byte) {
	tb.Helper()
	if _, err := unix.Write(fd, b); err != nil {
		tb.Fatal(err)
	}
}

// run makes as many events at once as inFlight says, and again when all members have them, times
// times. It returns the time for each delivery, which is that of an event to a member.
func (a *audience) run(tb testing.TB, times, inFlight int) time.Duration {
	tb.Helper()
	burst := bytes.Repeat(a.say, inFlight)
	a.took = a.took[:0]
	begin := time.Now()
	for range times {
		a.missing += inFlight * a.members
		if !a.voice.bare {
			a.missing += inFlight // the publisher is told that there is an event
		}
		a.sent = time.Now()
		if a.voice.kind == unix.SOCK_STREAM {
			a.send(tb, a.publisher, burst)
		} else {
			for range inFlight {
				a.send(tb, a.publisher, a.say)
			}
		}
		a.wait(tb)
	}
	return time.Since(begin) / time.Duration(times*inFlight*a.members)
}

// wait waits until nothing is missing.
func (a *audience) wait(tb testing.TB) {
	tb.Helper()
	for a.missing > 0 {
		ready, err := unix.EpollWait(a.ep, a.events, int(patience.Milliseconds()))
		if err != nil && err != unix.EINTR || ready == 0 {
			tb.Fatalf("%d messages for %d members do not come (%v)", a.missing, a.members, err)
		}
		for _, e := range a.events[:max(ready, 0)] {
			n, err := read(int(e.Fd), a.buf)
			if err != nil {
				tb.Fatal(err)
			}
			a.pong(tb, int(e.Fd), a.buf[:n])
			came := bytes.Count(a.buf[:n], inRoom)
			a.missing -= came
			if came == 1 {
				a.took = append(a.took, time.Since(a.sent))
			}
		}
	}
	if a.missing < 0 {
		tb.Fatalf("%d messages more than there should be", -a.missing)
	}
}
