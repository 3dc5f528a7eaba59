package link

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

var (
	server = netip.MustParseAddr("10.0.0.1")
	ada    = Flow{From: netip.MustParseAddr("10.0.0.2"), To: server}
	eve    = Flow{From: netip.MustParseAddr("10.0.0.3"), To: server}
)

// all is a link on which everything happens.
var all = Config{
	Delay: ms(20), Jitter: ms(5), Loss: 0.02, Reorder: 0.05, ReorderBy: ms(30), Duplicate: 0.01,
	Bandwidth: 5 * mbit,
}

// A sent is a packet and what became of it.
type sent struct {
	now  time.Duration
	size int
	Verdict
}

// send sends n packets of size bytes, one each gap.
func send(l *Link, n, size int, gap time.Duration) []sent {
	packets := make([]sent, n)
	for i := range packets {
		now := time.Duration(i) * gap
		packets[i] = sent{now, size, l.Admit(now, ada, size)}
	}
	return packets
}

func TestZeroConfigIsAPerfectLink(t *testing.T) {
	for _, p := range send(New(Config{}, 1, Up), 10_000, 1500, 0) {
		if p.Verdict != (Verdict{Fate: Delivered, At: p.now}) {
			t.Fatalf("sent at %v: %+v", p.now, p.Verdict)
		}
	}
}

// Packets of one flow keep their order, however close they follow each other and however much the delay
// wanders; those that are held are exempt, and make nobody late.
func TestOrder(t *testing.T) {
	config := all
	config.Jitter = config.Delay
	config.Bandwidth = 50 * mbit
	for _, gap := range []time.Duration{1, time.Microsecond, time.Millisecond} {
		l := New(config, 1, Up)
		last, lastAny := map[Flow]time.Duration{}, map[Flow]time.Duration{}
		overtaken := 0
		waits := 80 * time.Millisecond // for the bandwidth: 50,000 packets of 10 bytes
		for i := range 50_000 {
			flow := ada
			if i%3 == 0 {
				flow = eve
			}
			now := time.Duration(i) * gap
			v := l.Admit(now, flow, 10)
			if v.Duplicate && v.DuplicateAt < v.At {
				t.Fatalf("packet %d: a copy at %v comes before the packet at %v", i, v.DuplicateAt, v.At)
			}
			switch v.Fate {
			case Held:
				lastAny[flow] = max(lastAny[flow], v.At)
			case Delivered:
				if v.At < last[flow] {
					t.Fatalf("packet %d: delivered at %v, before the one before it at %v", i, v.At, last[flow])
				}
				if v.At < lastAny[flow] {
					overtaken++
				}
				last[flow] = v.At
				if latest := now + 2*config.Delay + waits; v.At > latest {
					t.Fatalf("packet %d: a packet that was held makes it late: at %v, after %v", i, v.At, latest)
				}
			}
		}
		if overtaken == 0 {
			t.Errorf("one each %v: no packet overtook one that was held", gap)
		}
	}
}

// These are the fates of seed 1, for good: if they change, so does every figure that was ever
// measured with a seed.
func ExampleLink_Admit() {
	up := New(Config{Delay: ms(20), Jitter: ms(5), Loss: 0.2, Reorder: 0.1, ReorderBy: ms(30), Duplicate: 0.1}, 1, Up)
	for i := range 16 {
		now := time.Duration(i) * 20 * time.Millisecond
		v := up.Admit(now, ada, 228)
		switch {
		case v.Duplicate:
			fmt.Printf("%d %v after %v, again after %v\n", i, v.Fate, v.At-now, v.DuplicateAt-now)
		case v.Fate.Arrives():
			fmt.Printf("%d %v after %v\n", i, v.Fate, v.At-now)
		default:
			fmt.Printf("%d %v\n", i, v.Fate)
		}
	}
	// Output:
	// 0 held after 47.571221ms
	// 1 lost
	// 2 lost
	// 3 lost
	// 4 delivered after 21.582235ms
	// 5 delivered after 22.177429ms
	// 6 delivered after 18.738819ms, again after 27.029978ms
	// 7 delivered after 20.972547ms
	// 8 delivered after 19.084674ms
	// 9 delivered after 20.410075ms
	// 10 delivered after 19.090513ms
	// 11 delivered after 17.635884ms
	// 12 delivered after 23.677689ms
	// 13 delivered after 24.341432ms, again after 32.228663ms
	// 14 delivered after 23.873773ms, again after 28.236042ms
	// 15 held after 48.227882ms
}

func BenchmarkAdmit(b *testing.B) {
	l := New(all, 1, Up)
	now := time.Duration(0)
	b.ReportAllocs()
	for b.Loop() {
		now += time.Millisecond
		l.Admit(now, ada, 200)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packets/s")
}

func TestAdmitDoesNotAllocate(t *testing.T) {
	l, now := New(all, 1, Up), time.Duration(0)
	l.Admit(now, ada, 200) // the flow's state
	if n := testing.AllocsPerRun(1000, func() {
		now += time.Millisecond
		l.Admit(now, ada, 200)
	}); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}
