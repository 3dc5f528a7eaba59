package socketio_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type serving interface {
	Serve(ctx context.Context, ln net.Listener) error
}

// A world is a server in virtual time, and what is needed to talk to it.
type world struct {
	*testing.T
	pipes netxtest.Pipes
	addr  string
	http  *http.Client
	stop  func()
}

// inWorld runs f in virtual time, with a server.
func inWorld(t *testing.T, s serving, f func(w *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{T: t}
		w.serve(s)
		transport := &http.Transport{DialContext: w.dialing}
		w.http = &http.Client{Transport: transport}
		f(w)
		transport.CloseIdleConnections()
		w.stop()
	})
}

// dialing connects to the server, whatever it is called.
func (w *world) dialing(ctx context.Context, network, _ string) (net.Conn, error) {
	return w.pipes.DialContext(ctx, network, w.addr)
}

// serve starts a server, in place of the one before if there was one.
func (w *world) serve(s serving) {
	ln, err := w.pipes.Listen(w.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		w.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln) }()
	w.addr = ln.Addr().String()
	w.stop = func() {
		cancel()
		if err := <-served; err != nil {
			w.Errorf("Serve: %v", err)
		}
	}
}

// fixed is a hub whose rooms live in the epoch k3f9.
func fixed() *hub.Hub { return &hub.Hub{NewEpoch: func() string { return "k3f9" }} }

const base = "http://localhost/socket.io/?EIO=4"

// ask makes a request and returns the status and the body of the answer.
func (w *world) ask(method, url, body string, header ...string) (int, string) {
	w.Helper()
	r, err := http.NewRequestWithContext(w.Context(), method, url, strings.NewReader(body))
	if err != nil {
		w.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := w.http.Do(r)
	if err != nil {
		w.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		w.Fatal(err)
	}
	return answer.StatusCode, string(b)
}

// A client speaks Engine.IO by hand, by polling or by WebSocket.
type client struct {
	*world
	url  string          // with the session
	ws   *websocket.Conn // nil: it polls
	came []string        // packets that have come and were not looked at
	pid  string
	sid  string
}

var sidIn = regexp.MustCompile(`"sid":"(\w+)"`)

// polling begins a session that polls.
func (w *world) polling() *client {
	w.Helper()
	status, body := w.ask("GET", base+"&transport=polling", "")
	sid := sidIn.FindStringSubmatch(body)
	if status != 200 || sid == nil {
		w.Fatalf("the answer is %d %s", status, body)
	}
	return &client{world: w, url: base + "&transport=polling&sid=" + sid[1]}
}

// webSocket begins a session on a WebSocket at once.
func (w *world) webSocket() *client {
	w.Helper()
	c := &client{world: w, ws: w.dial("")}
	c.hears(`0{"sid":"*","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":*}`)
	return c
}

// dial opens a WebSocket for a session, or for a new one.
func (w *world) dial(sid string) *websocket.Conn {
	w.Helper()
	d := websocket.Dialer{NetDialContext: w.dialing}
	url := strings.Replace(base, "http", "ws", 1) + "&transport=websocket"
	if sid != "" {
		url += "&sid=" + sid
	}
	ws, _, err := d.DialContext(w.Context(), url, nil)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { ws.Close() })
	return ws
}

// upgraded begins a session that polls and changes to a WebSocket.
func (w *world) upgraded() *client {
	c := w.polling()
	c.upgrade()
	return c
}

func (c *client) id() string { return c.url[strings.LastIndex(c.url, "=")+1:] }

func (c *client) upgrade() {
	c.Helper()
	ws := c.dial(c.id())
	c.ws = ws
	c.says("2probe")
	c.hears("3probe")
	c.says("5")
}

// ways are the ways to carry a session.
var ways = map[string]func(w *world) *client{
	"polling": (*world).polling, "websocket": (*world).webSocket, "upgraded": (*world).upgraded,
}

// says sends packets, in one POST if it polls. One that begins with b is binary.
func (c *client) says(packets ...string) {
	c.Helper()
	if c.ws == nil {
		if status, body := c.ask("POST", c.url, strings.Join(packets, "\x1e")); status != 200 || body != "ok" {
			c.Fatalf("the answer to a POST is %d %s", status, body)
		}
		return
	}
	for _, p := range packets {
		kind, b := websocket.TextMessage, []byte(p)
		if data, binary := strings.CutPrefix(p, "b"); binary {
			kind = websocket.BinaryMessage
			b, _ = base64.StdEncoding.DecodeString(data)
		}
		if err := c.ws.WriteMessage(kind, b); err != nil {
			c.Fatal(err)
		}
	}
}

// next returns the next packet.
func (c *client) next() (string, error) {
	if len(c.came) == 0 && c.ws != nil {
		kind, b, err := c.ws.ReadMessage()
		if kind == websocket.BinaryMessage {
			b = append([]byte("b"), base64.StdEncoding.EncodeToString(b)...)
		}
		return string(b), err
	}
	for len(c.came) == 0 {
		status, body := c.ask("GET", c.url, "")
		if status != 200 {
			return "", fmt.Errorf("the answer to a poll is %d %s", status, body)
		}
		c.came = strings.Split(body, "\x1e")
	}
	packet := c.came[0]
	c.came = c.came[1:]
	return packet, nil
}

// hears waits for packets, in this order. A * in want stands for anything. Pings are answered.
func (c *client) hears(want ...string) {
	c.Helper()
	for _, w := range want {
		got, err := c.next()
		for err == nil && got == "2" && w != "2" {
			c.says("3")
			got, err = c.next()
		}
		if err != nil {
			c.Fatalf("%v instead of %s", err, w)
		}
		if !like(got, w) {
			c.Fatalf("heard %s, not %s", got, w)
		}
	}
}

func like(got, want string) bool {
	parts := strings.Split(want, "*")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile("^" + strings.Join(parts, ".*") + "$").MatchString(got)
}

// ends waits until the session has ended, and passes over what comes before.
func (c *client) ends() error {
	c.Helper()
	for {
		switch got, err := c.next(); {
		case err != nil:
			return err
		case got == "1" && c.ws == nil:
			return io.EOF
		}
	}
}

// connect connects to the namespace.
func (c *client) connect(auth string) *client {
	c.Helper()
	c.says("40" + auth)
	got, err := c.next()
	ids := regexp.MustCompile(`^40\{"sid":"(\w+)"(?:,"pid":"(\w+)")?\}$`).FindStringSubmatch(got)
	if err != nil || ids == nil {
		c.Fatalf("the answer to CONNECT is %s, %v", got, err)
	}
	c.sid, c.pid = ids[1], ids[2]
	return c
}

// in connects and joins rooms.
func (c *client) in(name string, rooms ...string) *client {
	c.Helper()
	c.connect(fmt.Sprintf(`{"name":"%s"}`, name))
	for _, room := range rooms {
		c.says(fmt.Sprintf(`42["join","%s"]`, room))
	}
	c.says(`429["rooms"]`)
	for {
		if got, err := c.next(); err != nil {
			c.Fatal(err)
		} else if strings.HasPrefix(got, "439[") {
			return c
		}
	}
}

// vanish ends the connection without a word, and says nothing by any other.
func (c *client) vanish() {
	if c.ws != nil {
		c.ws.Close()
	}
	c.http.CloseIdleConnections()
	synctest.Wait()
}

// A person is somebody in the rooms who comes by another transport.
type person struct {
	*testing.T
	member *hub.Member
	stop   func()
	heard  []string
}

func (w *world) person(h *hub.Hub) *person {
	p := &person{T: w.T}
	p.member, p.stop = h.Pump(netip.Addr{}, "tcp", func(batch []*hub.Message, _ error) {
		for _, m := range batch {
			p.heard = append(p.heard, string(m.JSON()))
		}
	})
	return p
}

func (p *person) says(lines ...string) {
	p.Helper()
	for _, line := range lines {
		request, err := event.DecodeRequest([]byte(line))
		if err != nil {
			p.Fatal(err)
		}
		p.member.Handle(request)
	}
	synctest.Wait()
}

// emits says texts in a room.
func (p *person) emits(room string, texts ...string) {
	for _, text := range texts {
		p.says(fmt.Sprintf(`{"type":"emit","room":%q,"event":"message","data":%q}`, room, text))
	}
}

// hears compares all that has come since.
func (p *person) hears(want ...string) {
	p.Helper()
	synctest.Wait()
	if !slices.EqualFunc(p.heard, want, like) {
		p.Errorf("heard\n\t%s\nwant\n\t%s", strings.Join(p.heard, "\n\t"), strings.Join(want, "\n\t"))
	}
	p.heard = nil
}
