package wsdemo_test

import (
	"context"
	"fmt"
	"os"
	"testing"
)

// officialClient is the official client of Socket.IO as a page loads it.
const officialClient = "../lessons/node/node_modules/socket.io-client/dist/socket.io.min.js"

// chatOfficial: the official client, in a browser, talks in a room with somebody who comes by TCP, in every way that it has
// to carry a session. Its connection is cut three times, and then the server is another one.
func chatOfficial(t *testing.T, browser context.Context) {
	script, err := os.ReadFile(officialClient)
	if err != nil {
		t.Skip("there is no official client: run npm ci in lessons/node")
	}
	for _, transports := range []string{`"polling"`, `"websocket"`, `"polling", "websocket"`} {
		s, road := newRooms(t), newRoad(t)
		road.mend(s.ws)
		tom := newCaller(t, s.tcp)
		tom.join("tom")
		// An empty page of the server's, without its script.
		c := newTab(t, browser, "http://"+road.Addr().String()+"/nothing")
		c.run(string(script))
		c.run(`
			globalThis.heard = []; // what tom has said, and what comes of bytes
			globalThis.answers = {};
			globalThis.socket = io({ transports: [` + transports + `], auth: { name: "ada" }, reconnectionDelay: 20, reconnectionDelayMax: 20 });
			globalThis.last = [` + transports + `].at(-1);
			// All that happens is written on the page, which is shown where a test fails.
			document.body.style.whiteSpace = "pre-line";
			const note = (...what) => document.body.append(what.join(" ") + "\n");
			for (const name of ["connect", "disconnect", "connect_error"]) socket.on(name, (why) => note(name, why, socket.recovered));
			socket.io.on("open", () => socket.io.engine.on("upgrade", ({ name }) => note("upgraded to", name)));
			socket.onAny((name, data) => note("event", name, data));
			socket.on("message", (text, { from, room }) => heard.push(room + " " + from + ": " + text));
			socket.on("file", (bytes) => heard.push("bytes " + [...new Uint8Array(bytes)]));
			globalThis.ask = (key, ...request) => { socket.emit(...request, (...answer) => (answers[key] = answer)); };
			globalThis.isCarried = () => socket.connected && socket.io.engine.transport.name === last && !socket.io.engine.upgrading;
		`)
		heard := func(want ...string) {
			t.Helper()
			c.shows(fmt.Sprintf(`JSON.stringify(heard) === JSON.stringify(%s)`, list(want)))
		}
		c.shows(`isCarried() && !socket.recovered`)
		id := evaluate[string](c, `socket.id`)

		// Rooms, and acknowledgements.
		c.run(`ask("blue", "join", { room: "blue" }); ask("green", "join", "green"); ask("rooms", "rooms"); ask("who", "who", "blue")`)
		c.shows(`answers.who?.[0].members.join() === "ada,tom" && answers.rooms?.[0].rooms.join() === "blue,green"`)
		tom.hears(`"from":"ada","event":"join","transport":"socketio"`)
		tom.say("hi")
		c.run(`ask("said", "message", "hi tom", { room: "blue", self: false })`)
		tom.hears(`"from":"ada","event":"message","data":"hi tom"`)
		c.shows(`answers.said?.[0].type === "ack" && answers.said?.[0].offset > 0`)
		c.run(`ask("refused", "message", "x", { room: "red" })`)
		c.shows(`answers.refused?.[0].code === "not-joined"`)
		// Bytes.
		c.run(`socket.emit("file", new Uint8Array([1, 2, 3]), { room: "blue" })`)
		tom.hears(`"event":"file","data":{"_binary":"AQID"}`)
		heard("blue tom: hi", "bytes 1,2,3")
		c.run(`ask("left", "leave", "green"); ask("rooms", "rooms")`)
		c.shows(`"left" in answers && answers.rooms?.[0].rooms.join() === "blue"`)

		want := []string{"blue tom: hi", "bytes 1,2,3"}
		for n := range 3 {
			c.shows(`isCarried()`) // during an upgrade the client would not notice
			road.cut()
			c.shows(`!socket.connected`)
			for _, text := range []string{"missed", "missed, too"} {
				text = fmt.Sprint(text, " ", n)
				tom.say(text)
				want = append(want, "blue tom: "+text)
			}
			road.mend(s.ws)
			c.shows(`isCarried() && socket.recovered && socket.id === "` + id + `"`)
			heard(want...)
		}
		tom.say("live")
		heard(append(want, "blue tom: live")...)

		road.cut()
		s.stop()
		s = newRooms(t)
		road.mend(s.ws)
		c.shows(`isCarried() && !socket.recovered && socket.id !== "` + id + `"`)
		c.run(`ask("again", "join", "blue")`)
		c.shows(`answers.again?.[0].type === "joined"`)
		c.run(`socket.disconnect()`)
		c.shows(`socket.disconnected`)
	}
}

// list is a list of strings in JavaScript.
func list(texts []string) string {
	b := "["
	for _, text := range texts {
		b += fmt.Sprintf("%q, ", text)
	}
	return b + "]"
}

// run runs a script for what it does.
func (c *tab) run(script string) {
	c.t.Helper()
	evaluate[bool](c, "{"+script+"}; true")
}
