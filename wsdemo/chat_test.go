package wsdemo_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/tcpdemo"
	"wirelab/wsdemo"
)

// TestChatPage tries the chat page in a browser, which is one for all since it takes seconds to start.
func TestChatPage(t *testing.T) {
	browser := newBrowser(t)
	for _, test := range []struct {
		name string
		try  func(*testing.T, context.Context)
	}{
		{"talk", chatTalk},
		{"cut", chatCut},
		{"socketio", chatSocketIO},
		{"socketio-cut", chatSocketIOCut},
		{"official", chatOfficial},
		{"lost", chatLost},
		{"restart", chatRestart},
		{"long", chatLong},
		{"slow", chatSlow},
		{"text", chatText},
		{"names", chatNames},
		{"welcome", chatWelcome},
		{"quiet", pagesQuiet},
	} {
		t.Run(test.name, func(t *testing.T) { test.try(t, browser) })
	}
}

// chatTalk: two tabs and a client over TCP talk in one room.
func chatTalk(t *testing.T, browser context.Context) {
	s := newRooms(t)
	ada := newTab(t, browser, "http://"+s.ws+"/?room=blue&name=ada")
	ada.lists("#people li", "ada ws (you)")
	eve := newTab(t, browser, "http://"+s.ws+"/?room=blue&name=ada")
	eve.lists("#people li", "ada ws", "ada-2 ws (you)")
	eve.enter("#name", "eve")
	eve.lists("#people li", "ada ws", "eve ws (you)")
	tom := newCaller(t, s.tcp)
	tom.join("tom")
	for _, c := range []*tab{ada, eve} {
		c.shows(`document.getElementById("people").innerText.includes("tom")`)
	}

	ada.enter("#text", "hi from a tab")
	tom.hears(`"from":"ada","event":"message","data":"hi from a tab"`)
	tom.say("hi from TCP")
	eve.lists(".message .text", "hi from a tab", "hi from TCP")
	eve.enter("#text", "and from another")
	tom.hears(`"from":"eve","event":"message","data":"and from another"`)
	for _, c := range []*tab{ada, eve} {
		c.lists(".message .text", "hi from a tab", "hi from TCP", "and from another")
		c.lists(".message .from", "ada", "tom", "eve")
		c.lists(".message .over", "ws", "tcp", "ws")
		c.shows(`document.querySelector(".message").title === "event 5 of this room"`)
		c.lists("#pending li")
	}
	ada.lists(".ours .text", "hi from a tab")
	ada.lists(".note .text", "you are ada", "ada-2 (ws) joined", "ada-2 (ws) is now eve", "tom (tcp) joined")

	ada.enter("#room", "green")
	ada.lists("#title", "green")
	ada.lists("#people li", "ada ws (you)")
	tom.say("where is ada?")
	ada.lists("#rooms button", "blue 1 new", "green")
	ada.click("#leave")
	ada.lists("#title", "blue")
	ada.lists("#rooms button", "blue")
	tom.Close()
	ada.lists("#people li", "ada ws (you)", "eve ws")
	ada.click("#leave")
	eve.lists("#people li", "eve ws (you)")
}

// chatCut: what is said while the network is cut comes afterwards, once and in order.
func chatCut(t *testing.T, browser context.Context) {
	s, road := newRooms(t), newRoad(t)
	road.mend(s.ws)
	ada := newTab(t, browser, "http://"+road.Addr().String()+"/?room=blue&name=ada")
	tom := newCaller(t, s.tcp)
	tom.join("tom")
	ada.lists("#people li", "ada ws (you)", "tom tcp")
	tom.say("before")
	ada.lists(".message .text", "before")

	road.cut()
	ada.shows(`document.getElementById("state").textContent.startsWith("no connection")`)
	ada.enter("#text", "from the island")
	ada.lists("#pending li", "waits for the connection: from the island")
	want := []string{"before"}
	for i := range 20 {
		want = append(want, fmt.Sprintf("message %d", i))
		tom.say(want[i+1])
	}
	road.mend(s.ws)
	tom.hears(`"data":"from the island"`)
	tom.say("after")
	want = append(want, "from the island", "after")
	ada.lists(".message .text", want...)
	ada.lists(".message.recovered .text", want[1:21]...)
	ada.lists(".message.recovered .badge", strings.Split(strings.Repeat("recovered ", 19)+"recovered", " ")...)
	ada.lists(".ours .text", "from the island")
	ada.lists("#pending li")
	ada.lists("#state", "connected")
	ada.lists(".mark", "21 events missed and recovered") // with our own leaving
}

// chatLost: what the server keeps no more is shown to be lost.
func chatLost(t *testing.T, browser context.Context) {
	s, road := newRoomsWith(t, &hub.Hub{History: 10}), newRoad(t)
	road.mend(s.ws)
	ada := newTab(t, browser, "http://"+road.Addr().String()+"/?room=blue&name=ada")
	ada.lists("#people li", "ada ws (you)")
	tom := newCaller(t, s.tcp)
	tom.join("tom") // #2
	ada.lists("#people li", "ada ws (you)", "tom tcp")
	road.cut()
	tom.hears(`"from":"ada","event":"leave"`) // #3
	for i := range 20 {
		tom.say(fmt.Sprintf("message %d", i)) // up to #23
	}
	road.mend(s.ws)
	ada.lists(".mark.lost", "11 events lost: the server no longer has what you missed")
	ada.shows(`document.querySelectorAll(".message").length === 10 && document.querySelector(".message").dataset.offset === "14"`)
	ada.lists("#people li", "ada ws (you)", "tom tcp")
}

// chatRestart: a server that has been started again, and knows nothing of what was, is not taken
// for the old one.
func chatRestart(t *testing.T, browser context.Context) {
	s, road := newRooms(t), newRoad(t)
	road.mend(s.ws)
	ada := newTab(t, browser, "http://"+road.Addr().String()+"/?room=blue&name=ada")
	ada.enter("#text", "one")
	ada.lists(".message .text", "one")
	road.cut()
	s.stop()

	s = newRooms(t)
	tom := newCaller(t, s.tcp)
	tom.join("tom")
	tom.say("in a new life")
	road.mend(s.ws)
	ada.lists(".message .text", "one", "in a new life")
	ada.lists(".mark.anew", "The server restarted. Earlier messages are gone.")
	ada.shows(`document.querySelector(".anew").compareDocumentPosition([...document.querySelectorAll(".message")]` +
		`.at(-1)) === Node.DOCUMENT_POSITION_FOLLOWING`)
	ada.lists("#people li", "ada ws (you)", "tom tcp")
	tom.say("heard?")
	ada.lists(".message:not(.recovered) .text", "one", "heard?")
}

// chatText: whatever others say, and the server, is text, even without the server's policy.
func chatText(t *testing.T, browser context.Context) {
	const evil = `<img src=x onerror=evil()><script>evil()</script>\u202e\u0007`
	pages := http.FileServerFS(os.DirFS("chat"))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/ws" {
			pages.ServeHTTP(w, r)
			return
		}
		conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		for _, line := range []string{
			`{"type":"joined","room":"blue","epoch":"a","offset":1,"member":"` + "E" + `"}`,
			`{"type":"who","room":"blue","members":["E","b E"],"more":2}`,
			`{"type":"event","room":"blue","offset":2,"from":"E","event":"message","data":"E"}`,
			`{"type":"event","room":"blue","offset":3,"from":"E","event":"message","data":{"E":["E"]}}`,
			`{"type":"event","room":"blue","offset":4,"from":"E","event":"E","data":"E"}`,
			`{"type":"event","room":"blue","offset":5,"from":"E","event":"name","data":"a E"}`,
			`{"type":"rooms","rooms":["E"]}`,
			`{"type":"error","code":"E","reason":"E"}`,
		} {
			conn.WriteMessage(websocket.TextMessage, []byte(strings.ReplaceAll(line, "E", evil)))
		}
		io.Copy(io.Discard, conn.NetConn()) // until the page is closed
	}))
	defer s.Close()
	ada := newTab(t, browser, s.URL+"/?room=blue&name="+url.QueryEscape("<img src=x onerror=evil()>"))
	ada.enter("#who", "ada")
	shown := strings.ReplaceAll(evil, `\u`, `\\u`) // as a string of JavaScript
	ada.lists("#trouble", shown)
	ada.lists(".message .from", shown, shown)
	ada.lists(".message .text", shown, `{\"`+shown+`\":[\"`+shown+`\"]}`)
	ada.lists(".note .text", "you are "+shown, shown+" "+shown+": "+shown, shown+" is now a "+shown)
	ada.lists("#people li", "a "+shown+" (you)", "b "+shown, "and 2 more")
	ada.shows(`document.querySelector("img") === null && document.scripts.length === 1`)
}

// rooms are a broadcast server for WebSocket and one for TCP, with one hub.
type rooms struct {
	ws, tcp string // addresses
	stop    func()
}

func newRooms(t *testing.T) *rooms { return newRoomsWith(t, &hub.Hub{}) }

func newRoomsWith(t *testing.T, h *hub.Hub) *rooms {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	serve := func(serve func(context.Context, net.Listener) error) string {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() { ended <- serve(ctx, ln) }()
		return ln.Addr().String()
	}
	s := &rooms{
		ws:  serve((&wsdemo.BroadcastServer{Hub: h}).Serve),
		tcp: serve((&tcpdemo.BroadcastServer{Hub: h}).Serve),
	}
	stopped := false
	s.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(s.stop)
	return s
}

// A caller talks over TCP, in the room blue.
type caller struct {
	net.Conn
	t  *testing.T
	in *bufio.Scanner
}

func newCaller(t *testing.T, addr string) *caller {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &caller{conn, t, bufio.NewScanner(conn)}
}

func (c *caller) join(name string) {
	c.t.Helper()
	fmt.Fprintf(c, `{"type":"join","room":"blue","name":%q}`+"\n", name)
	c.hears(`"type":"joined"`)
}

// say emits a message, and waits until the room has it.
func (c *caller) say(text string) {
	c.t.Helper()
	data := event.Quote(text)
	fmt.Fprintf(c, `{"type":"emit","room":"blue","event":"message","data":%s}`+"\n", data)
	c.hears(fmt.Sprintf(`"event":"message","data":%s`, data))
}

// hears waits for a line with a text in it.
func (c *caller) hears(text string) {
	c.t.Helper()
	c.SetReadDeadline(time.Now().Add(30 * time.Second))
	for c.in.Scan() {
		if strings.Contains(c.in.Text(), text) {
			return
		}
	}
	c.t.Fatalf("%v while waiting for %s", c.in.Err(), text)
}
