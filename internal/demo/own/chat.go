// Package own shows what a chat client of one's own has to do, so that it comes back and nothing is missed.
package own

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"wirelab/internal/demo/stage"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

// ShowChat has zoe order a pizza in a room, and her connection breaks before she hears that the order has arrived. It is five
// times the same story, each time with a program that does a little more.
func ShowChat(ctx context.Context, s stage.Stage, w io.Writer) error {
	fmt.Fprintln(w, "eve says one. zoe says pizza. The room hears it, and her connection breaks\n"+
		"before the acknowledgement is there. While she is away, eve says two and three,\n"+
		"and zoe types hello. 2 s later her program comes back, if it does. Then eve\n"+
		"says four.\n\n"+
		"zoe's program                         the room hears zoe   zoe hears eve")
	p := program{}
	for _, more := range []struct {
		what string
		add  func(*program)
	}{
		{"connects once", func(*program) {}},
		{"connects again", func(p *program) { p.again = true }},
		{"+ says again what has no answer", func(p *program) { p.repeat = true }},
		{"+ with the same id and session", func(p *program) { p.known = true }},
		{"+ joins with the last offset seen", func(p *program) { p.resume = true }},
	} {
		more.add(&p)
		zoe, eve, err := p.play(ctx, s)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%-36s  %-19s  %s\n", more.what, strings.Join(eve, ", "), strings.Join(zoe, ", "))
	}
	return nil
}

// A program is what zoe's does. What it does not do, she has to do without.
type program struct {
	again  bool // it connects again
	repeat bool // it keeps what she says until that is acknowledged, and says it again
	known  bool // by an id, in a session that stays the same
	resume bool // it says how far it had seen the room
}

// play returns what zoe hears of eve, and eve of zoe.
func (p program) play(ctx context.Context, s stage.Stage) (zoeHears, eveHears []string, err error) {
	c := &scene{program: p, toZoe: ear{of: "eve"}, toEve: ear{of: "zoe"}}
	if c.rooms, err = s.OpenRooms(ctx, "tcp", &hub.Hub{}); err != nil {
		return nil, nil, err
	}
	defer c.rooms.Stop()
	eve := event.Request{Type: event.TypeJoin, Room: "blue", Name: "eve"}
	if c.eve, _, err = c.rooms.Enter(ctx, s.Clients[1], eve); err != nil {
		return nil, nil, err
	}
	defer c.eve.Close()
	if err = c.order(ctx, s.Clients[0]); err != nil {
		return nil, nil, err
	}
	if err = say(c.eve, "two", "three"); err != nil {
		return nil, nil, err
	}
	time.Sleep(2 * time.Second)
	if err = c.after(ctx, s.Clients[0]); err != nil {
		return nil, nil, err
	}
	return c.toZoe.words, c.toEve.words, c.toEve.rest(c.eve)
}

// A scene is what happens with one program.
type scene struct {
	program
	rooms        *stage.Rooms
	eve          *stage.Talker
	join         event.Request // zoe's, which says more and more
	pizza        event.Request
	toZoe, toEve ear
}

// order has zoe join, hear eve, and order a pizza, up to the break of her connection.
func (c *scene) order(ctx context.Context, from netx.Network) error {
	c.join = event.Request{Type: event.TypeJoin, Room: "blue", Name: "zoe"}
	if c.known {
		c.join.Session = "zoe-1"
	}
	zoe, joined, err := c.rooms.Enter(ctx, from, c.join)
	if err != nil {
		return err
	}
	defer zoe.Close() // before she reads the acknowledgement
	if err := say(c.eve, "one"); err != nil {
		return err
	}
	seen, err := stage.FirstOf(zoe, c.toZoe.hear)
	if err != nil {
		return err
	}
	if c.resume {
		c.join.Epoch, c.join.Offset = joined.Epoch, seen.Offset
	}
	c.pizza = c.emit("pizza", 1)
	if err := zoe.Say(c.pizza); err != nil {
		return err
	}
	_, err = stage.FirstOf(c.eve, c.toEve.hear)
	return err
}

// after has zoe come back, if her program does that, and say what is still to be said.
func (c *scene) after(ctx context.Context, from netx.Network) error {
	if !c.again {
		return say(c.eve, "four")
	}
	zoe, err := c.rooms.Connect(ctx, from)
	if err != nil {
		return err
	}
	defer zoe.Close()
	requests := []event.Request{c.join}
	if c.repeat {
		requests = append(requests, c.pizza, c.emit("hello", 2))
	}
	for _, r := range requests {
		if err := zoe.Say(r); err != nil {
			return err
		}
	}
	time.Sleep(time.Second)
	if err := say(c.eve, "four"); err != nil {
		return err
	}
	time.Sleep(time.Second)
	return c.toZoe.rest(zoe)
}

func (p program) emit(word string, id uint64) event.Request {
	r := event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", Data: event.Quote(word)}
	if p.known {
		r.ID = &id
	}
	return r
}

// say has somebody say words, who does not wait for anything.
func say(t *stage.Talker, words ...string) error {
	for _, word := range words {
		err := t.Say(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", Data: event.Quote(word)})
		if err != nil {
			return err
		}
	}
	return nil
}

// An ear notes the words of one person.
type ear struct {
	of    string
	words []string
}

// hear says whether that was a word of hers.
func (e *ear) hear(said event.Event) bool {
	var word string
	if said.From != e.of || json.Unmarshal(said.Data, &word) != nil {
		return false
	}
	e.words = append(e.words, word)
	return true
}

// rest hears all that has come.
func (e *ear) rest(t *stage.Talker) error {
	replies, err := t.Rest()
	for _, reply := range replies {
		if said, ok := reply.(event.Event); ok {
			e.hear(said)
		}
	}
	return err
}
