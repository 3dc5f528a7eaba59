package main

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
	"wirelab/internal/room/journal/stream"
)

// natsServer runs a NATS server in this process, and returns its address.
func natsServer(t *testing.T) string {
	t.Helper()
	n, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	n.Start()
	t.Cleanup(func() {
		n.Shutdown()
		n.WaitForShutdown()
	})
	if !n.ReadyForConnections(30 * time.Second) {
		t.Fatal("the NATS server does not start")
	}
	return n.ClientURL()
}

// TestSharedQueue has clients talk to two servers with the same rooms, and kills one after the other. Clients go to the one that
// is left. Whatever was acknowledged, or heard by anybody, is there once, at its offset, and who only listens has missed
// nothing. Who does not come back has left after a lease.
func TestSharedQueue(t *testing.T) {
	url := natsServer(t)
	one, killOne := broadcastServer(t, "--queue", url, "--lease", "1s")
	two, killTwo := broadcastServer(t, "--queue", url, "--lease", "1s")
	eve := joining(t, one, "eve")
	dan := joining(t, two, "dan")
	talkers := []*talker{{session: "s1"}, {session: "s2"}, {session: "s3"}, {session: "s4"}}
	listener := &talker{session: "listener"}
	acks := make(chan struct{}, 1000)
	hear := func(n int) {
		late := time.After(5 * time.Minute)
		for i := range n {
			select {
			case <-acks:
			case <-late:
				t.Fatalf("%d acknowledgements of %d", i, n)
			}
		}
	}
	var talking, onOne sync.WaitGroup
	for i, k := range talkers {
		if i%2 == 0 {
			onOne.Go(func() { k.talk(t, one, true, acks) })
		} else {
			talking.Go(func() { k.talk(t, two, true, acks) })
		}
	}
	onOne.Go(func() { listener.talk(t, one, false, acks) })
	hear(400)
	killOne()
	onOne.Wait()
	talking.Go(func() { listener.talk(t, two, false, acks) })
	for i, k := range talkers {
		if i%2 == 0 {
			talking.Go(func() { k.talk(t, two, true, acks) })
		}
	}
	hear(400)
	dan.hears(`"from":"eve","event":"leave"`)
	killTwo()
	talking.Wait()
	eve.Close()
	dan.Close()

	three, killThree := broadcastServer(t, "--queue", url, "--lease", "1s")
	talking.Go(func() { listener.talk(t, three, false, acks) })
	last := joining(t, three, "last")
	last.hears(`"from":"dan","event":"leave"`)
	last.Close()
	killThree()
	talking.Wait()
	listener.hasAll(t)
	checkTalkers(t, append(talkers, listener), func(each func(journal.Entry) error) error {
		return replayStream(t, url, each)
	})
}

func replayStream(t *testing.T, url string, each func(journal.Entry) error) error {
	s, err := stream.Open(t.Context(), []string{url}, stream.Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Follow(journal.Follower{Tick: func() {}, Take: func(g journal.Group) error {
		for _, e := range g.Entries {
			if err := each(e); err != nil {
				return err
			}
		}
		return nil
	}})
}

// joined is a connection that is in the room blue.
type joined struct {
	net.Conn
	t     *testing.T
	lines *bufio.Scanner
}

func joining(t *testing.T, addr, name string) joined {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(time.Minute))
	join := event.Request{Type: event.TypeJoin, Room: "blue", Name: name}
	conn.Write(join.Line())
	j := joined{conn, t, bufio.NewScanner(conn)}
	j.hears(fmt.Sprintf(`"member":%q`, name))
	return j
}

// hears reads until a line has that in it.
func (j joined) hears(part string) {
	j.t.Helper()
	for j.lines.Scan() {
		if strings.Contains(j.lines.Text(), part) {
			return
		}
	}
	j.t.Errorf("nobody says %s: %v", part, j.lines.Err())
}
