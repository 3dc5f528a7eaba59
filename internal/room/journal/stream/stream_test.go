package stream

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/journal"
)

// natsServer runs a NATS server in this process.
func natsServer(t *testing.T, change func(*server.Options)) *server.Server {
	t.Helper()
	o := &server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true}
	if change != nil {
		change(o)
	}
	n, err := server.NewServer(o)
	if err != nil {
		t.Fatal(err)
	}
	n.Start()
	t.Cleanup(func() {
		n.Shutdown()
		n.WaitForShutdown()
	})
	if !n.ReadyForConnections(30 * time.Second) {
		_, err := net.Listen("tcp", net.JoinHostPort(o.Host, strconv.Itoa(max(0, o.Port))))
		t.Fatalf("the NATS server does not start; to listen at its port: %v", err)
	}
	return n
}

// reading is a server that takes in what a stream has.
type reading struct {
	*Stream
	t      *testing.T
	mu     sync.Mutex
	groups []journal.Group
	next   uint64 // number of its next group
	slow   chan struct{}
}

func follow(t *testing.T, n *server.Server, o Options) *reading {
	t.Helper()
	s, err := Open(t.Context(), []string{n.ClientURL()}, o)
	if err != nil {
		t.Fatal(err)
	}
	r := &reading{Stream: s, t: t}
	t.Cleanup(func() { s.Close() })
	if err := s.Follow(journal.Follower{Take: r.take, Tick: func() {}}); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r *reading) take(g journal.Group) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.slow != nil {
		<-r.slow
	}
	r.groups = append(r.groups, g)
	return nil
}

func (r *reading) all() []journal.Group {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.groups)
}

// group is a group that says something, to be put at a position.
func (r *reading) group(position uint64, say string) journal.Group {
	r.next++
	event, _ := json.Marshal(say)
	return journal.Group{Position: position, Server: r.Server(), Number: r.next, Entries: []journal.Entry{{Room: "blue", Epoch: "e", Offset: position, Event: event}}}
}

// append appends, each time after what it has read, until it is first.
func (r *reading) append(say string) {
	for {
		position := uint64(1)
		if all := r.all(); len(all) > 0 {
			position = all[len(all)-1].Position + 1
		}
		err := r.Append(r.group(position, say))
		if err == nil {
			return
		}
		if !errors.Is(err, journal.ErrBehind) {
			r.t.Error(err)
			return
		}
	}
}

// Several servers append at once. All take in the same groups in the same order, each once; so does one that comes later.
func TestOneOrder(t *testing.T) {
	n := natsServer(t, nil)
	const each = 30
	servers := []*reading{follow(t, n, Options{}), follow(t, n, Options{}), follow(t, n, Options{})}
	var appending sync.WaitGroup
	for _, r := range servers {
		appending.Go(func() {
			for i := range each {
				r.append(fmt.Sprintf("%s <%d>", r.Server(), i))
			}
		})
	}
	appending.Wait()
	late := follow(t, n, Options{})
	want := late.all()
	if len(want) != each*len(servers) {
		t.Fatalf("there are %d groups, want %d", len(want), each*len(servers))
	}
	seen := map[string]bool{}
	for i, g := range want {
		if g.Position != uint64(i+1) {
			t.Errorf("group %d has the position %d", i+1, g.Position)
		}
		seen[string(g.Entries[0].Event)] = true
	}
	if len(seen) != len(want) {
		t.Errorf("of %d groups %d are different", len(want), len(seen))
	}
	for _, r := range servers {
		last := r.group(uint64(len(want)), "none")
		if err := r.Append(last); !errors.Is(err, journal.ErrBehind) { // and it has taken what is there
			t.Errorf("a group at a position that is taken: %v", err)
		}
		if got := r.all(); !slices.EqualFunc(got, want, sameGroup) {
			t.Errorf("%s has taken\n%v\nand the last one\n%v", r.Server(), got, want)
		}
	}
}

func sameGroup(a, b journal.Group) bool {
	return a.Position == b.Position && a.Server == b.Server && a.Number == b.Number && bytes.Equal(a.Entries[0].Event, b.Entries[0].Event)
}

// A stream that cannot be used gets one line that says why.
func TestNotOpened(t *testing.T) {
	with := func(c jetstream.StreamConfig) string {
		n := natsServer(t, nil)
		makeStream(t, n, c)
		return n.ClientURL()
	}
	tests := []struct{ name, address, want string }{
		{"nobody", fmt.Sprintf("nats://127.0.0.1:%d", netxtest.FreePort(t)), "no NATS server can be reached there ("},
		{"no JetStream", natsServer(t, func(o *server.Options) { o.JetStream = false }).ClientURL(), "JetStream is not enabled there: start nats-server with --jetstream"},
		{"small messages", natsServer(t, func(o *server.Options) { o.MaxPayload = 1024 }).ClientURL(), "its max_payload is 1024 bytes, and must be 524288 or more"},
		{"another's", with(jetstream.StreamConfig{Name: name, Subjects: []string{"x"}}), "its stream WIRELAB is not wirelab's"},
		{"version 2", with(jetstream.StreamConfig{Name: name, Subjects: []string{"x"}, Metadata: map[string]string{"wirelab": "2"}}), `its stream WIRELAB has version "2" of the format, and this wirelab reads version 1`},
		{"another's subject", with(jetstream.StreamConfig{Name: "X", Subjects: []string{subject}}), "JetStream says: subjects overlap with an existing stream"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := Open(t.Context(), []string{test.address}, Options{})
			if err == nil {
				s.Close()
				t.Fatal("it was opened")
			}
			if line := err.Error(); !strings.HasPrefix(line, test.address+": "+test.want) || strings.Contains(line, "\n") {
				t.Errorf("the error is %q, want %q", line, test.want)
			}
		})
	}
	n := natsServer(t, nil)
	if _, err := Open(t.Context(), []string{n.ClientURL()}, Options{Replicas: 3}); err == nil || !strings.Contains(err.Error(), "JetStream says: replicas > 1 not supported in non-clustered mode") {
		t.Errorf("three replicas on one server: %v", err)
	}
}

func makeStream(t *testing.T, n *server.Server, c jetstream.StreamConfig) jetstream.Stream {
	t.Helper()
	conn, err := nats.Connect(n.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	s, err := js.CreateStream(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAddresses(t *testing.T) {
	for list, want := range map[string]int{
		"nats://127.0.0.1:4222": 1, "nats://a:1, tls://b:2": 2,
		"": 0, "127.0.0.1:4222": 0, "http://a": 0, "nats://": 0, "nats://a:1,": 0, "nats://a/b": 0,
	} {
		if all, err := Addresses(list); len(all) != want || (err == nil) != (want > 0) {
			t.Errorf("%q: %q, %v", list, all, err)
		}
	}
	if got := shown([]string{"nats://ada:secret@a:1", "tls://b"}); got != "nats://a:1,tls://b" {
		t.Errorf("shown as %s", got)
	}
}

// What NATS stores is limited as the options say; a later server may change that.
func TestOptions(t *testing.T) {
	n := natsServer(t, nil)
	follow(t, n, Options{Keep: journal.Keep{Bytes: 1 << 20}})
	r := follow(t, n, Options{Keep: journal.Keep{Age: time.Hour}})
	if want := (journal.Keep{Bytes: 1 << 20, Age: time.Hour}); r.keep != want {
		t.Errorf("it keeps %v, want %v", r.keep, want)
	}
}

// A NATS server that switches JetStream off, as older ones do when their disk is full, does not answer, and one that is killed does
// not either. That is an error, and all goes on when it is started again.
func TestSwitchedOff(t *testing.T) {
	t.Parallel() // it waits, most of the time
	dir, port := t.TempDir(), netxtest.FreePort(t)
	start := func() *server.Server {
		return natsServer(t, func(o *server.Options) { o.StoreDir, o.Port = dir, port })
	}
	n := start()
	r := follow(t, n, Options{})
	r.patient = time.Second
	r.append("before")
	if err := n.DisableJetStream(); err != nil {
		t.Fatal(err)
	}
	if err := r.Append(r.group(2, "lost")); !errors.Is(err, journal.ErrUnanswered) {
		t.Errorf("the error is %v", err)
	}
	n.Shutdown()
	n.WaitForShutdown()
	if err := r.Append(r.group(2, "lost")); !errors.Is(err, journal.ErrUnanswered) {
		t.Errorf("the error is %v", err)
	}
	start()
	r.patient, r.stalled = 30*time.Second, false
	r.append("after")
	if all := r.all(); string(all[len(all)-1].Entries[0].Event) != `"after"` {
		t.Errorf("the last one is %s", all[len(all)-1].Entries[0].Event)
	}
}

// Where a limit of JetStream is reached it says so.
func TestLimit(t *testing.T) {
	n := natsServer(t, func(o *server.Options) { o.JetStreamMaxStore = 100 << 10 })
	c := config(Options{})
	c.MaxBytes = -1
	makeStream(t, n, c)
	r := follow(t, n, Options{})
	var err error
	for position := uint64(1); err == nil && position < 100; position++ {
		err = r.Append(r.group(position, strings.Repeat("x", 10<<10)))
	}
	if !errors.Is(err, journal.ErrFull) {
		t.Errorf("the error is %v", err)
	}
}

// A server that has been away for so long that JetStream has forgotten what it has not read ends: JetStream would give it later
// groups without an error.
func TestForgotten(t *testing.T) {
	n := natsServer(t, nil)
	o := Options{Keep: journal.Keep{Bytes: 64 << 10}}
	slow, quick := follow(t, n, o), follow(t, n, o)
	slow.mu.Lock()
	slow.slow = make(chan struct{})
	slow.mu.Unlock()
	for i := range 400 { // more than it has asked for
		quick.append(fmt.Sprint(i, strings.Repeat("x", 1<<10)))
	}
	close(slow.slow)
	if err := slow.Wait(); !errors.Is(err, errForgotten) {
		t.Errorf("the error is %v", err)
	}
	if err := slow.Append(slow.group(1000, "none")); !errors.Is(err, errForgotten) {
		t.Errorf("and then it appends with %v", err)
	}
	// Who comes now begins with what is there.
	late := follow(t, n, o).all()
	for i, g := range late {
		if g.Position != late[0].Position+uint64(i) {
			t.Errorf("group %d follows group %d", g.Position, late[i-1].Position)
		}
	}
	if late[0].Position == 1 || late[len(late)-1].Position != 400 {
		t.Errorf("there are groups %d to %d", late[0].Position, late[len(late)-1].Position)
	}
}

// A stream that is deleted while servers have it, or that has something else in it, ends them.
func TestSpoilt(t *testing.T) {
	n := natsServer(t, nil)
	conn, err := nats.Connect(n.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, _ := jetstream.New(conn)

	r := follow(t, n, Options{Lease: 100 * time.Millisecond})
	r.append("1")
	if err := js.DeleteStream(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	if err := r.Wait(); !errors.Is(err, errDeleted) {
		t.Errorf("deleted: %v", err)
	}
	r = follow(t, n, Options{})
	if _, err := js.Publish(t.Context(), subject, []byte("dear diary")); err != nil {
		t.Fatal(err)
	}
	if err := r.Wait(); !errors.Is(err, errWrong) || !strings.Contains(err.Error(), "message 1 is not a group of entries") {
		t.Errorf("spoilt: %v", err)
	}
}

// A server that is silent for a lease has lapsed; one that does not even hear itself says so of nobody.
func TestLapsed(t *testing.T) {
	n := natsServer(t, nil)
	o := Options{Lease: 300 * time.Millisecond}
	one, two := follow(t, n, o), follow(t, n, o)
	await(t, func() bool { return knows(one, two) && knows(two, one) })
	if one.Lapsed(two.Server()) {
		t.Error("a server that is there has lapsed")
	}
	two.Close()
	await(t, func() bool { return one.Lapsed(two.Server()) })
	await(t, func() bool { return one.Lapsed("who was there before") })
	n.Shutdown()
	await(t, func() bool { return !one.Lapsed(two.Server()) })
}

func knows(one, two *reading) bool {
	one.mu.Lock()
	defer one.mu.Unlock()
	one.Stream.mu.Lock()
	defer one.Stream.mu.Unlock()
	return !one.alive.heard[two.Server()].IsZero() && !one.alive.since.IsZero()
}

// await waits until something is so.
func await(t *testing.T, so func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for !so() {
		select {
		case <-ctx.Done():
			t.Fatal("it does not become so")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Who is here is to be said again each time that a quarter of what is kept has come.
func TestFading(t *testing.T) {
	r := follow(t, natsServer(t, nil), Options{Keep: journal.Keep{Bytes: 40 << 10}})
	fading := 0
	for i := range 30 {
		r.append(fmt.Sprint(i, strings.Repeat("x", 1<<10)))
		if r.Fading() {
			fading++
		}
	}
	if fading != 3 {
		t.Errorf("30 of 40 KiB have come, and it was fading %d times, want 3", fading)
	}
}
