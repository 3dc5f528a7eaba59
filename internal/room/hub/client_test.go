package hub

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"wirelab/internal/room/event"
)

// client is a connection in a test: it sends lines and compares the lines that it gets.
type client struct {
	t *testing.T
	*Member
	woken int
}

// newHub returns a hub whose epochs are e1, e2, ...
func newHub() *Hub {
	n := 0
	return &Hub{NewEpoch: func() string { n++; return fmt.Sprint("e", n) }}
}

func connect(t *testing.T, h *Hub) *client {
	c := &client{t: t}
	c.Member = h.Connect(netip.Addr{}, "", func() { c.woken++ })
	return c
}

// send has the hub handle requests, which are given as on the wire.
func (c *client) send(lines ...string) {
	c.t.Helper()
	for _, line := range lines {
		r, err := event.DecodeRequest([]byte(line))
		if err != nil {
			c.t.Fatalf("%s: %v", line, err)
		}
		c.Handle(r)
	}
}

// lines takes what is queued.
func (c *client) lines() (lines []string) {
	for {
		queued, _ := c.Take(nil)
		if len(queued) == 0 {
			return lines
		}
		for _, msg := range queued {
			lines = append(lines, string(msg.JSON()))
		}
	}
}

// gets checks that exactly these lines are queued, and takes them.
func (c *client) gets(want ...string) {
	c.t.Helper()
	if got := c.lines(); !slices.Equal(got, want) {
		c.t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

// enter connects a client that joins a room, and takes its answer.
func enter(t *testing.T, h *Hub, room, name string) *client {
	t.Helper()
	c := connect(t, h)
	c.send(fmt.Sprintf(`{"type":"join","room":%q,"name":%q}`, room, name))
	c.lines()
	return c
}

// say returns an emit into the room blue.
func say(text string) string {
	return fmt.Sprintf(`{"type":"emit","room":"blue","event":"message","data":%q}`, text)
}

// said returns the event that it makes.
func said(offset int, from, text string) string {
	return fmt.Sprintf(`{"type":"event","room":"blue","offset":%d,"from":%q,"event":"message","data":%q}`,
		offset, from, text)
}

// did returns a join or a leave.
func did(offset int, from, what string) string {
	return fmt.Sprintf(`{"type":"event","room":"blue","offset":%d,"from":%q,"event":%q}`, offset, from, what)
}

func acked(offset int) string {
	return fmt.Sprintf(`{"type":"ack","room":"blue","offset":%d}`, offset)
}
