package udpdemo

import (
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

func TestGuardPort(t *testing.T) {
	g := newGuard(&script{}, 0) // at port 7
	if got := g.ownPort; got != 7 {
		t.Errorf("own port %d, want 7", got)
	}
	g.ownPort = 7102
	tests := []struct {
		from net.Addr
		want error
	}{
		{udpAddr("10.0.0.1:1024"), nil},
		{udpAddr("10.0.0.1:65535"), nil},
		{udpAddr("[2001:db8::1]:5000"), nil},
		{udpAddr("10.0.0.1:7102"), ErrPort}, // an echo server like this one
		{udpAddr("10.0.0.1:1023"), ErrPort},
		{udpAddr("10.0.0.1:53"), ErrPort},
		{udpAddr("10.0.0.1:0"), ErrPort},
		{&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 5000}, ErrPort}, // not an address of UDP's
		{nil, ErrPort},
	}
	for _, test := range tests {
		if got := g.check(addrPort(test.from), nil); got != test.want {
			t.Errorf("%v: %v, want %v", test.from, got, test.want)
		}
	}
}

func TestGuardCap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(&script{}, 3)
		answered := func(from string) (n int) {
			for range 10 {
				if g.check(addrPort(udpAddr(from)), nil) == nil {
					n++
				}
			}
			return n
		}
		check := func(when, from string, want int) {
			t.Helper()
			if got := answered(from); got != want {
				t.Errorf("%s: %d of 10 answers to %s, want %d", when, got, from, want)
			}
		}
		check("at first", "10.0.0.1:5000", 3)
		check("another port of the same address", "10.0.0.1:5001", 0)
		check("another address", "10.0.0.2:5000", 3)
		time.Sleep(time.Second - 1)
		check("just before the second is over", "10.0.0.1:5000", 0)
		time.Sleep(time.Nanosecond)
		check("in the next second", "10.0.0.1:5000", 3)
	})
}

func TestGuardCapValues(t *testing.T) {
	for _, test := range []struct{ maxReplies, want int }{{0, 1000}, {1, 1}, {-1, 5000}} {
		synctest.Test(t, func(t *testing.T) {
			g := newGuard(&script{}, test.maxReplies)
			answered := 0
			for range 5000 {
				if g.check(addrPort(udpAddr("10.0.0.1:5000")), nil) == nil {
					answered++
				}
			}
			if answered != test.want {
				t.Errorf("MaxReplies %d: %d of 5000 answered, want %d", test.maxReplies, answered, test.want)
			}
		})
	}
}

// Forged addresses cost no more memory than maxSources of them do.
func TestGuardSources(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(&script{}, 0)
		source := func(i int) net.Addr {
			return udpAddr(fmt.Sprintf("10.%d.%d.%d:5000", i>>16, i>>8&255, i&255))
		}
		for i := range maxSources {
			if err := g.check(addrPort(source(i)), nil); err != nil {
				t.Fatalf("source %d: %v", i, err)
			}
		}
		if err := g.check(addrPort(source(maxSources)), nil); err != ErrCapped {
			t.Errorf("one source more: %v, want %v", err, ErrCapped)
		}
		if err := g.check(addrPort(source(0)), nil); err != nil {
			t.Errorf("a source that is known: %v", err)
		}
		if len(g.replies) != maxSources {
			t.Errorf("%d sources are kept, want %d", len(g.replies), maxSources)
		}
		time.Sleep(time.Second)
		if err := g.check(addrPort(source(maxSources)), nil); err != nil {
			t.Errorf("in the next second: %v", err)
		}
	})
}

// A machine that has a whole network of IPv6 is one source.
func TestGuardIPv6(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGuard(&script{}, 3)
		for i, test := range []struct {
			from string
			want error
		}{
			{"[2001:db8::1]:5000", nil},
			{"[2001:db8::2]:5000", nil},
			{"[2001:db8::ffff:1:2:3]:5000", nil},
			{"[2001:db8::4]:5000", ErrCapped},
			{"[2001:db8:0:1::4]:5000", nil},
			{"[::ffff:10.0.0.1]:5000", nil},
			{"[::ffff:10.0.0.2]:5000", nil},
		} {
			if got := g.count(addrPort(udpAddr(test.from))); got != test.want {
				t.Errorf("%d: %s: %v, want %v", i, test.from, got, test.want)
			}
		}
	})
}
