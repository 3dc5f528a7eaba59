//go:build !linux

package bench

import "net"

// tcpInfo is unknown here: only Linux is asked.
func tcpInfo(net.Conn) *TCPInfo { return nil }
