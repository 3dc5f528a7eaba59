package speed

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func BenchmarkRoundTrip(b *testing.B) {
	for _, bb := range []struct {
		server   string
		wire     wire
		bare     string
		bareWire wire
	}{
		{"tcp", stream, "bare-tcp", stream},
		{"udp", datagram, "bare-udp", datagram},
		{"ws", frames, "bare-tcp", plain},
	} {
		b.Run(bb.server, func(b *testing.B) {
			const n = 400 // a round
			onCores(b, func(b *testing.B, core int) {
				ours := dial(b, start(b, bb.server, core), bb.wire)
				bare := dial(b, start(b, bb.bare, core), bb.bareWire)
				compare(b,
					func() time.Duration { return roundTrips(b, ours, bb.wire, n) },
					func() time.Duration { return roundTrips(b, bare, bb.bareWire, n) })
			})
		})
	}
}

func BenchmarkInFlight(b *testing.B) {
	for _, bb := range []struct {
		server   string
		wire     wire
		bareWire wire
	}{
		{"tcp", stream, stream},
		{"ws", frames, plain},
	} {
		b.Run(bb.server, func(b *testing.B) {
			const conns, depth, n = 50, 32, 40_000
			onCores(b, func(b *testing.B, core int) {
				ours := newFlight(b, start(b, bb.server, core), bb.wire, conns, depth)
				bare := newFlight(b, start(b, "bare-epoll", core), bb.bareWire, conns, depth)
				compare(b,
					func() time.Duration { return ours.run(b, n) },
					func() time.Duration { return bare.run(b, n) })
			})
		})
	}
}

func BenchmarkDatagrams(b *testing.B) {
	for _, form := range []string{"readable", "batched"} {
		b.Run(form, func(b *testing.B) {
			const window, n = 64, 5000
			onCores(b, func(b *testing.B, core int) {
				ours := newFlood(b, start(b, "udp-"+form, core), window)
				bare := newFlood(b, start(b, "bare-udp", core), window)
				compare(b,
					func() time.Duration { return ours.run(b, n) },
					func() time.Duration { return bare.run(b, n) })
			})
		})
	}
}

func BenchmarkIdleMemory(b *testing.B) {
	for _, bb := range []struct {
		server string
		wire   wire
	}{{"tcp", stream}, {"ws", frames}} {
		b.Run(bb.server, func(b *testing.B) {
			conns := descriptors(b, 5000, 1)
			var perConn []float64
			for b.Loop() {
				perConn = append(perConn, idleMemory(b, bb.server, bb.wire, conns))
			}
			b.ReportMetric(0, "ns/op") // leaves it out: it would be the time to connect
			b.ReportMetric(median(perConn), "B/conn")
		})
	}
}

// idleMemory returns how many bytes a connection takes in a server that has that many idle ones.
func idleMemory(tb testing.TB, kind string, w wire, conns int) float64 {
	tb.Helper()
	s := start(tb, kind, cores(tb)[0])
	dial(tb, s, w) // what the first connection sets up for all is not counted
	before := s.memory(tb)
	for range conns {
		fd, err := connect(s, w)
		if err != nil {
			tb.Fatal(err)
		}
		defer unix.Close(fd)
	}
	return float64(s.memory(tb)-before) / float64(conns)
}

// onCores runs f with the client on the same core as the servers, and then on another one.
func onCores(b *testing.B, f func(b *testing.B, serverCore int)) {
	all := cores(b)
	for i, name := range []string{"same-core", "two-cores"} {
		b.Run(name, func(b *testing.B) {
			if i >= len(all) {
				b.Skip("this process may run on one core only")
			}
			defer pin(b, all[i])()
			f(b, all[0])
		})
	}
}

// compare runs ours and bare in turn, round by round, and reports the time for each message. Each round
// is measured first by the one and then by the other, as what runs first may find a colder cache.
func compare(b *testing.B, ours, bare func() time.Duration) {
	ours() // warm up
	bare()
	var times []time.Duration
	var ratios []float64
	for b.Loop() {
		var x, y time.Duration
		if len(times)%2 == 0 {
			x = ours()
			y = bare()
		} else {
			y = bare()
			x = ours()
		}
		times = append(times, x)
		ratios = append(ratios, float64(x)/float64(y))
	}
	b.ReportMetric(float64(median(times)), "ns/op")
	b.ReportMetric(median(ratios), "x-bare")
}

// TestSmall runs all that the benchmarks consist of, in small, to see that it works.
func TestSmall(t *testing.T) {
	core := cores(t)[0]
	defer pin(t, core)()
	for _, s := range []struct {
		kind string
		wire wire
	}{
		{"tcp", stream},
		{"udp", datagram},
		{"ws", frames},
		{"bare-tcp", stream},
		{"bare-tcp", plain},
		{"bare-udp", datagram},
	} {
		t.Run("RoundTrip/"+s.kind, func(t *testing.T) {
			if roundTrips(t, dial(t, start(t, s.kind, core), s.wire), s.wire, 20) <= 0 {
				t.Error("round trips took no time")
			}
		})
	}
	for _, s := range []struct {
		kind string
		wire wire
	}{{"tcp", stream}, {"ws", frames}, {"bare-epoll", stream}, {"bare-epoll", plain}} {
		t.Run("InFlight/"+s.kind, func(t *testing.T) {
			f := newFlight(t, start(t, s.kind, core), s.wire, 3, 4)
			for range 2 {
				if f.run(t, 100) <= 0 {
					t.Error("messages took no time")
				}
			}
		})
	}
	for _, kind := range []string{"udp-readable", "udp-batched", "bare-udp"} {
		t.Run("Datagrams/"+kind, func(t *testing.T) {
			f := newFlood(t, start(t, kind, core), 8)
			for range 2 {
				if f.run(t, 100) <= 0 {
					t.Error("datagrams took no time")
				}
			}
		})
	}
	for _, s := range []struct {
		kind string
		wire wire
	}{{"tcp", stream}, {"ws", frames}} {
		t.Run("IdleMemory/"+s.kind, func(t *testing.T) {
			if got := idleMemory(t, s.kind, s.wire, 50); got < 1000 || got > 100_000 {
				t.Errorf("%.0f bytes a connection; want some thousands", got)
			}
		})
	}
}
