package measure

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"wirelab/bench"
	"wirelab/bench/report"
	"wirelab/internal/network/link"
	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"

	"wirelab/bench/internal/checks"
)

func roomReport(t *testing.T, change func(*bench.Plan)) *report.Report {
	t.Helper()
	return labReport(t, func(p *bench.Plan) {
		p.Server, p.Duration, p.Trials = "broadcast", 10*time.Second, 1
		if change != nil {
			change(p)
		}
	})
}

func onLossy(p *bench.Plan) {
	x, err := link.Named("lossy")
	if err != nil {
		panic(err)
	}
	p.Link, p.Up, p.Down = x.Name, x.Up, x.Down
}

// TestBroadcastUnderLoss: what the issue is about. Subscribers over UDP miss different messages; those
// over TCP and WebSocket miss none, and get some late.
func TestBroadcastUnderLoss(t *testing.T) {
	r := roomReport(t, onLossy)
	for _, name := range []string{"tcp", "udp", "ws"} {
		x := r.Result(name)
		b := x.Broadcast
		checks.Equal(t, name+": published", b.Published, 500)
		checks.Equal(t, name+": to deliver", x.Sent, 5000)
		checks.Equal(t, name+": received or lost", x.Received+x.Lost, 5000)
		checks.Equal(t, name+": lost up or down", *x.LostUp+*x.LostDown, x.Lost)
		checks.Equal(t, name+": duplicates", x.Duplicates, 0)
		checks.Equal(t, name+": failures", x.Failures, 0)
		checks.Equal(t, name+": foreign", x.Foreign, 0)
		checks.Equal(t, name+": evicted", b.Evicted, 0)
		p50, _ := x.Response.P50.Get()
		p99, _ := x.Response.P99.Get()
		if name == "udp" {
			// Two ways with 2 % loss each: 4 % are lost, give or take.
			if x.LostPercent < 3 || x.LostPercent > 5 {
				t.Errorf("udp: lost %v %%", x.LostPercent)
			}
			checks.Equal(t, "udp: lost up for all", *x.LostUp, 10*b.MissedByAll)
			// That all ten get a message that the server has: 0.98^10 = 82 %.
			if some := float64(b.MissedBySome) / 500; some < 0.12 || some > 0.24 {
				t.Errorf("udp: %v of the messages came to some only, want about 0.18", some)
			}
			if c := b.Completeness; c.Min >= c.Median || c.Median > 0.98 {
				t.Errorf("udp: completeness %+v", c)
			}
			checks.Equal(t, "udp: p99 as p50", p99-p50 < ms, true)
			continue
		}
		checks.Equal(t, name+": lost", x.Lost, 0)
		checks.Equal(t, name+": completeness", b.Completeness, bench.Completeness{Min: 1, Median: 1})
		checks.Equal(t, name+": missed", b.MissedBySome+b.MissedByAll, 0)
		checks.Equal(t, name+": some late", p99 > p50+30*ms, true)
	}
	var table bytes.Buffer
	if err := r.WriteTable(&table); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"10 subscribers", "Over UDP each subscriber missed different messages", "TCP and WebSocket delivered every"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, table.String())
		}
	}
}

// TestBroadcastIsTheSameEachTime, to the last byte, on however many processors.
func TestBroadcastIsTheSameEachTime(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	course := func() string {
		return checks.JSON(t, roomReport(t, func(p *bench.Plan) {
			p.Duration, p.Subscribers, p.Slow, p.Disconnect, p.Resume = 4*time.Second, 6, 1, time.Second, true
		}))
	}
	want := course()
	for _, processors := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(processors)
		if course() != want {
			t.Fatalf("on %d processors it took another course", processors)
		}
	}
}

// TestBroadcastAway: one who is away and resumes has everything once, on a link that loses nothing;
// one who does not resume lacks what was said meanwhile.
func TestBroadcastAway(t *testing.T) {
	for _, resume := range []bool{true, false} {
		r := roomReport(t, func(p *bench.Plan) {
			p.Link, p.Up, p.Down = "custom", link.Config{Delay: 5 * ms}, link.Config{Delay: 5 * ms}
			p.Subscribers, p.Disconnect, p.Resume = 3, 2*time.Second, resume
		})
		for _, x := range r.Results {
			away := *x.Broadcast.Away
			checks.Equal(t, x.Transport+": ordinary ones' losses", x.Lost, 0)
			checks.Equal(t, x.Transport+": duplicated or told", away.Duplicated+away.Told, 0)
			checks.Equal(t, x.Transport+": messages", away.Once+away.Lost, 500)
			switch {
			case resume && away.Lost != 0:
				t.Errorf("%s: lacks %d though it resumed", x.Transport, away.Lost)
			case !resume && (away.Lost < 100 || away.Lost > 105): // 2 s at 50 a second, and the way back in
				t.Errorf("%s: lacks %d, want about 100", x.Transport, away.Lost)
			}
		}
	}
}

// TestBroadcastGap: what history does not hold any more is told.
func TestBroadcastGap(t *testing.T) {
	r := roomReport(t, func(p *bench.Plan) {
		p.Subscribers, p.Rate, p.Disconnect, p.Resume = 3, 200, 2*time.Second, true
		p.Up, p.Down = link.Config{Delay: 5 * ms}, link.Config{Delay: 5 * ms}
	})
	for _, x := range r.Results {
		away := *x.Broadcast.Away
		if away.Lost != 0 || away.Told < 400-256 || away.Told > 160 || away.Once+away.Told != 2000 {
			t.Errorf("%s: %+v, want about 150 told as lost: 400 were said, and 256 are held", x.Transport, away)
		}
	}
}

// TestBroadcastSlow: over TCP and WebSocket a slow subscriber's queue fills, and it is cut off; over UDP
// nobody notices. The others lose nothing.
func TestBroadcastSlow(t *testing.T) {
	r := roomReport(t, func(p *bench.Plan) {
		p.Duration, p.Rate, p.Slow, p.Subscribers = 30*time.Second, 200, 1, 4
		p.Up, p.Down = link.Config{Delay: 5 * ms}, link.Config{Delay: 5 * ms}
	})
	for _, x := range r.Results {
		b := x.Broadcast
		checks.Equal(t, x.Transport+": others' losses", x.Lost, 0)
		checks.Equal(t, x.Transport+": completeness", b.Completeness.Median, 1)
		checks.Equal(t, x.Transport+": the slow one's", b.Completeness.Min, b.Slow.Min)
		if b.Slow.Median > 0.2 {
			t.Errorf("%s: the slow one got %v", x.Transport, b.Slow.Median)
		}
		want := 1
		if x.Transport == "udp" {
			want = 0
		}
		checks.Equal(t, x.Transport+": evicted", b.Evicted, want)
	}
}

// TestBroadcastHost: on real sockets, with a server of ours and with one that runs already.
func TestBroadcastHost(t *testing.T) {
	t.Parallel() // it waits, most of the time
	p := shortPlan("tcp", "udp", "ws")
	p.Server, p.Subscribers = "broadcast", 5
	targets := map[string]string{}
	rooms := &hub.Hub{}
	for _, tr := range transport.All() {
		server, err := tr.ListenBroadcast(t.Context(), &netx.Host{}, "127.0.0.1:0", transport.Options{Hub: rooms, MaxReplies: -1})
		if err != nil {
			t.Fatal(err)
		}
		targets[tr.Name] = server.Addr.String()
		background(t, func(ctx context.Context) { server.Serve(ctx) })
	}
	for _, to := range []map[string]string{nil, targets} {
		p.Targets = to
		r, err := Run(t.Context(), p, Watcher{})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range r.Results {
			checks.Equal(t, x.Transport+": to deliver", x.Sent, 400)
			checks.Equal(t, x.Transport+": received", x.Received, 400)
			checks.Equal(t, x.Transport+": failures", x.Failures, 0)
			checks.Equal(t, x.Transport+": the server seen", x.LostUp != nil, to == nil)
			checks.Equal(t, x.Transport+": drops known", x.Broadcast.Dropped != nil, to == nil)
		}
	}
}

// TestBroadcastHostAway: one who comes back is still getting messages when the others have all of theirs,
// and a slow one too. In real time, so that the race detector sees who reads what meanwhile.
func TestBroadcastHostAway(t *testing.T) {
	t.Parallel() // it waits, most of the time
	p := shortPlan("tcp", "udp", "ws")
	p.Server, p.Subscribers, p.Slow, p.Disconnect, p.Resume = "broadcast", 4, 1, 90*ms, true
	r, err := Run(t.Context(), p, Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Results {
		away := *x.Broadcast.Away
		checks.Equal(t, x.Transport+": the one who was away, of 2 trials", away.Once+away.Duplicated+away.Told+away.Lost, 80)
		checks.Equal(t, x.Transport+": others' failures", x.Failures, 0)
	}
}

// TestBroadcastTooFast: a server at which much is going on has members wait before they come in. They ask again.
func TestBroadcastTooFast(t *testing.T) {
	t.Parallel() // it waits, most of the time
	tr, err := transport.Named("tcp")
	if err != nil {
		t.Fatal(err)
	}
	server, err := tr.ListenBroadcast(t.Context(), &netx.Host{}, "127.0.0.1:0", transport.Options{Hub: &hub.Hub{}})
	if err != nil {
		t.Fatal(err)
	}
	background(t, func(ctx context.Context) { server.Serve(ctx) })
	p := at("tcp", fakeTCP(t, func(conn net.Conn) {
		if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
			return
		}
		io.WriteString(conn, `{"type":"error","code":"too-fast","reason":"wait","wait":5}`+"\n")
		behind, err := net.Dial("tcp", server.Addr.String())
		if err != nil {
			return
		}
		defer behind.Close()
		go func() {
			io.Copy(behind, conn)
			behind.Close()
		}()
		io.Copy(conn, behind)
	}))
	p.Server, p.Subscribers = "broadcast", 3
	r, err := Run(t.Context(), p, Watcher{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Results {
		checks.Equal(t, "received", x.Received, x.Sent)
		checks.Equal(t, "failures", x.Failures, 0)
	}
}
