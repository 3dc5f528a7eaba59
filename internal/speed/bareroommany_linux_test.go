package speed

import (
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// bareRoomUDPMany is bareRoomUDP with as many datagrams to a system call as Linux takes.
func bareRoomUDPMany() error {
	fd, err := bareListen(unix.SOCK_DGRAM)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	buf := make([]byte, 64<<10)
	var members []unix.Mmsghdr
	ports := make(map[int]bool)
	iov := &unix.Iovec{Base: &buf[0]} // one for all: they get the same bytes
	for {
		n, from, err := syscall.Recvfrom(fd, buf, 0)
		if err != nil {
			return err
		}
		port := from.(*syscall.SockaddrInet4).Port
		if !ports[port] {
			ports[port] = true
			to := &unix.RawSockaddrInet4{Family: unix.AF_INET, Port: uint16(port>>8 | port<<8&0xff00), Addr: loopback}
			m := unix.Mmsghdr{}
			m.Hdr.Name, m.Hdr.Namelen = (*byte)(unsafe.Pointer(to)), unix.SizeofSockaddrInet4
			m.Hdr.Iov = iov
			m.Hdr.SetIovlen(1)
			members = append(members, m)
			if err := syscall.Sendto(fd, inRoom, 0, from); err != nil {
				return err
			}
			continue
		}
		iov.SetLen(n)
		// The first member is the publisher, who is not told.
		for rest := members[1:]; len(rest) > 0; {
			sent, _, failed := unix.Syscall6(unix.SYS_SENDMMSG, uintptr(fd),
				uintptr(unsafe.Pointer(&rest[0])), uintptr(min(len(rest), 1024)), 0, 0, 0)
			if failed != 0 {
				return failed
			}
			rest = rest[sent:]
		}
	}
}
