package fault

import (
	"errors"
	"maps"
	"net"
	"os"
	"sync"
	"syscall"
)

// Windows has its own numbers for network errors (winsock2.h).
const (
	wsaConnAborted = syscall.Errno(10053)
	wsaConnReset   = syscall.Errno(10054) // over UDP: nobody listens there
	wsaConnRefused = syscall.Errno(10061)
)

// nobodyListens says whether err is what a UDP socket is told when nobody listens at the other end.
func nobodyListens(err error) bool {
	return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, wsaConnRefused) || errors.Is(err, wsaConnReset)
}

// CauseOf strips the operation and the addresses from an error of package net, and leaves the cause, such as
// "network is unreachable".
func CauseOf(err error) error {
	for op := (*net.OpError)(nil); errors.As(err, &op); {
		err = op.Err
	}
	if call := (*os.SyscallError)(nil); errors.As(err, &call) {
		err = call.Err
	}
	return err
}

// SocketErrors count the errors that a UDP socket reports for single datagrams. The socket still works after
// them. The zero value is ready to use, by several goroutines at once.
type SocketErrors struct {
	mu      sync.Mutex
	refused int
	others  map[string]int
	last    error
}

// Add counts one.
func (s *SocketErrors) Add(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = err
	if nobodyListens(err) {
		s.refused++
		return
	}
	if s.others == nil {
		s.others = make(map[string]int)
	}
	s.others[CauseOf(err).Error()]++
}

// Seen returns how often nobody listened, and how often what else went wrong.
func (s *SocketErrors) Seen() (refused int, others map[string]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused, maps.Clone(s.others)
}

// Latest is the last of the errors; nil if there was none.
func (s *SocketErrors) Latest() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}
