package speed

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// rooms are the broadcast servers, and how their members speak.
var rooms = []struct {
	name   string
	server string
	voice  voice
	bare   string
}{
	{"tcp", "tcp-room", lines, "bare-room-tcp"},
	{"ws", "ws-room", textFrames, "bare-room-tcp"},
	{"socketio", "ws-room", socketIO, "bare-room-tcp"},
	{"udp-readable", "udp-room", datagrams, "bare-room-udp"},
	{"udp-batched", "udp-room-batched", datagrams, "bare-room-udp"},
	{"udp-many", "udp-room-batched", datagrams, "bare-room-udp-many"},
}

func BenchmarkFanOut(b *testing.B)         { fanOut(b, 1) }
func BenchmarkFanOutInFlight(b *testing.B) { fanOut(b, 16) }

// fanOut compares the broadcast servers with bare rooms.
func fanOut(b *testing.B, inFlight int) {
	for _, room := range rooms {
		for _, n := range []int{100, 1000, 5000} {
			b.Run(fmt.Sprintf("%s/%d", room.name, n), func(b *testing.B) {
				all := cores(b)
				if len(all) < 2 {
					b.Skip("this process may run on one core only")
				}
				// n members have one event each, or one burst, some times a round.
				n, times := descriptors(b, n, 2), max(1, 20_000/n)
				defer pin(b, all[1])()
				ours := newAudience(b, start(b, room.server, all[0]), room.voice, n)
				bare := newAudience(b, start(b, room.bare, all[0]), room.voice.inBareRoom(), n)
				compare(b,
					func() time.Duration { return ours.run(b, times, inFlight) },
					func() time.Duration { return bare.run(b, times, inFlight) })
			})
		}
	}
}

// descriptors returns how many connections each of some groups can have, if it is to be n, and says
// so where that is fewer.
func descriptors(tb testing.TB, n, groups int) int {
	tb.Helper()
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		tb.Fatal(err)
	}
	// Package os has raised this process's limit as far as it may be. Each connection needs one
	// descriptor here and one in its server, and either process a few more.
	most := (int(min(limit.Cur, 1<<20)) - 100) / groups
	if most < n {
		tb.Logf("with %d connections in place of %d: no more file descriptors (ulimit -n)", most, n)
	}
	return min(n, most)
}

// TestSmallRooms runs all that the benchmarks of rooms consist of, in small, to see that it works.
func TestSmallRooms(t *testing.T) {
	core := cores(t)[0]
	defer pin(t, core)()
	for _, room := range rooms {
		for _, s := range []struct {
			server string
			voice  voice
		}{{room.server, room.voice}, {room.bare, room.voice.inBareRoom()}} {
			t.Run("FanOut/"+room.name+"/"+s.server, func(t *testing.T) {
				a := newAudience(t, start(t, s.server, core), s.voice, 12)
				for _, inFlight := range []int{1, 16} {
					if a.run(t, 5, inFlight) <= 0 {
						t.Error("deliveries took no time")
					}
				}
			})
		}
		t.Run("IdleMembers/"+room.name, func(t *testing.T) {
			if got := idleMembers(t, room.server, room.voice, 50); got < 100 || got > 100_000 {
				t.Errorf("%.0f bytes a member; want some thousands", got)
			}
		})
		if room.voice.socketIO {
			t.Run("IdleMembers/polling", func(t *testing.T) {
				if got := idlePollers(t, 50); got < 100 || got > 100_000 {
					t.Errorf("%.0f bytes a member; want some thousands", got)
				} else {
					t.Logf("%.0f bytes a member", got)
				}
			})
		}
		if room.voice.kind == unix.SOCK_DGRAM {
			continue // who does not read holds up nobody
		}
		t.Run("Stalled/"+room.name, func(t *testing.T) {
			a := newAudience(t, start(t, room.server+"-dropping", core), room.voice, 0)
			a.stall(t, 2)
			a.admit(t, 5)
			a.run(t, 10, 1)
			if got := a.tail(); got <= 0 || got > patience {
				t.Errorf("deliveries took %v", got)
			}
		})
	}
}
