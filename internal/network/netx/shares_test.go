package netx

import (
	"net"
	"net/netip"
	"testing"
)

func TestShares(t *testing.T) {
	s := &Shares{Places: 3000}
	fill := func(from string) (n int) {
		for s.Take(netip.MustParseAddr(from)) {
			n++
		}
		return n
	}
	// Whoever comes next always finds some free: two thirds of what the one before has left.
	for i, test := range []struct {
		from string
		want int
	}{{"10.0.0.1", 2000}, {"10.0.0.2", 667}, {"10.0.0.3", 222}, {"10.0.0.1", 0}} {
		if got := fill(test.from); got != test.want {
			t.Errorf("%d. %s got %d places, want %d", i, test.from, got, test.want)
		}
	}
	for range 2000 {
		s.Give(netip.MustParseAddr("10.0.0.1"))
	}
	if got := fill("10.0.0.4"); got != 1408 { // of 2111
		t.Errorf("when the first has left, the next gets %d, want 1408", got)
	}
}

// Few places are there for everybody, and a fixed number is that number.
func TestSharesFew(t *testing.T) {
	a := netip.MustParseAddr("10.0.0.1")
	for _, test := range []struct{ places, perOne, want int }{{1, 0, 1}, {2, 0, 2}, {64, 0, 64}, {96, 0, 64}, {10, 4, 4}, {0, 0, 0}} {
		s, got := &Shares{Places: test.places, PerOne: test.perOne}, 0
		for s.Take(a) {
			got++
		}
		if got != test.want {
			t.Errorf("%d of %d places, want %d", got, test.places, test.want)
		}
	}
}

// One network of IPv6 is one address, and IPv4 written as IPv6 is IPv4.
func TestSharesOfOne(t *testing.T) {
	for _, test := range []struct {
		a, b string
		one  bool
	}{
		{"2001:db8::1", "2001:db8::2", true},
		{"2001:db8::1", "2001:db8:0:1::1", false},
		{"10.0.0.1", "::ffff:10.0.0.1", true},
		{"10.0.0.1", "10.0.0.2", false},
	} {
		s := &Shares{Places: 10, PerOne: 1}
		s.Take(netip.MustParseAddr(test.a))
		if got := s.Take(netip.MustParseAddr(test.b)); got == test.one {
			t.Errorf("%s and %s are one address: %v, want %v", test.a, test.b, !got, test.one)
		}
	}
}

func TestAddrOf(t *testing.T) {
	for _, test := range []struct {
		peer net.Addr
		want string
	}{
		{&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 7}, "10.0.0.1"},
		{&net.UDPAddr{IP: net.ParseIP("fe80::1"), Zone: "eth0", Port: 7}, "fe80::1"},
		{&net.UnixAddr{Name: "/tmp/x"}, "invalid IP"},
		{nil, "invalid IP"},
	} {
		if got := AddrOf(test.peer).String(); got != test.want {
			t.Errorf("%v is %s, want %s", test.peer, got, test.want)
		}
	}
}
