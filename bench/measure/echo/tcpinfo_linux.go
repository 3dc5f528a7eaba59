package echo

import (
	"net"
	"time"

	"golang.org/x/sys/unix"

	"wirelab/bench"
)

// tcpInfo asks the kernel about conn. It is nil for what is not a TCP socket of this machine.
func tcpInfo(conn net.Conn) *bench.TCPInfo {
	info := ask(conn)
	if info == nil {
		return nil
	}
	return &bench.TCPInfo{
		Retransmissions: int(info.Total_retrans),
		Reorderings:     int(info.Reord_seen),
		SmoothedRTT:     bench.Known(time.Duration(info.Rtt) * time.Microsecond),
	}
}

// systemWindow is the window that the kernel has for conn.
func systemWindow(conn net.Conn) (w bench.Window, ok bool) {
	info := ask(conn)
	if info == nil {
		return w, false
	}
	w = bench.Window{
		Congestion:  int(info.Snd_cwnd * info.Snd_mss),
		InFlight:    int(info.Unacked * info.Snd_mss),
		Again:       int(info.Total_retrans),
		SmoothedRTT: time.Duration(info.Rtt) * time.Microsecond,
		Timeout:     time.Duration(info.Rto) * time.Microsecond,
	}
	if info.Snd_ssthresh < noThreshold {
		w.Threshold = int(info.Snd_ssthresh * info.Snd_mss)
	}
	return w, true
}

// noThreshold is what the kernel says before there was any loss.
const noThreshold = 1<<31 - 1

// ask asks for TCP_INFO; nil if there is none.
func ask(conn net.Conn) (info *unix.TCPInfo) {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return nil
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil
	}
	controlErr := raw.Control(func(fd uintptr) {
		info, err = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	})
	if controlErr != nil || err != nil {
		return nil
	}
	return info
}
