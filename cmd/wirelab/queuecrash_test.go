package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/worker"
)

// A takes is wirelab queue take, as a process that can be killed and started again, with the same options.
type takes struct {
	t       *testing.T
	options []string
	process *exec.Cmd
	ended   chan struct{}

	mu    sync.Mutex
	times map[string]int // how often each line was shown, by what was put
	notes []string       // what else it has said
	more  chan struct{}  // something is new
}

// start returns when it is in the room: before that, no server is an error.
func (k *takes) start() {
	k.t.Helper()
	k.process = exec.CommandContext(k.t.Context(), "wirelab", append([]string{"queue", "take"}, k.options...)...)
	out, err := k.process.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	notes, err := k.process.StderrPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := k.process.Start(); err != nil {
		k.t.Fatal(err)
	}
	k.ended = make(chan struct{})
	entered := make(chan struct{})
	enter := sync.OnceFunc(func() { close(entered) })
	var reading sync.WaitGroup
	reading.Go(func() {
		defer enter()
		for lines := bufio.NewScanner(notes); lines.Scan(); enter() {
			k.mu.Lock()
			k.notes = append(k.notes, lines.Text())
			k.mu.Unlock()
		}
	})
	go func() {
		defer close(k.ended)
		defer reading.Wait()
		for lines := bufio.NewReader(out); ; {
			line, err := lines.ReadString('\n')
			if err != nil { // the last line may be half a one
				return
			}
			_, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "ada: ")
			k.mu.Lock()
			k.times[text]++
			k.mu.Unlock()
			select {
			case k.more <- struct{}{}:
			default:
			}
		}
	}()
	<-entered
}

// kill ends it as kill -9 does.
func (k *takes) kill() {
	k.process.Process.Kill()
	<-k.ended
	k.process.Wait()
}

// seen returns how many lines were shown, each counted once.
func (k *takes) seen() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.times)
}

// TestQueueCrash kills a server three times in mid-traffic, and a consumer each time: there is one on each of three
// transports, each with a guarantee of its own. All that the server has acknowledged to the producer is done as often
// as the guarantee says.
func TestQueueCrash(t *testing.T) {
	const lines = 400
	dir := t.TempDir()
	at := freePorts(t)
	serve := func() (kill func()) {
		options := []string{"serve", "broadcast", "--durable", filepath.Join(dir, "class.db"), "--max-rate", "0"}
		for name, addr := range at {
			_, port, _ := net.SplitHostPort(addr)
			options = append(options, "--"+name, port)
		}
		return startServer(t, options)
	}
	ledger := filepath.Join(dir, "done.jsonl")
	var all []*takes
	for _, options := range [][]string{
		{"tcp", at["tcp"], "--guarantee", "at-least-once"},
		{"udp", at["udp"], "--guarantee", "once", "--position", ledger},
		{"ws", at["ws"], "--guarantee", "at-most-once"},
	} {
		options = append(options, "--durable", options[0], "--share", "--wait", "2s", "--attempts", "100")
		all = append(all, &takes{t: t, options: options, times: map[string]int{}, more: make(chan struct{}, 1)})
	}
	overUDP := all[1]
	kill := serve()
	for _, k := range all {
		k.start()
	}
	put := putOrders(t, at["tcp"], lines)
	for round, k := range all {
		for k.seen() < (round+1)*lines/5 {
			<-k.more
		}
		kill()
		k.kill()
		if k != overUDP {
			overUDP.kill() // it would take 16 seconds to see that its server does not know it any more
		}
		kill = serve()
		k.start()
		if k != overUDP {
			overUDP.start()
		}
	}
	put()
	if !awaitDone(t, at["tcp"], len(all)) {
		for _, k := range all {
			t.Errorf("%s says %q", k.options[0], k.notes)
		}
	}
	for _, k := range all {
		k.kill()
	}
	kill()
	checkOrders(t, lines, all[0].times, countLines(t, ledger), all[2].times)
}

// putOrders has a process put orders into the room. done waits until all are acknowledged.
func putOrders(t *testing.T, addr string, lines int) (done func()) {
	t.Helper()
	put := exec.CommandContext(t.Context(), "wirelab", "queue", "put", "tcp", addr, "--name", "ada")
	var orders, said strings.Builder
	for n := range lines {
		fmt.Fprintf(&orders, "order %d\n", n)
	}
	put.Stdin, put.Stderr = strings.NewReader(orders.String()), &said
	if err := put.Start(); err != nil {
		t.Fatal(err)
	}
	return func() {
		t.Helper()
		if err := put.Wait(); err != nil || !strings.HasSuffix(said.String(), fmt.Sprintf("%d lines put into orders\n", lines)) {
			t.Errorf("the producer ends with %v and says %s", err, said.String())
		}
	}
}

// checkOrders compares how often each order was done with what each guarantee says.
func checkOrders(t *testing.T, lines int, least, once, most map[string]int) {
	t.Helper()
	done := 0
	for n := range lines {
		order := fmt.Sprint("order ", n)
		if least[order] == 0 {
			t.Errorf("at least once: %q is not done", order)
		}
		if once[order] != 1 {
			t.Errorf("once: %q is in the file %d times", order, once[order])
		}
		if most[order] > 1 {
			t.Errorf("at most once: %q is done %d times", order, most[order])
		}
		done += most[order]
	}
	t.Logf("at most once did %d of %d", done, lines)
	if done < lines-3*20 {
		t.Errorf("at most once has lost more than what was under way when something was killed")
	}
}

// freePorts returns addresses at which a server can be started again and again, by transport.
func freePorts(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, name := range []string{"tcp", "udp", "ws"} {
		found[name] = net.JoinHostPort("127.0.0.1", freePort(t))
	}
	return found
}

// startServer starts a server as a process. kill ends it as kill -9 does.
func startServer(t *testing.T, options []string) (kill func()) {
	t.Helper()
	serve := exec.CommandContext(t.Context(), "wirelab", options...)
	out, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	serve.Stderr = &said
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	if len(addresses(out)) < 3 {
		serve.Wait()
		t.Fatalf("it does not serve: %s", said.String())
	}
	return func() {
		serve.Process.Kill()
		serve.Wait()
	}
}

// awaitDone waits until so many queues have nothing that is not done, and says whether that came.
func awaitDone(t *testing.T, addr string, queues int) bool {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); ; <-tick.C {
		status, out, stderr := wirelab(t.Context(), "", "queue", "status", "tcp", addr, "--format", "json")
		reply, err := event.DecodeReply([]byte(strings.TrimSpace(out)))
		if status != 0 || err != nil {
			t.Fatalf("%s, %v", stderr, err)
		}
		left := uint64(0)
		state, _ := reply.(event.Queues)
		for _, q := range state.Queues {
			left += q.Waiting + q.Delivered + q.Dead
		}
		switch {
		case left == 0 && len(state.Queues) == queues:
			return true
		case time.Now().After(deadline):
			t.Errorf("after a minute there is %s", out)
			return false
		}
	}
}

// countLines returns how often each line is in a file of positions, by what was put.
func countLines(t *testing.T, name string) map[string]int {
	t.Helper()
	l, err := worker.OpenLedger(name, "orders", "udp") // as the next consumer would
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for entries := json.NewDecoder(strings.NewReader(string(text))); ; {
		var e worker.Entry
		if err := entries.Decode(&e); err == io.EOF {
			return times
		} else if err != nil {
			t.Fatal(err)
		}
		var order string
		if err := json.Unmarshal(e.Data, &order); err != nil {
			t.Fatal(err)
		}
		times[order]++
	}
}
