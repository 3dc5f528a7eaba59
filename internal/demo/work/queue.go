package work

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"wirelab/internal/demo/stage"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// ShowQueue has consumers take what ada puts into a room. Those who share a name divide it; whoever has a name alone gets all of
// it. What somebody leaves undone is delivered to another one, and what nobody can do is put aside.
func ShowQueue(ctx context.Context, s stage.Stage, w io.Writer) error {
	fmt.Fprintln(w, "Room orders is a queue. bob and joe are consumers who share the durable name\n"+
		"kitchen; eve has the name counter alone. Ada puts in tea, cake, soup and pie.")
	for i, scene := range []struct {
		what string
		play func(*counter)
	}{
		{"Each does what is delivered to him", (*counter).share},
		{"bob's connection ends before he has done anything", (*counter).vanish},
		{"joe is alone in the kitchen, cannot make pie, and asks for it again each time", (*counter).bury},
		{"joe leaves, ada puts in her orders, and joe comes back", (*counter).wait},
	} {
		fmt.Fprintf(w, "\n%d. %s\n", i+1, scene.what)
		c := &counter{Stage: s, ctx: ctx, out: w}
		c.open()
		scene.play(c)
		c.close()
		if c.err != nil {
			return c.err
		}
	}
	return nil
}

// menu is what ada puts in.
var menu = []string{"tea", "cake", "soup", "pie"}

// A counter is where orders go in on one side, and out on the other. Its methods do nothing after an error.
type counter struct {
	stage.Stage
	ctx   context.Context
	out   io.Writer
	rooms *stage.Rooms
	ada   *stage.Talker
	all   []*stage.Talker
	err   error
}

func (c *counter) open() {
	if c.rooms, c.err = c.OpenRooms(c.ctx, "tcp", &hub.Hub{}); c.err == nil {
		c.ada = c.enter("orders", "ada")
	}
}

func (c *counter) close() {
	for _, t := range c.all {
		t.Close()
	}
	c.rooms.Stop()
}

func (c *counter) enter(room, name string) *stage.Talker {
	if c.err != nil {
		return nil
	}
	t, _, err := c.rooms.Enter(c.ctx, c.Clients[0], event.Request{Type: event.TypeJoin, Room: room, Name: name})
	if c.err = err; err == nil {
		c.all = append(c.all, t)
	}
	return t
}

// consumer is somebody who takes work under a durable name, and has nothing to do yet, or what has been left for that name.
func (c *counter) consumer(name, durable string, share bool) *stage.Talker {
	t := c.enter("orders", name)
	if c.err == nil {
		_, c.err = stage.AnswerTo[event.Subscribed](t, event.Request{
			Type: event.TypeSubscribe, Room: "orders", Durable: durable, Share: share, Attempts: uint64(c.Number("attempts", 3)),
		})
	}
	return t
}

// put has ada put in what is on the menu.
func (c *counter) put() {
	for _, what := range menu {
		if c.err == nil {
			_, c.err = stage.AnswerTo[event.Ack](c.ada, event.Request{
				Type: event.TypeEmit, Room: "orders", Event: "order", Data: event.Quote(what), Self: new(false),
			})
		}
	}
}

// takes shows what has been delivered to somebody, and has him answer it.
func (c *counter) takes(name string, t *stage.Talker, answer func(d event.Delivery) string) {
	var got []string
	for again := true; again && c.err == nil; {
		again = false
		var replies []event.Reply
		replies, c.err = t.Rest()
		for _, reply := range replies {
			d, is := reply.(event.Delivery)
			if !is || c.err != nil {
				continue
			}
			got = append(got, orderOf(d))
			if what := answer(d); what != "" {
				again = true // there may be more now
				c.err = t.Say(event.Request{Type: what, Room: "orders", Offset: d.Offset})
			}
		}
	}
	fmt.Fprintf(c.out, "to %s: %s\n", name, strings.Join(got, ", "))
}

func orderOf(d event.Delivery) string {
	var what string
	json.Unmarshal(d.Data, &what) // ada has put in a string
	if d.Attempt > 1 {
		what += fmt.Sprintf(" (attempt %d)", d.Attempt)
	}
	return what
}

func done(event.Delivery) string    { return event.TypeDone }
func nothing(event.Delivery) string { return "" }

func (c *counter) share() {
	bob, joe := c.consumer("bob", "kitchen", true), c.consumer("joe", "kitchen", true)
	eve := c.consumer("eve", "counter", false)
	c.put()
	c.takes("bob", bob, done)
	c.takes("joe", joe, done)
	c.takes("eve", eve, done)
}

func (c *counter) vanish() {
	bob, joe := c.consumer("bob", "kitchen", true), c.consumer("joe", "kitchen", true)
	c.put()
	c.takes("bob", bob, nothing)
	c.end(bob, "bob")
	c.takes("joe", joe, done)
}

// end ends somebody's connection, and waits until the server has seen it.
func (c *counter) end(t *stage.Talker, name string) {
	if c.err == nil {
		t.Close()
		_, c.err = stage.FirstOf(c.ada, func(e event.Event) bool { return e.Event == event.EventLeave && e.From == name })
	}
}

func (c *counter) bury() {
	undertaker := c.enter("orders.dead", "eve")
	joe := c.consumer("joe", "kitchen", true)
	c.put()
	c.takes("joe", joe, func(d event.Delivery) string {
		if string(d.Data) == `"pie"` {
			return event.TypeAgain
		}
		return event.TypeDone
	})
	if c.err != nil {
		return
	}
	letter, err := stage.FirstOf(undertaker, func(e event.Event) bool { return e.Event == "order" })
	fmt.Fprintf(c.out, "in room %s: %s\n", letter.Room, letter.Data)
	c.err = err
}

func (c *counter) wait() {
	c.end(c.consumer("joe", "kitchen", false), "joe")
	c.put()
	c.takes("joe", c.consumer("joe", "kitchen", false), done)
}
