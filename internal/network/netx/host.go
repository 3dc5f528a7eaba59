//go:build !js

package netx

import "net"

// Host is the machine's own network. It needs no code: a ListenConfig listens, a Dialer dials.
// The zero value is ready to use; use it by pointer.
type Host struct {
	net.ListenConfig
	net.Dialer
}
