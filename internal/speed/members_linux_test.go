package speed

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wirelab/internal/room/event"
)

func BenchmarkIdleMembers(b *testing.B) {
	for _, bb := range []struct {
		name   string
		server string
		voice  voice
	}{{"tcp", "tcp-room", lines}, {"ws", "ws-room", textFrames}, {"socketio", "ws-room", socketIO}, {"udp", "udp-room", datagrams}} {
		b.Run(bb.name, func(b *testing.B) {
			n := descriptors(b, 5000, 1)
			var perMember []float64
			for b.Loop() {
				perMember = append(perMember, idleMembers(b, bb.server, bb.voice, n))
			}
			b.ReportMetric(0, "ns/op") // leaves it out: it would be the time to join
			b.ReportMetric(median(perMember), "B/member")
		})
	}
	b.Run("socketio-polling", func(b *testing.B) {
		n := descriptors(b, 2000, 1)
		var perMember []float64
		for b.Loop() {
			perMember = append(perMember, idlePollers(b, n))
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(median(perMember), "B/member")
	})
}

// idleMembers returns how many bytes a member takes in a server's room that has that many, to whom
// nothing is said any more.
func idleMembers(tb testing.TB, kind string, v voice, n int) float64 {
	tb.Helper()
	s := start(tb, kind, cores(tb)[0])
	a := newAudience(tb, s, v, 1)
	defer a.close()
	before := s.ask(tb, "memory")
	a.admit(tb, n)
	return float64(s.ask(tb, "memory")-before) / float64(n)
}

func BenchmarkStalled(b *testing.B) {
	for _, bb := range []struct {
		server string
		voice  voice
	}{{"tcp-room-dropping", lines}, {"ws-room-dropping", textFrames}} {
		b.Run(bb.server[:len(bb.server)-len("-room-dropping")], func(b *testing.B) {
			all := cores(b)
			if len(all) < 2 {
				b.Skip("this process may run on one core only")
			}
			const members, stalled, events = 990, 10, 20
			defer pin(b, all[1])()
			with := newAudience(b, start(b, bb.server, all[0]), bb.voice, 0)
			with.stall(b, stalled)
			with.admit(b, members)
			without := newAudience(b, start(b, bb.server, all[0]), bb.voice, members)
			compareTails(b, with, without, events)
		})
	}
}

// compareTails makes events in both rooms in turn, round by round, and reports the time within which
// 99 of 100 deliveries are made where members are stalled, also as a multiple of that where none is.
func compareTails(b *testing.B, with, without *audience, events int) {
	var times []time.Duration
	var ratios []float64
	for b.Loop() {
		first, second := with, without
		if len(times)%2 == 1 {
			first, second = without, with
		}
		first.run(b, events, 1)
		second.run(b, events, 1)
		x, y := with.tail(), without.tail()
		times = append(times, x)
		ratios = append(ratios, float64(x)/float64(y))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(median(times)), "p99-ns")
	b.ReportMetric(median(ratios), "x-unstalled")
}

// stall has n more members join who never read, and makes events until the server has to drop all
// that are for them: the kernel's buffers are full then, and so are their queues.
func (a *audience) stall(tb testing.TB, n int) {
	tb.Helper()
	for range n {
		fd, cookie := a.connect(tb)
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 4096); err != nil {
			tb.Fatal(err)
		}
		a.join(tb, fd, "stalled", cookie)
		a.wait(tb)
	}
	// Large events fill the buffers sooner. 1200 bytes are the most.
	text := strings.Repeat("x", 1000)
	emit := event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", Self: new(false), Data: event.Quote(text)}
	large := a.voice.message(emit.Line(), true)
	if a.voice.socketIO {
		large = a.voice.saySocketIO(text)
	}
	for range 20_000 {
		before := a.server.ask(tb, "dropped")
		a.missing += a.members + 1
		a.send(tb, a.publisher, large)
		a.wait(tb)
		if a.server.ask(tb, "dropped") >= before+n {
			return
		}
	}
	tb.Fatal("no end of events for members who do not read")
}

// tail returns the time within which 99 of 100 deliveries of the last run were made.
func (a *audience) tail() time.Duration {
	return slices.Sorted(slices.Values(a.took))[len(a.took)*99/100]
}
