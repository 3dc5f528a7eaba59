package watch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/internal/checks"
	"wirelab/internal/network/link"
)

const ms = time.Millisecond

// lossy is a short plan on a link that does everything that a link can do.
func lossy(transports ...string) bench.Plan {
	p := bench.DefaultPlan("lab")
	p.Transports, p.Link, p.Seed, p.Duration = transports, "custom", 11, 600*ms
	p.Up = link.Config{Delay: 15 * ms, Jitter: 5 * ms, Loss: 0.1, Reorder: 0.1, ReorderBy: 30 * ms, Duplicate: 0.05}
	p.Down = p.Up
	return p
}

func run(t *testing.T, p bench.Plan) *Watched {
	t.Helper()
	w, err := Run(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestJSON: what is written is the same each time, and all that the page draws is there.
func TestJSON(t *testing.T) {
	p := lossy("udp", "tcp", "ws")
	p.Duration = 300 * ms
	b, err := json.Marshal(run(t, p))
	if err != nil {
		t.Fatal(err)
	}
	checks.Golden(t, "lossy.json", append(bytes.ReplaceAll(b, []byte(`},{`), []byte("},\n{")), '\n'))
}

// TestSmall: two seconds of the default plan are quickly loaded.
func TestSmall(t *testing.T) {
	w := run(t, bench.DefaultPlan("lab"))
	checks.Equal(t, "messages", len(w.Lanes[0].Messages), 100)
	b, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	if len(b) > 128<<10 {
		t.Errorf("they take %d bytes", len(b))
	}
}

// TestLanes: what is said of packets agrees with what is said of messages, whatever their size and transport.
func TestLanes(t *testing.T) {
	for _, size := range []int{20, 200, 5000} { // the last is in several segments, or fragments
		p := lossy("udp", "tcp", "ws", "socketio")
		p.Size = size
		w := run(t, p)
		checks.Equal(t, "lanes", len(w.Lanes), 4)
		for _, l := range w.Lanes {
			t.Run(fmt.Sprintf("%s %d", l.Transport, size), func(t *testing.T) { checkLane(t, l, size) })
		}
	}
}

func checkLane(t *testing.T, l Lane, size int) {
	carried := map[bool]map[int][]Packet{true: {}, false: {}} // by direction and number
	for _, p := range l.Packets {
		if p.Came != never && p.Came < p.Left {
			t.Errorf("it came before it left: %+v", p)
		}
		if strings.Contains(p.Row, "sent again") != p.Again || strings.Contains(p.Row, "copy made") != p.Copy {
			t.Errorf("the row says something else: %+v", p)
		}
		if len(p.Carries) > 0 && p.Bytes[3] == 0 && p.Bytes[2] == 0 || len(p.Carries) == 0 && p.Bytes[3] > 0 {
			t.Errorf("bytes of no message, or no bytes: %+v", p)
		}
		for _, n := range p.Carries {
			carried[p.Up][n] = append(carried[p.Up][n], p)
		}
	}
	waited := false
	for n, m := range l.Messages {
		checkWay(t, n, m.Sent, m.AtServer, m.Reached, carried[true][n])
		checkWay(t, n, m.Reached, m.AtClient, m.Received, carried[false][n])
		const waking = Time(200 * time.Microsecond) // of a program, at most
		waited = waited || m.Reached > m.AtServer+waking || m.Received > m.AtClient+waking
	}
	if l.Transport != "socketio" { // whose payload has an event's name, too
		bytes := 0
		for _, p := range l.Packets {
			if p.Up && !p.Again && !p.Copy {
				bytes += p.Bytes[3]
			}
		}
		checks.Equal(t, "bytes of messages that were sent for the first time", bytes, size*len(l.Messages))
	}
	checks.Equal(t, "a message waited", waited, l.Transport != "udp")
}

// checkWay is about one direction of message n: it is sent, complete in a kernel, and known to the application there.
func checkWay(t *testing.T, n int, sent, complete, known Time, packets []Packet) {
	t.Helper()
	if sent == never {
		return
	}
	came := slices.ContainsFunc(packets, func(p Packet) bool { return p.Came == complete })
	switch {
	case len(packets) == 0:
		t.Errorf("message %d: no packet carries it", n)
	case complete == never && known != never, complete != never && known == never:
		t.Errorf("message %d: complete at %d, known at %d", n, complete, known)
	case complete == never:
	case !came:
		t.Errorf("message %d: complete at %d, when no packet with it came: %+v", n, complete, packets)
	case complete < sent, known < complete:
		t.Errorf("message %d: sent at %d, complete at %d, known at %d", n, sent, complete, known)
	}
}

// TestWhy: the packet of which it speaks is lost on all lanes.
func TestWhy(t *testing.T) {
	w := run(t, bench.DefaultPlan("lab"))
	const says = "The 17th packet to the client is lost on all of them: over TCP it is message 14, over UDP it is message 16"
	if !strings.Contains(w.Why, says) {
		t.Errorf("it says %s", w.Why)
	}
	for _, l := range w.Lanes {
		if p := sent(l, false)[16]; p.Came != never {
			t.Errorf("over %s it came: %+v", l.Title, p)
		}
	}
	ideal := bench.DefaultPlan("lab")
	ideal.Up, ideal.Down = link.Config{Delay: ms}, link.Config{Delay: ms}
	checks.Equal(t, "nothing lost", run(t, ideal).Why, "No packet was lost on every lane.")
	for n, text := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 12: "12th", 21: "21st", 113: "113th", 200: "200th"} {
		checks.Equal(t, "ordinal", ordinal(n), text)
	}
}

// TestBeginning: of a plan of any size as much is watched as one can see.
func TestBeginning(t *testing.T) {
	for _, c := range []struct {
		rate     float64
		size     int
		messages int
	}{{50, 200, 100}, {10_000, 200, 500}, {50, 60_000, 93}} {
		p := bench.DefaultPlan("lab")
		p.Transports, p.Rate, p.Size = []string{"udp"}, c.rate, c.size
		p, err := beginning(p)
		checks.Equal(t, "error", err, nil)
		checks.Equal(t, "messages", p.Messages(), c.messages)
	}
}

func TestRefused(t *testing.T) {
	room, transfer, host, slow := lossy("udp"), lossy("udp"), lossy("udp"), lossy("udp")
	room.Server, transfer.Bulk, host.Net, slow.Rate = "broadcast", 1e6, "host", 0.1
	for p, says := range map[*bench.Plan]string{
		&room: "--server broadcast: only an echo", &transfer: "--bulk: a transfer", &host: "--net host: packets", &slow: "not even one message",
	} {
		if _, err := Run(t.Context(), *p); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, and not %s", err, says)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, lossy("udp")); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}
