//go:build solution

// Package demux is the table in which a host looks up which socket an arriving TCP segment is for.
package demux

import (
	"errors"
	"net/netip"
)

// ErrInUse says that a name is taken: by a socket that listens there, or by a connection with both ends
// the same.
var ErrInUse = errors.New("already in use")

// A Segment is what the table has to know of a TCP segment that arrives.
type Segment struct {
	From netip.AddrPort // the other host's end
	To   netip.AddrPort // this host's end
	SYN  bool           // it begins a connection
}

// A Socket is what a program of this host holds.
type Socket struct {
	Local  netip.AddrPort // this host's end
	Remote netip.AddrPort // the other end; the zero AddrPort{} if it listens
}

// A Table knows all sockets of a host. The zero value is empty and ready to use.
type Table struct {
	listening map[netip.AddrPort]*Socket // one end is enough: the other may be anybody
	connected map[pair]*Socket           // both ends are the name
}

type pair struct{ local, remote netip.AddrPort }

// Listen makes a socket that listens at an end of this host. ErrInUse: one does already.
func (t *Table) Listen(at netip.AddrPort) (*Socket, error) {
	if t.listening[at] != nil {
		return nil, ErrInUse
	}
	if t.listening == nil {
		t.listening = make(map[netip.AddrPort]*Socket)
	}
	s := &Socket{Local: at}
	t.listening[at] = s
	return s, nil
}

// Connect makes the socket of a client of this host, and puts it into the table. ErrInUse: there is a
// connection with these two ends already.
func (t *Table) Connect(local, remote netip.AddrPort) (*Socket, error) {
	name := pair{local, remote}
	if t.connected[name] != nil {
		return nil, ErrInUse
	}
	if t.connected == nil {
		t.connected = make(map[pair]*Socket)
	}
	s := &Socket{Local: local, Remote: remote}
	t.connected[name] = s
	return s, nil
}

// Arrive returns the socket that a segment is for:
//
//   - the one of the connection with these two ends, if there is one;
//   - for a SYN to an end where a socket listens, a new socket, which is in the table from now on;
//   - else nil: there is nobody, and a real host would answer with a reset.
func (t *Table) Arrive(s Segment) *Socket {
	if c := t.connected[pair{s.To, s.From}]; c != nil {
		return c
	}
	if !s.SYN || t.listening[s.To] == nil {
		return nil
	}
	c, _ := t.Connect(s.To, s.From) // there is none with these ends
	return c
}
