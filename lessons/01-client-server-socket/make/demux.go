//go:build !solution

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
//
// YOUR TASK: give it what it has to remember, and write its three methods.
//
//   - Two maps will do. What is the key of the one for sockets that listen? And of the one for
//     connections? (An array or a struct can be a key.)
//   - A map must be made before something is put into it.
type Table struct{}

// Listen makes a socket that listens at an end of this host. ErrInUse: one does already.
func (t *Table) Listen(at netip.AddrPort) (*Socket, error) {
	return nil, errors.New("Listen is still to be written")
}

// Connect makes the socket of a client of this host, and puts it into the table. ErrInUse: there is a
// connection with these two ends already.
func (t *Table) Connect(local, remote netip.AddrPort) (*Socket, error) {
	return nil, errors.New("Connect is still to be written")
}

// Arrive returns the socket that a segment is for:
//
//   - the one of the connection with these two ends, if there is one;
//   - for a SYN to an end where a socket listens, a new socket, which is in the table from now on;
//   - else nil: there is nobody, and a real host would answer with a reset.
func (t *Table) Arrive(s Segment) *Socket {
	return nil
}
