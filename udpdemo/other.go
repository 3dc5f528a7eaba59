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

const moreBuffer = ""

// A systemSocket is a *net.UDPConn.
type systemSocket interface {
	SetReadBuffer(bytes int) error
	SetWriteBuffer(bytes int) error
}

// enlargeReceive returns how large the receive buffer then is, as far as that can be known: a system
// refuses more than it allows, and so the largest that it does not refuse is looked for.
func enlargeReceive(s systemSocket) (got int) {
	for got = bufferSize; got > 4096 && s.SetReadBuffer(got) != nil; {
		got /= 2
	}
	return got
}
