//go:build make || solution

package demux

import (
	"errors"
	"net/netip"
	"testing"
)

var (
	server  = netip.MustParseAddrPort("10.0.0.1:7101")
	server2 = netip.MustParseAddrPort("10.0.0.1:7102")
	ada     = netip.MustParseAddrPort("10.0.0.2:5000")
	ada2    = netip.MustParseAddrPort("10.0.0.2:5001")
	bob     = netip.MustParseAddrPort("10.0.0.3:5000")
)

// listens has a socket listen, or ends the test.
func listens(t *testing.T, table *Table, at netip.AddrPort) *Socket {
	t.Helper()
	s, err := table.Listen(at)
	if err != nil || s == nil {
		t.Fatalf("Listen(%v) returned %v and the error %v: nobody was there before, so it should work", at, s, err)
	}
	if s.Local != at || s.Remote.IsValid() {
		t.Fatalf("the socket that listens at %v has the ends %v and %v: its own, and the zero AddrPort{}", at, s.Local, s.Remote)
	}
	return s
}

// arrives has a SYN arrive that must make a connection.
func arrives(t *testing.T, table *Table, from, to netip.AddrPort) *Socket {
	t.Helper()
	s := table.Arrive(Segment{From: from, To: to, SYN: true})
	if s == nil {
		t.Fatalf("a SYN from %v to %v, where a socket listens, went to nobody", from, to)
	}
	if s.Local != to || s.Remote != from {
		t.Fatalf("a SYN from %v to %v went to the socket with the ends %v and %v: it should be a new one with the ends %v and %v",
			from, to, s.Local, s.Remote, to, from)
	}
	return s
}

func TestEachClientGetsItsOwnSocket(t *testing.T) {
	var table Table
	listening := listens(t, &table, server)
	listens(t, &table, server2)
	sockets := map[string]*Socket{
		"Ada's":                     arrives(t, &table, ada, server),
		"Bob's, with the same port": arrives(t, &table, bob, server),
		"Ada's from another port":   arrives(t, &table, ada2, server),
		"Ada's to another server":   arrives(t, &table, ada, server2),
	}
	for name, s := range sockets {
		if s == listening {
			t.Errorf("%s connection got the socket that listens: that one has to stay for the next client", name)
		}
		for other, o := range sockets {
			if name != other && s == o {
				t.Errorf("%s connection and %s have one socket: their pairs of ends differ", name, other)
			}
		}
		if got := table.Arrive(Segment{From: s.Remote, To: s.Local}); got != s {
			t.Errorf("%s connection: a segment from %v to %v went to %v, and not to the socket that the SYN made",
				name, s.Remote, s.Local, got)
		}
	}
}

func TestTheSameSYNAgain(t *testing.T) {
	var table Table
	listens(t, &table, server)
	first := arrives(t, &table, ada, server)
	if again := table.Arrive(Segment{From: ada, To: server, SYN: true}); again != first {
		t.Errorf("the SYN came twice, and there are two sockets for one pair: look for the connection first")
	}
}

func TestNobody(t *testing.T) {
	var table Table
	if s := table.Arrive(Segment{From: ada, To: server, SYN: true}); s != nil {
		t.Errorf("nobody listens, and yet a SYN went to %v", s)
	}
	listens(t, &table, server)
	if s := table.Arrive(Segment{From: ada, To: server2, SYN: true}); s != nil {
		t.Errorf("nobody listens at %v, and yet a SYN to it went to %v", server2, s)
	}
	if s := table.Arrive(Segment{From: ada, To: server}); s != nil {
		t.Errorf("a segment without SYN, of a connection that is not in the table, went to %v: only a SYN begins a connection", s)
	}
}

func TestInUse(t *testing.T) {
	var table Table
	listens(t, &table, server)
	if _, err := table.Listen(server); !errors.Is(err, ErrInUse) {
		t.Errorf("a second socket listens at %v: the error was %v, want ErrInUse", server, err)
	}
	arrives(t, &table, ada, server)
	if _, err := table.Connect(server, ada); !errors.Is(err, ErrInUse) {
		t.Errorf("a second connection with the ends %v and %v: the error was %v, want ErrInUse", server, ada, err)
	}
}

// One host, and one port, can be a server and a client at once.
func TestClientAndServer(t *testing.T) {
	var table Table
	listens(t, &table, server)
	asServer := arrives(t, &table, ada, server)
	asClient, err := table.Connect(server, bob)
	if err != nil || asClient == nil {
		t.Fatalf("Connect(%v, %v) returned %v and the error %v: no connection has these two ends", server, bob, asClient, err)
	}
	if asClient.Local != server || asClient.Remote != bob {
		t.Fatalf("Connect(%v, %v) returned a socket with the ends %v and %v", server, bob, asClient.Local, asClient.Remote)
	}
	if got := table.Arrive(Segment{From: bob, To: server}); got != asClient {
		t.Errorf("Bob's answer went to %v, and not to the socket that asked him", got)
	}
	if got := table.Arrive(Segment{From: ada, To: server}); got != asServer {
		t.Errorf("Ada's segment went to %v, and not to her connection", got)
	}
}

// A client and a server on one host are two sockets, with the same two ends.
func TestOnOneHost(t *testing.T) {
	var table Table
	client := netip.MustParseAddrPort("10.0.0.1:5000")
	listens(t, &table, server)
	asking, err := table.Connect(client, server)
	if err != nil || asking == nil {
		t.Fatalf("Connect(%v, %v) returned %v and the error %v: no connection has these two ends", client, server, asking, err)
	}
	answering := arrives(t, &table, client, server)
	if answering == asking {
		t.Fatal("the client's socket and the server's are one: which end is this one's own?")
	}
	if got := table.Arrive(Segment{From: server, To: client}); got != asking {
		t.Errorf("what the server sends went to %v, and not to the client's socket", got)
	}
	if got := table.Arrive(Segment{From: client, To: server}); got != answering {
		t.Errorf("what the client sends went to %v, and not to the server's socket", got)
	}
}
