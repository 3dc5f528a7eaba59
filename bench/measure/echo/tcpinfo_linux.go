package echo

import (
	"net"
	"time"

	"golang.org/x/sys/unix"

	"wirelab/bench"
)

// tcpInfo asks the kernel about conn. It is nil for what is not a TCP socket of this machine.
func tcpInfo(conn net.Conn) *bench.TCPInfo {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil
	}
	var info *unix.TCPInfo
	controlErr := raw.Control(func(fd uintptr) {
		info, err = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	})
	if controlErr != nil || err != nil || info == nil {
		return nil
	}
	return &bench.TCPInfo{
		Retransmissions: int(info.Total_retrans),
		Reorderings:     int(info.Reord_seen),
		SmoothedRTT:     bench.Known(time.Duration(info.Rtt) * time.Microsecond),
	}
}
