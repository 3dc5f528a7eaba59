package wsdemo_test

import (
	"context"
	"fmt"
	"net/netip"
	"testing"

	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// chatLong: the page keeps the newest lines, and shows them unless somebody has scrolled back.
func chatLong(t *testing.T, browser context.Context) {
	s := newRoomsWith(t, &hub.Hub{QueueMessages: 1000}) // room for all: nobody is cut off, however slow the machine
	ada := newTab(t, browser, "http://"+s.ws+"/?room=blue&name=ada")
	ada.lists("#people li", "ada ws (you)")
	tom := newCaller(t, s.tcp)
	tom.join("tom") // #2
	for i := range 600 {
		tom.say(fmt.Sprintf("message %d", i))
	}
	const log = `document.querySelector(".log")`
	const atEnd = log + `.scrollTop + ` + log + `.clientHeight > ` + log + `.scrollHeight - 5`
	ada.shows(log + `.lastChild.innerText.includes("message 599") && ` + atEnd)
	ada.shows(log + `.childElementCount === 500 && ` + log + `.firstChild.innerText.includes("message 100")`)
	ada.shows(`document.getElementById("newest").hidden`)
	evaluate[int](ada, log+`.scrollTop = 0`)
	ada.shows(`!document.getElementById("newest").hidden`)
	tom.say("the end")
	ada.shows(log + `.lastChild.innerText.includes("the end") && !(` + atEnd + `)`)
	ada.click("#newest")
	ada.shows(atEnd)
}

// chatSlow: a page that is cut off because it did not keep up says so, comes back by itself, and
// shows what it missed.
func chatSlow(t *testing.T, browser context.Context) {
	h := &hub.Hub{QueueMessages: 8}
	s := newRoomsWith(t, h)
	ada := newTab(t, browser, "http://"+s.ws+"/?room=blue&name=ada")
	ada.lists("#people li", "ada ws (you)")
	evaluate[bool](ada, `window.states = [];
		new MutationObserver(() => states.push(document.getElementById("state").textContent))
			.observe(document.getElementById("state"), { childList: true }), true`)

	tom := h.Connect(netip.Addr{}, "", nil) // talks faster than any network
	defer tom.Close()
	tom.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: "tom"})
	var want []string
	say := func(text string) {
		alone := false
		tom.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", Data: event.Quote(text), Self: &alone})
		tom.Take(nil)
		want = append(want, text)
	}
	for i := 0; h.Stats().Evicted == 0; i++ {
		if i == 200 { // more are not kept
			t.Fatal("a page of which 200 messages have been sent at once is not cut off with a queue of 8")
		}
		say(fmt.Sprintf("message %d", i))
	}
	ada.lists(".mark.slow", "The server cut this page off: it did not keep up with what was said.")
	ada.lists("#state", "connected")
	say("welcome back")
	ada.lists(".message .text", want...)
	ada.shows(`document.querySelector(".message.recovered") !== null`)
	ada.shows(`states.includes("no connection, trying again (this page was too slow)")`)
	ada.lists("#trouble", "")
	ada.lists("#people li", "ada ws (you)", "tom")
}
