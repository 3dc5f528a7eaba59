//go:build !linux

package udpdemo

import (
	"context"
	"net"
)

// Elsewhere than on Linux there is one datagram to a system call, whatever Batch is.

func (s *EchoServer) serveBatches(ctx context.Context, conn *net.UDPConn, guard *guard) error {
	return s.serve(ctx, conn, guard)
}

func newBatches(conn *net.UDPConn, _ int, observe func(net.Addr, error)) post {
	return singly{conn, observe}
}
