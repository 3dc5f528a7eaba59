package udpdemo

import (
	"syscall"

	"golang.org/x/sys/unix"
)

const moreBuffer = " (sysctl -w net.core.rmem_max=4194304 allows more)"

// A systemSocket is a *net.UDPConn.
type systemSocket interface {
	SetReadBuffer(bytes int) error
	SetWriteBuffer(bytes int) error
	syscall.Conn
}

// enlargeReceive returns how large the receive buffer then is. Linux cuts what is asked for to
// net.core.rmem_max and does not say so, unless whoever asks may set that limit, too.
func enlargeReceive(s systemSocket) (got int) {
	s.SetReadBuffer(bufferSize)
	raw, err := s.SyscallConn()
	if err != nil {
		return 0
	}
	raw.Control(func(fd uintptr) {
		if got = receiveBuffer(int(fd)); got < bufferSize {
			unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, bufferSize)
			got = receiveBuffer(int(fd))
		}
	})
	return got
}

// receiveBuffer is half of what Linux says: it doubles what was asked for, for its own bookkeeping
// (socket(7)).
func receiveBuffer(fd int) int {
	n, _ := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF)
	return n / 2
}
