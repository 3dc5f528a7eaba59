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

func TestOrder(t *testing.T) {
	config := all
	config.Jitter = config.Delay
	config.Bandwidth = 50 * mbit
	l := New(config, 1, Up)
	var last, lastAny time.Duration
	var overtaken, waited int
	for i := range 20_000 {
		flow := ada
		if i%3 == 0 {
			flow = eve
		}
		now := time.Duration(i) * time.Millisecond
		v := l.Admit(now, flow, 1000)
		if v.Duplicate && v.DuplicateAt < v.At {
			t.Fatalf("packet %d: a copy at %v comes before the packet at %v", i, v.DuplicateAt, v.At)
		}
		switch v.Fate {
		case Held:
			lastAny = max(lastAny, v.At)
		case Delivered:
			if v.At < last {
				t.Fatalf("packet %d: delivered at %v, before the one before it at %v", i, v.At, last)
			}
			if v.At == last {
				waited++
			}
			if v.At < lastAny {
				overtaken++
			}
			last = v.At
			if latest := now + 2*config.Delay + time.Millisecond; v.At > latest {
				t.Fatalf("packet %d: a packet that was held makes it late: at %v, after %v", i, v.At, latest)
			}
		}
	}
	if waited == 0 || overtaken == 0 {
		t.Errorf("%d packets waited for the one before, %d overtook one: this should happen", waited, overtaken)
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
	// 0 delivered after 15.74284ms
	// 1 delivered after 16.476014ms
	// 2 delivered after 21.981713ms
	// 3 lost
	// 4 delivered after 24.948352ms
	// 5 held after 52.237279ms
	// 6 delivered after 22.258617ms
	// 7 delivered after 18.14174ms
	// 8 delivered after 17.043109ms
	// 9 delivered after 22.130444ms
	// 10 delivered after 16.954779ms
	// 11 delivered after 15.48063ms
	// 12 lost
	// 13 delivered after 22.959051ms
	// 14 delivered after 22.067571ms, again after 28.595065ms
	// 15 delivered after 23.733139ms
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
