//go:build !linux

package echo

import (
	"net"

	"wirelab/bench"
)

// tcpInfo is unknown here: only Linux is asked.
func tcpInfo(net.Conn) *bench.TCPInfo { return nil }

// systemWindow is unknown here, too.
func systemWindow(net.Conn) (w bench.Window, ok bool) { return w, false }
