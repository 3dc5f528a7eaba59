//go:build !linux

package echo

import (
	"net"

	"wirelab/bench"
)

// tcpInfo is unknown here: only Linux is asked.
func tcpInfo(net.Conn) *bench.TCPInfo { return nil }
