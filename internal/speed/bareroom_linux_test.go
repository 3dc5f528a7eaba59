package speed

import (
	"runtime"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// The bare rooms are what the broadcast servers are measured against. There is one room, and whoever
// connects is in it. What one member sends goes to all others as it is, with a write for each: of
// events that have arrived together, one write carries all. A new member is told that it is in.

// inRoom is what a new member is told. That it looks like the end of a message is for the audience,
// which counts those.
var inRoom = []byte("}")

// bareRoomTCP waits for all members with epoll, in one thread.
func bareRoomTCP() error {
	ln, err := bareListen(unix.SOCK_STREAM)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	ep, err := unix.EpollCreate1(0)
	if err != nil {
		return err
	}
	if err := watch(ep, ln); err != nil {
		return err
	}
	var members []int
	events := make([]unix.EpollEvent, 64)
	buf := make([]byte, 64<<10)
	for {
		n, err := unix.EpollWait(ep, events, -1)
		if err != nil && err != unix.EINTR {
			return err
		}
		for _, e := range events[:max(n, 0)] {
			from := int(e.Fd)
			if from == ln {
				fd, err := bareJoin(ep, ln)
				if err != nil {
					return err
				}
				members = append(members, fd)
				continue
			}
			n, err := unix.Read(from, buf)
			if n <= 0 || err != nil {
				members = slices.DeleteFunc(members, func(fd int) bool { return fd == from })
				unix.Close(from)
				continue
			}
			for _, to := range members {
				if to != from {
					unix.Write(to, buf[:n]) // who is gone will be read from, and left out
				}
			}
		}
	}
}

// bareJoin takes a connection from ln.
func bareJoin(ep, ln int) (fd int, err error) {
	if fd, _, err = unix.Accept(ln); err != nil {
		return 0, err
	}
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err != nil {
		return 0, err
	}
	if err := watch(ep, fd); err != nil {
		return 0, err
	}
	_, err = unix.Write(fd, inRoom)
	return fd, err
}

// bareRoomUDP takes the first datagram from an address for its wish to be a member.
func bareRoomUDP() error {
	fd, err := bareListen(unix.SOCK_DGRAM)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	buf := make([]byte, 64<<10)
	var members []syscall.Sockaddr
	ports := make(map[int]bool)
	for {
		n, from, err := syscall.Recvfrom(fd, buf, 0)
		if err != nil {
			return err
		}
		port := from.(*syscall.SockaddrInet4).Port
		if !ports[port] {
			ports[port] = true
			members = append(members, from)
			if err := syscall.Sendto(fd, inRoom, 0, from); err != nil {
				return err
			}
			continue
		}
		for _, to := range members {
			if to.(*syscall.SockaddrInet4).Port != port {
				syscall.Sendto(fd, buf[:n], 0, to) // who is gone does not mind
			}
		}
	}
}
