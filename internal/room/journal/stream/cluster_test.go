package stream

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
	"wirelab/internal/room/journal"
)

var rounds = flag.Int("nats", 1, "how many leaders are killed, and shut down if there are more than one")

// TestMain runs the tests, or a NATS server of a cluster: that is a process of its own, which a test can kill.
func TestMain(m *testing.M) {
	if config := os.Getenv(nodeConfig); config != "" {
		serveNode(config)
		return
	}
	flag.Set("test.parallel", "4") // for they wait, most of the time, unless the command line says otherwise
	goleak.VerifyTestMain(m)
}

const nodeConfig = "WIRELAB_TEST_NODE"

// serveNode runs a NATS server until its standard input ends.
func serveNode(config string) {
	var n node
	if err := json.Unmarshal([]byte(config), &n); err != nil {
		panic(err)
	}
	o := &server.Options{
		ServerName: n.Name, Host: "127.0.0.1", Port: n.Port, JetStream: true, StoreDir: n.Dir, NoLog: true, NoSigs: true,
		Cluster: server.ClusterOpts{Name: "wirelab", Host: "127.0.0.1", Port: n.Route},
	}
	for _, r := range n.Routes {
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats", Host: fmt.Sprintf("127.0.0.1:%d", r)})
	}
	s, err := server.NewServer(o)
	if err != nil {
		panic(err)
	}
	s.Start()
	fmt.Println("started")
	io.Copy(io.Discard, os.Stdin)
	s.Shutdown()
	s.WaitForShutdown()
}

// node is a NATS server of a cluster.
type node struct {
	Name, Dir   string
	Port, Route int   // for clients, and for the other nodes
	Routes      []int // of all nodes

	cmd   *exec.Cmd
	stdin io.Closer
}

// cluster starts three of them.
func cluster(t *testing.T) (nodes []*node, addresses []string) {
	t.Helper()
	var routes []int
	dir := t.TempDir()
	for i := range 3 {
		n := &node{Name: fmt.Sprint("n", i), Dir: filepath.Join(dir, fmt.Sprint("n", i)), Port: netxtest.FreePort(t), Route: netxtest.FreePort(t)}
		nodes, routes = append(nodes, n), append(routes, n.Route)
		addresses = append(addresses, fmt.Sprintf("nats://127.0.0.1:%d", n.Port))
	}
	for _, n := range nodes {
		n.Routes = routes
		n.start(t)
	}
	t.Cleanup(func() {
		for _, n := range nodes {
			n.kill()
		}
	})
	return nodes, addresses
}

func (n *node) start(t *testing.T) {
	t.Helper()
	config, _ := json.Marshal(n)
	n.cmd = exec.Command(os.Args[0])
	n.cmd.Env = append(os.Environ(), nodeConfig+"="+string(config))
	n.cmd.Stderr = os.Stderr
	n.stdin, _ = n.cmd.StdinPipe()
	out, _ := n.cmd.StdoutPipe()
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("node %s: %q, %v", n.Name, line, err)
	}
}

// kill is kill -9.
func (n *node) kill() {
	n.cmd.Process.Kill()
	n.cmd.Wait()
}

// shutDown ends it as Ctrl-C does.
func (n *node) shutDown() {
	n.stdin.Close()
	n.cmd.Wait()
}

// speaker is a member of a hub's room who emits one event after the other, and says again what was not acknowledged.
type speaker struct {
	t       *testing.T
	session string
	answers chan event.Reply
	acked   map[uint64]uint64
	heard   []event.Event // by write; to be read when the member has left
	over    func() error  // why the journal has ended; nil: it has not
}

// speak connects a speaker, who has joined when it returns.
func speak(t *testing.T, h *hub.Hub, session string) (s *speaker, m *hub.Member, leave func()) {
	s = &speaker{t: t, session: session, answers: make(chan event.Reply, 10), acked: map[uint64]uint64{}}
	m, leave = h.Pump(netip.Addr{}, "", s.write)
	m.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: session, Session: session})
	for {
		if _, ok := (<-s.answers).(event.Joined); ok {
			return s, m, leave
		}
	}
}

func (s *speaker) write(batch []*hub.Message, _ error) {
	for _, msg := range batch {
		reply, err := event.DecodeReply(msg.JSON())
		if err != nil {
			s.t.Error(err)
		}
		switch r := reply.(type) {
		case event.Event:
			s.heard = append(s.heard, r)
			continue
		case event.Joined:
			s.heard = append(s.heard, event.Event{Offset: r.Offset}) // which stands for that event
		}
		s.answers <- reply
	}
}

// emit emits until stop is closed. It tells each of the acknowledgements.
func (s *speaker) emit(m *hub.Member, stop <-chan struct{}, told chan<- *speaker) {
	for id := uint64(1); ; id++ {
		for s.acked[id] == 0 {
			m.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", ID: &id, Data: event.Quote(fmt.Sprint(s.session, "-", id))})
			switch r := (<-s.answers).(type) {
			case event.Ack:
				s.acked[*r.ID] = r.Offset
			case *event.Error:
				if s.t.Logf("%s: %v", s.session, r); s.over() != nil {
					s.t.Errorf("the journal has ended: %v", s.over())
					return
				}
			}
		}
		select {
		case told <- s:
		case <-stop:
			return
		}
	}
}

// TestLeaderKilled has members of two wirelab servers talk while the leader of three NATS servers is killed. What was acknowledged
// is in the stream once, where the acknowledgement said, and all have heard the same in the same order.
func TestLeaderKilled(t *testing.T) {
	t.Parallel() // it waits, most of the time
	nodes, addresses := cluster(t)
	var streams []*Stream
	var hubs []*hub.Hub
	for range 2 {
		s, err := Open(t.Context(), addresses, Options{Replicas: 3, Lease: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		s.patient = time.Minute
		h := &hub.Hub{Shared: s, Rate: -1}
		if err := h.Restore(); err != nil {
			t.Fatal(err)
		}
		streams, hubs = append(streams, s), append(hubs, h)
	}
	stop, told := make(chan struct{}), make(chan *speaker)
	var talking sync.WaitGroup
	var speakers []*speaker
	for i := range 4 {
		s, m, leave := speak(t, hubs[i%2], fmt.Sprint("s", i))
		s.over = func() error { return context.Cause(streams[i%2].ctx) }
		speakers = append(speakers, s)
		talking.Go(func() {
			s.emit(m, stop, told)
			leave()
		})
	}
	hear := func(n int) { // so many acknowledgements, and at least one of each
		t.Helper()
		silent := map[*speaker]bool{}
		for _, s := range speakers {
			silent[s] = true
		}
		late := time.After(2 * time.Minute)
		for ; n > 0 || len(silent) > 0; n-- {
			select {
			case s := <-told:
				delete(silent, s)
			case <-late:
				t.Fatalf("nothing is acknowledged any more to %d of %d", len(silent), len(speakers))
			}
		}
	}
	hear(200)
	for round := range *rounds {
		leader := leaderOf(t, streams[0], nodes)
		if round%2 == 0 {
			leader.kill()
		} else {
			leader.shutDown()
		}
		began := time.Now()
		hear(200)
		t.Logf("%s was the leader; 200 acknowledgements later it is %v later", leader.Name, time.Since(began))
		leader.start(t)
		hear(100)
	}
	close(stop)
	talking.Wait()
	for i, h := range hubs {
		h.Settle()
		streams[i].Close()
	}
	checkStream(t, addresses, speakers)
}

// leaderOf returns the leader, when the other two have everything: of three, one may be lost at a time.
func leaderOf(t *testing.T, s *Stream, nodes []*node) *node {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(50 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		stream, err := s.js.Stream(ctx, name)
		cancel()
		if err != nil {
			continue
		}
		is := stream.CachedInfo().Cluster
		behind := func(p *jetstream.PeerInfo) bool { return p.Offline || !p.Current }
		if i := slices.IndexFunc(nodes, func(n *node) bool { return n.Name == is.Leader }); i >= 0 && !slices.ContainsFunc(is.Replicas, behind) {
			return nodes[i]
		}
	}
	t.Fatal("the cluster does not become whole again")
	return nil
}

// checkStream compares what the stream has with what members were told.
func checkStream(t *testing.T, addresses []string, speakers []*speaker) {
	t.Helper()
	var entries []journal.Entry
	s, err := Open(t.Context(), addresses, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	take := func(g journal.Group) error {
		entries = append(entries, g.Entries...)
		return nil
	}
	if err := s.Follow(journal.Follower{Take: take, Tick: func() {}}); err != nil {
		t.Fatal(err)
	}
	offsets := map[string]uint64{}
	for i, e := range entries {
		if e.Offset != uint64(i+1) {
			t.Fatalf("event %d follows event %d", e.Offset, i)
		}
		if e.ID != nil {
			said := fmt.Sprint(e.Session, "-", *e.ID)
			if offsets[said] != 0 {
				t.Errorf("%s is there twice, as %d and %d", said, offsets[said], e.Offset)
			}
			offsets[said] = e.Offset
		}
	}
	for _, one := range speakers {
		for id, offset := range one.acked {
			if at := offsets[fmt.Sprint(one.session, "-", id)]; at != offset {
				t.Errorf("%s-%d was acknowledged as %d, and is there as %d", one.session, id, offset, at)
			}
		}
		for i, e := range one.heard[1:] {
			if e.Offset != one.heard[i].Offset+1 {
				t.Errorf("%s hears event %d after event %d", one.session, e.Offset, one.heard[i].Offset)
				break
			}
			if want := entries[e.Offset-1].Event; string(e.Line()) != string(want)+"\n" {
				t.Errorf("%s hears %s, and it is %s", one.session, e.Line(), want)
			}
		}
		t.Logf("%s: %d acknowledged, %d heard", one.session, len(one.acked), len(one.heard))
	}
}
