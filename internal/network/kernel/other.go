//go:build !linux

package kernel

import (
	"errors"
	"net/netip"
	"runtime"
	"time"

	"wirelab/internal/network/netx"
)

// A Net is a server and its clients, joined by a link. There is none but on Linux.
type Net struct {
	Server  *Host
	Clients []*Host
}

// A Host is one end of the link.
type Host struct {
	netx.Network
	Addr netip.Addr
}

// New returns a *MissingError.
func New(Config) (*Net, error) {
	return nil, &MissingError{
		What: "this is " + runtime.GOOS + ", and network namespaces are Linux's",
		Cure: "it takes Linux, as a virtual machine or WSL 2 has it",
		Err:  errors.ErrUnsupported,
	}
}

// Confined returns false.
func Confined() bool { return false }

// Restart returns err: nothing is gained by it here.
func Restart(err error) error { return err }

func (*Net) Close() error       { return nil }
func (*Net) Now() time.Duration { return 0 }
func (*Net) Settings() string   { return "" }
func (*Net) Remark() string     { return "" }
func (*Host) Namespace() string { return "" }
