package wsdemo_test

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// quiet fails the test if the browser or the page logs something from here on.
func (c *tab) quiet() {
	c.t.Helper()
	if err := chromedp.Listen(c.ctx, func(event any) {
		switch e := event.(type) {
		case *log.EventEntryAdded:
			c.t.Errorf("the browser logged %s: %s", e.Entry.Text, e.Entry.URL)
		case *runtime.EventConsoleAPICalled:
			c.t.Errorf("the page logged %s", e.Type)
		}
	}); err != nil {
		c.t.Fatal(err)
	}
}

// wired waits until the page has shown these, in this order, with others in between or not.
func (c *tab) wired(want ...string) {
	c.t.Helper()
	list := `"` + want[0] + `"`
	for _, w := range want[1:] {
		list += `, "` + w + `"`
	}
	c.shows(`{
		const want = [` + list + `];
		for (const line of document.querySelectorAll("#packets li")) {
			const words = (line.className === "up" ? "> " : "< ") + line.querySelector(".carrier").textContent + " " + line.querySelector(".words").textContent;
			if (words === want[0]) want.shift();
		}
		want.length === 0;
	}`)
}

// chatSocketIO: the page talks by Socket.IO, by polling and by WebSocket, with people who do not, and shows what goes
// over the wire.
func chatSocketIO(t *testing.T, browser context.Context) {
	s := newRooms(t)
	ada := newTab(t, browser, "about:blank")
	ada.quiet()
	ada.do(chromedp.Navigate("http://" + s.ws + "/?room=blue&name=ada&over=socketio"))
	ada.lists("#people li", "ada socketio (you)")
	ada.wired(
		"> GET handshake: I would like a session", "< 200 open: the session begins",
		"> POST message: connect to the namespace /",
		"> GET may this connection become a WebSocket?", "< 101 yes: what follows are frames",
		"> frame ping, as a probe: do frames get through?", "< frame pong: they do",
		"> frame upgrade: from here on by the WebSocket",
	)
	ada.wired("> GET poll: answer when there is something", "< 200 message: connected, with an id there")

	tom := newCaller(t, s.tcp)
	tom.join("tom")
	ada.lists("#people li", "ada socketio (you)", "tom tcp")
	ada.enter("#text", "hi from Socket.IO")
	tom.hears(`"from":"ada","event":"message","data":"hi from Socket.IO"`)
	tom.say("hi from TCP")
	ada.lists(".message .text", "hi from Socket.IO", "hi from TCP")
	ada.lists(".ours .text", "hi from Socket.IO")
	ada.lists("#pending li")
	ada.wired("< frame message: event message")
	ada.shows(`[...document.querySelectorAll("#packets code")].some((e) => /^42\d+\["message","hi from Socket.IO",/.test(e.textContent))`)

	// Bytes of somebody else's, and the first event of Socket.IO's tutorial.
	ada.shows(`import("./socketio.js").then(({ SocketIO }) => {
		const socket = new SocketIO({ auth: { name: "joe" }, upgrade: false, wire() {}, event() {}, closed() {}, connected() {
			socket.emit("join", ["blue"], () => socket.emit("chat message", ["hello"]));
		} });
	}); true`)
	ada.lists(".message .text", "hi from Socket.IO", "hi from TCP", "hello")
	tom.Write([]byte(`{"type":"emit","room":"blue","event":"file","data":[{"_binary":"AQID"}]}` + "\n"))
	ada.lists(".note:last-child .text", `tom (tcp) file: [{\"_binary\":\"AQID\"}]`)

	// From one transport to the next, under the same name.
	for _, way := range []struct{ option, over, sign string }{
		{"polling", "socketio", "> POST message: event join, to be acknowledged as 1"},
		{"ws", "ws", ""},
		{"socketio", "socketio", "> frame upgrade: from here on by the WebSocket"},
	} {
		evaluate[bool](ada, `{
			const over = document.getElementById("over");
			over.value = "`+way.option+`";
			over.dispatchEvent(new Event("change"));
		}`)
		tom.hears(`"from":"ada","event":"leave"`)
		tom.hears(`"from":"ada","event":"join","transport":"` + way.over + `"`)
		if way.sign != "" {
			ada.wired(way.sign)
		}
		ada.shows(`document.getElementById("wire").hidden === ` + map[bool]string{true: "true", false: "false"}[way.sign == ""])
		ada.shows(`location.search.includes("over=` + way.option + `") === ` + map[bool]string{true: "false", false: "true"}[way.option == "ws"])
		tom.say("by " + way.option)
		ada.shows(`[...document.querySelectorAll(".message .text")].at(-1).textContent === "by ` + way.option + `"`)
		ada.enter("#text", "also by "+way.option)
		tom.hears(`"data":"also by ` + way.option + `"`)
	}
}

// chatSocketIOCut: a page that talks by Socket.IO gets what it has missed, once, by the numbers of the events.
func chatSocketIOCut(t *testing.T, browser context.Context) {
	for _, way := range []string{"socketio", "polling"} {
		s, road := newRooms(t), newRoad(t)
		road.mend(s.ws)
		ada := newTab(t, browser, "http://"+road.Addr().String()+"/?room=blue&name=ada&over="+way)
		tom := newCaller(t, s.tcp)
		tom.join("tom")
		ada.lists("#people li", "ada socketio (you)", "tom tcp")
		tom.say("before")
		ada.lists(".message .text", "before")
		road.cut()
		ada.shows(`document.getElementById("state").textContent.startsWith("no connection")`)
		ada.enter("#text", "from the island")
		tom.say("missed")
		road.mend(s.ws)
		tom.hears(`"data":"from the island"`)
		ada.lists(".message .text", "before", "missed", "from the island")
		ada.lists(".message.recovered .text", "missed")
		ada.lists("#pending li")
		ada.lists("#people li", "ada socketio (you)", "tom tcp")
	}
}
