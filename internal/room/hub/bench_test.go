package hub

import (
	"fmt"
	"net/netip"
	"runtime"
	"testing"

	"wirelab/internal/room/event"
)

// crowd returns a hub with n members in one room, and the first of them. Nothing is in their queues.
func crowd(n int) (*Hub, []*Member) {
	h := &Hub{Rate: -1}
	members := make([]*Member, n)
	var buf []*Message
	for i := range members {
		members[i] = h.Connect(netip.Addr{}, "", nil)
		members[i].Handle(event.Request{
			Type: event.TypeJoin, Room: "blue", Name: fmt.Sprint("member-", i), Session: fmt.Sprintf("%032d", i),
		})
		if i%100 == 99 || i == n-1 {
			for _, m := range members[:i+1] {
				buf, _ = m.Take(buf[:0])
			}
		}
	}
	return h, members
}

// BenchmarkPublish is one event to all members of a room, up to their queues; what it costs to take
// it out again is not counted.
func BenchmarkPublish(b *testing.B) {
	for _, n := range []int{100, 1000, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			_, members := crowd(n)
			emit := event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", Data: []byte(`"hi"`)}
			buf := make([]*Message, 0, 16)
			b.ReportAllocs()
			b.ResetTimer()
			queued := 0
			for b.Loop() {
				members[0].Handle(emit)
				if queued++; queued == 4 {
					b.StopTimer()
					for _, m := range members {
						buf, _ = m.Take(buf[:0])
					}
					queued = 0
					b.StartTimer()
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/member")
		})
	}
}

// BenchmarkPublishTake is the same with the taking out.
func BenchmarkPublishTake(b *testing.B) {
	const n = 5000
	_, members := crowd(n)
	emit := event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", Data: []byte(`"hi"`)}
	buf := make([]*Message, 0, 16)
	b.ReportAllocs()
	for b.Loop() {
		members[0].Handle(emit)
		for _, m := range members {
			buf, _ = m.Take(buf[:0])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/member")
}

// BenchmarkIdleMember is what a member in a room costs that has nothing in its queue.
func BenchmarkIdleMember(b *testing.B) {
	const n = 5000
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		h, members := crowd(n)
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc))/n, "B/member")
		runtime.KeepAlive(h)
		runtime.KeepAlive(members)
	}
}
