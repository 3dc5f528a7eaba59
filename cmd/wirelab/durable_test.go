package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/journal/file"
)

// TestDurable kills a server in mid-traffic, several times, and starts it again with the same file. Whatever was
// acknowledged, or heard by anybody, is in the file once, at its offset; and who comes back has missed nothing.
func TestDurable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "class.db")
	talkers := []*talker{{session: "s1"}, {session: "s2"}, {session: "s3"}}
	listener := &talker{session: "listener"}
	for round := range 5 {
		addr, kill := durableServer(t, path)
		var talking sync.WaitGroup
		acks := make(chan struct{}, 1000)
		for _, one := range talkers {
			talking.Go(func() { one.talk(t, addr, true, acks) })
		}
		if round%2 == 0 { // and is away for a round between
			talking.Go(func() { listener.talk(t, addr, false, acks) })
		}
		for range 300 + rand.IntN(300) {
			<-acks
		}
		kill()
		talking.Wait()
	}
	listener.hasAll(t)
	f, err := file.Open(path, journal.Keep{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	checkTalkers(t, append(talkers, listener), f.Replay)
}

// checkTalkers compares what a journal has with what talkers know.
func checkTalkers(t *testing.T, talkers []*talker, replay func(each func(journal.Entry) error) error) {
	t.Helper()
	kept := map[string]uint64{} // the offset of what was said
	next := uint64(1)
	if err := replay(func(e journal.Entry) error {
		if e.Offset != next || e.Room != "blue" {
			t.Errorf("event %d of %s follows %d", e.Offset, e.Room, next-1)
		}
		next++
		if e.ID != nil {
			said := fmt.Sprint(e.Session, "-", *e.ID)
			if kept[said] != 0 {
				t.Errorf("%s is there twice, as %d and %d", said, kept[said], e.Offset)
			}
			kept[said] = e.Offset
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, one := range talkers {
		t.Logf("%s: %d acknowledged or heard", one.session, len(one.known))
		for said, offset := range one.known {
			if kept[said] != offset {
				t.Errorf("%s knows %s as %d, and the journal has it as %d", one.session, said, offset, kept[said])
			}
		}
	}
}

// durableServer starts a server as a process. kill ends it at once.
func durableServer(t *testing.T, path string) (tcp string, kill func()) {
	t.Helper()
	return broadcastServer(t, "--durable", path)
}

// broadcastServer does so with options.
func broadcastServer(t *testing.T, options ...string) (tcp string, kill func()) {
	t.Helper()
	serve := exec.CommandContext(t.Context(), "wirelab", append([]string{
		"serve", "broadcast", "--tcp", "0", "--udp", "0", "--ws", "0", "--max-rate", "0",
	}, options...)...)
	out, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	serve.Stderr = &said
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	tcp = addresses(out)["tcp"]
	if tcp == "" {
		serve.Wait()
		t.Fatalf("it does not serve: %s", said.String())
	}
	return tcp, func() {
		serve.Process.Kill()
		serve.Wait()
	}
}

// talker is a client that emits and makes again what was not acknowledged. It outlives its connections.
type talker struct {
	session string
	asked   uint64            // the last ID
	known   map[string]uint64 // offsets of what was acknowledged, or heard: session-ID

	// Who only listens asks for what was missed.
	epoch string
	seen  map[uint64]bool // offsets: false where it is the listener's own join, which may be told before what was missed
	last  uint64          // all up to this one are seen, from the first join on
}

// see takes an offset down.
func (k *talker) see(offset uint64, joined bool) {
	if k.seen == nil {
		k.seen, k.last = map[uint64]bool{}, offset
	}
	k.seen[offset] = !joined
	for {
		if _, known := k.seen[k.last+1]; !known {
			return
		}
		k.last++
	}
}

// hasAll checks that there are no holes before an event that was seen.
func (k *talker) hasAll(t *testing.T) {
	t.Helper()
	for offset, event := range k.seen {
		if event && offset > k.last {
			t.Errorf("%s has seen %d, and not %d", k.session, offset, k.last+1)
		}
	}
}

// window is how many emits a talker has under way.
const window = 8

// talk joins, and emits until the connection ends; or only listens. It puts something into acks for each acknowledgement.
func (k *talker) talk(t *testing.T, addr string, emits bool, acks chan<- struct{}) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	send := func(r event.Request) { conn.Write(r.Line()) } // whether that was heard is seen by the answer
	say := func(id uint64) {
		send(event.Request{
			Type: event.TypeEmit, Room: "blue", Event: event.EventMessage, ID: &id,
			Data: event.Quote(fmt.Sprint(k.session, "-", id)),
		})
	}
	if k.known == nil {
		k.known = map[string]uint64{}
	}
	join := event.Request{Type: event.TypeJoin, Room: "blue", Name: k.session, Session: k.session}
	if !emits {
		join.Epoch, join.Offset = k.epoch, k.last
	}
	send(join)
	for id := uint64(1); id <= k.asked; id++ {
		if emits && k.known[fmt.Sprint(k.session, "-", id)] == 0 {
			say(id)
		}
	}
	for range window {
		if emits {
			k.asked++
			say(k.asked)
		}
	}
	for lines := bufio.NewReader(conn); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil { // the last line may be half a one
			return
		}
		reply, err := event.DecodeReply(line[:len(line)-1])
		if err != nil {
			t.Error(err)
		}
		switch r := reply.(type) {
		case event.Ack:
			k.learn(t, fmt.Sprint(k.session, "-", *r.ID), r.Offset)
			select {
			case acks <- struct{}{}:
			default: // enough to kill the server
			}
			k.asked++
			say(k.asked)
		case event.Joined:
			if k.epoch != "" && k.epoch != r.Epoch {
				t.Errorf("the room %s has become %s", k.epoch, r.Epoch)
			}
			k.epoch = r.Epoch
			k.see(r.Offset, true)
		case event.Gap:
			t.Errorf("%s has missed %d to %d", k.session, r.From, r.To)
		case event.Event:
			k.see(r.Offset, false)
			if r.Event == event.EventMessage {
				k.learn(t, strings.Trim(string(r.Data), `"`), r.Offset)
			}
		case *event.Error:
			t.Errorf("%s: %v", k.session, r)
		}
	}
}

// learn remembers an offset. It never changes.
func (k *talker) learn(t *testing.T, said string, offset uint64) {
	if was := k.known[said]; was != 0 && was != offset {
		t.Errorf("%s knows %s as %d, and then as %d", k.session, said, was, offset)
	}
	k.known[said] = offset
}
