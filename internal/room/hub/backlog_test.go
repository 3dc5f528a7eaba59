package hub

import (
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wirelab/internal/room/event"
	"wirelab/internal/room/journal"
)

// attendee is a member who takes some time for each batch of messages, and notes which events there were.
type attendee struct {
	*Member
	stop  func()
	heard []uint64
	acked int
	last  error
}

// attend connects a member who joins the room blue, and takes so long for each batch.
func attend(h *Hub, name string, each time.Duration) *attendee {
	l := &attendee{}
	l.Member, l.stop = h.Pump(netip.Addr{}, "", func(batch []*Message, err error) {
		time.Sleep(each)
		for _, msg := range batch {
			switch r := msg.reply().(type) {
			case event.Event:
				l.heard = append(l.heard, r.Offset)
			case event.Ack:
				l.acked++
			}
		}
		l.last = err
	})
	l.Handle(event.Request{Type: event.TypeJoin, Room: "blue", Name: name})
	return l
}

// says has the member say so much, as fast as its answers come.
func (l *attendee) says(n int) {
	for i := range n {
		if l.Await() != nil {
			return
		}
		l.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: event.EventMessage, Data: event.Quote(fmt.Sprint(i))})
	}
}

// hears checks that the member is there, and has heard everything up to an offset, in order.
func (l *attendee) hears(t *testing.T, to uint64) {
	t.Helper()
	if l.Err() != nil || l.last != nil {
		t.Errorf("it was cut off after %d events: %v", len(l.heard), l.Err())
		return
	}
	for i := 1; i < len(l.heard); i++ {
		if l.heard[i] != l.heard[i-1]+1 {
			t.Errorf("it hears event %d after event %d", l.heard[i], l.heard[i-1])
		}
	}
	if n := len(l.heard); n == 0 || l.heard[n-1] != to {
		t.Errorf("it has heard %d events, the last one of which is not %d", n, to)
	}
}

// A server that was away for a moment takes in two thousand groups at once. Members who read are not cut off for that. One who
// does not read is, after the others have waited for a moment.
func TestBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 2000
		s := share(t, 2)
		quick, slower := attend(s.hubs[1], "quick", time.Millisecond), attend(s.hubs[1], "slower", 30*time.Millisecond)
		s.settle()
		mute := connect(t, s.hubs[1])
		s.send(mute, `{"type":"join","room":"blue","name":"mute"}`)
		s.views[1].hold(true)
		speaker := attend(s.hubs[0], "speaker", 0)
		speaker.says(n)
		synctest.Wait()
		began := time.Now()
		s.views[1].hold(false)
		s.settle()
		synctest.Wait()
		if took := time.Since(began); took < memberPatience || took > 2*memberPatience {
			t.Errorf("it has taken all of it in after %v, want something over %v", took, memberPatience)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for _, l := range []*attendee{speaker, quick, slower} {
			l.hears(t, 4+n+1) // four joins, and mute leaves
			defer l.stop()
		}
		if mute.Err() != ErrTooSlow {
			t.Errorf("one who does not read: %v, want %v", mute.Err(), ErrTooSlow)
		}
	})
}

// lateJournal takes a second for whatever it is given.
type lateJournal struct{ journal.Memory }

func (j *lateJournal) Append(entries ...journal.Entry) error {
	time.Sleep(time.Second)
	return j.Memory.Append(entries...)
}

// Many speak while the disk takes its time, and what they have said is kept at once.
func TestBacklogOfFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n, each = 20, 100
		h := &Hub{Journal: &lateJournal{}, Rate: -1}
		defer h.Settle()
		var members []*attendee
		for i := range n {
			members = append(members, attend(h, fmt.Sprint("m", i), time.Millisecond))
		}
		h.Settle()
		var speaking sync.WaitGroup
		for _, l := range members {
			speaking.Go(func() { l.says(each) })
		}
		speaking.Wait()
		h.Settle()
		time.Sleep(time.Second)
		synctest.Wait()
		for _, l := range members {
			if l.hears(t, n+n*each); l.acked != each {
				t.Errorf("%d of what it said are acknowledged, want %d", l.acked, each)
			}
		}
		for _, l := range members {
			l.stop()
		}
	})
}

// One who reads slowly is cut off before the others are out of luck: they are still waited for.
func TestSlowAndQuick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 20_000
		s := share(t, 2)
		quick, slow := attend(s.hubs[1], "quick", time.Millisecond), attend(s.hubs[1], "slow", memberPatience*9/10)
		s.settle()
		s.views[1].hold(true)
		speaker := attend(s.hubs[0], "speaker", 0)
		speaker.says(n)
		s.views[1].hold(false)
		s.settle()
		synctest.Wait()
		time.Sleep(time.Second)
		synctest.Wait()
		quick.hears(t, 3+n+1)
		if slow.Err() != ErrTooSlow {
			t.Errorf("the slow one: %v, want %v", slow.Err(), ErrTooSlow)
		}
		for _, l := range []*attendee{quick, slow, speaker} {
			l.stop()
		}
	})
}

// Members who read slowly, one after the other, hold a server up for a while and not for longer: then they are cut off.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := share(t, 2)
		for i := range 12 {
			l := attend(s.hubs[1], fmt.Sprint("slow", i), memberPatience*9/10)
			defer l.stop()
			s.settle()
			time.Sleep(150 * time.Millisecond)
		}
		s.views[1].hold(true)
		speaker := attend(s.hubs[0], "speaker", 0)
		defer speaker.stop()
		speaker.says(20_000)
		synctest.Wait()
		began := time.Now()
		s.views[1].hold(false)
		s.settle()
		if took := time.Since(began); took < memberPatience || took > hubPatience+memberPatience {
			t.Errorf("it took %v, want no more than about %v", took, hubPatience)
		}
		if evicted := s.hubs[1].Stats().Evicted; evicted != 12 {
			t.Errorf("%d were cut off, want all", evicted)
		}
	})
}
