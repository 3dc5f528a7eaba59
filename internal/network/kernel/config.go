package kernel

import (
	"wirelab/internal/network/link"
	"wirelab/internal/network/packet"
)

// A Config says what a Net is like. The zero value is one client on a perfect link.
type Config struct {
	Up, Down link.Config // towards the server and back
	Seed     uint64
	Clients  int // how many; zero means 1

	// Tap, if not nil, sees each packet as it enters the link, and what becomes of it; a packet that
	// the link doubles comes twice, its copy marked. It is called by one goroutine at a time, in the
	// order in which packets enter, and must not change Data. A packet that arrives does so a little
	// after its Arrives, by what the machine takes.
	Tap func(packet.Record)
}

// Check tries whether there can be a Net. If the system does not let it, the error is a *MissingError.
func Check() error {
	n, err := New(Config{})
	if err != nil {
		return err
	}
	return n.Close()
}

// A MissingError says what it takes to make a Net, and is not there.
type MissingError struct {
	What string // as in "this process may not make network namespaces (that takes CAP_SYS_ADMIN)"
	Cure string // as in "run it as root"
	Err  error  // what the system said; nil if nobody asked it
}

// Error says it in one line.
func (e *MissingError) Error() string { return e.What + ": " + e.Cure }

func (e *MissingError) Unwrap() error { return e.Err }
