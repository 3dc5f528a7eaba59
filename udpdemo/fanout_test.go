package udpdemo

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"wirelab/internal/room/event"
)

// TestFanoutEncodesOnce: an event is encoded once for all programs, and once for all people.
func TestFanoutEncodesOnce(t *testing.T) {
	inRooms(t, &BroadcastServer{Hub: fixed()}, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada := connect().hello()
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		for range 3 {
			connect().hello().say(`{"type":"join","room":"blue"}`)
			person := connect().hello()
			person.say("/join blue bob " + person.cookie)
		}
		synctest.Wait()
		places := make(map[*byte]int) // how many datagrams came from there
		ada.server.write = func(_ string, b []byte) error {
			if strings.Contains(string(b), "once") {
				places[&b[0]]++
			}
			return nil
		}
		ada.say(`{"type":"emit","room":"blue","event":"message","data":"once"}`)
		synctest.Wait()
		var counts []int
		for _, n := range places {
			counts = append(counts, n)
		}
		slices.Sort(counts)
		if !slices.Equal(counts, []int{3, 4}) {
			t.Errorf("datagrams from each place: %v, want 3 to people and 4 to programs", counts)
		}
	})
}

// TestFanoutWakes: no wake-up is lost, however many talk at once: each member gets all, in order.
func TestFanoutWakes(t *testing.T) {
	const speakers, each = 4, 500
	s := &BroadcastServer{Hub: fixed()}
	s.Hub.QueueMessages = 2 * speakers * each
	inRooms(t, s, func(t *testing.T, connect func() *talker, _ context.CancelFunc) {
		ada, eve := connect().hello(), connect().hello()
		ada.say(`{"type":"join","room":"blue","name":"ada"}`)
		eve.say(`{"type":"join","room":"blue","name":"eve"}`)
		ada.hears(`{"type":"joined",*}`, `*"from":"eve","event":"join","transport":"udp"}`)
		eve.hears(`{"type":"joined",*}`)
		var all sync.WaitGroup
		for range speakers {
			all.Go(func() {
				m := s.Hub.Connect(netip.Addr{}, "", nil) // over another transport
				defer m.Close()
				m.Handle(event.Request{Type: event.TypeJoin, Room: "blue"})
				for range each {
					m.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message"})
				}
			})
		}
		all.Wait()
		for _, c := range []*talker{ada, eve} {
			for i := range speakers * (each + 2) { // a join and a leave of each, too
				c.hears(fmt.Sprintf(`{"type":"event","room":"blue","offset":%d,*}`, i+3))
			}
			c.hearsNothing()
		}
	})
}

// A lease waits for its turn once, however often it is added, and may be added again at its turn.
func TestFanoutAdd(t *testing.T) {
	f, ada, eve := newFanout(nil), &lease{}, &lease{}
	for range 3 {
		for _, l := range []*lease{ada, eve, ada} {
			f.add(l)
		}
		<-f.wake
		f.add(eve)
		if ready := f.take(); !slices.Equal(ready, []*lease{ada, eve}) {
			t.Fatalf("%d leases are ready, want 2", len(ready))
		}
	}
	if len(f.wake) != 0 || len(f.take()) != 0 {
		t.Error("something is left")
	}
}

// TestFanoutBatches: with one system call or with many, the same datagrams reach the same members.
func TestFanoutBatches(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("sendmmsg is Linux's")
	}
	var want [][]string
	for _, mode := range modes {
		got := overSockets(t, &BroadcastServer{Hub: fixed(), Batch: mode.batch})
		if want == nil {
			want = got
		}
		for i := range want {
			if !slices.Equal(got[i], want[i]) {
				t.Errorf("%s: member %d got\n%q, and\n%q %s", mode.name, i, got[i], want[i], modes[0].name)
			}
		}
	}
}

// overSockets has 20 members talk over real sockets, every third of them a person, and returns what
// each gets.
func overSockets(t *testing.T, s *BroadcastServer) [][]string {
	t.Helper()
	pc := listen(t, "127.0.0.1:0")
	if _, one := s.newBroadcast(pc).fanout.post.(singly); one != (s.Batch <= 1) {
		t.Errorf("Batch %d sends one at a time: %t", s.Batch, one)
	}
	stop, served := startRooms(t, s, pc)
	conns, got := make([]net.Conn, 20), make([][]string, 20)
	var cookie string
	for i := range conns {
		conns[i] = dial(t, pc.LocalAddr().String())
		cookie = helloOver(t, conns[i])
		if i%3 == 0 {
			fmt.Fprintf(conns[i], "/join blue m%d %s", i, cookie)
		} else {
			fmt.Fprintf(conns[i], `{"type":"join","room":"blue","name":"m%d","cookie":%q}`, i, cookie)
		}
		got[i] = append(got[i], string(read(t, conns[i])))
	}
	for id := range 9 {
		fmt.Fprintf(conns[19], `{"type":"emit","room":"blue","event":"message","data":%d,"cookie":%q}`, id, cookie)
	}
	for i, conn := range conns {
		for !strings.Contains(got[i][len(got[i])-1], `"data":8`) && got[i][len(got[i])-1] != "m19 (udp): 8\n" {
			got[i] = append(got[i], string(read(t, conn)))
		}
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	return got
}
