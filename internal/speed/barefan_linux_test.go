package speed

import (
	"bytes"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// entrance is what a member sends to the bare loops first; they answer with entered.
var entrance, entered = []byte("enter"), []byte("entered")

// bareFanTCP writes what one connection sends to all that have entered, with one write to each.
func bareFanTCP() error {
	ln, err := bareListen(unix.SOCK_STREAM)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	var members []int
	buf := make([]byte, 64<<10)
	for {
		fd, _, err := unix.Accept(ln)
		if err != nil {
			return err
		}
		if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err != nil {
			return err
		}
		n, err := unix.Read(fd, buf)
		if err != nil {
			return err
		}
		if bytes.Equal(buf[:n], entrance) {
			if _, err := unix.Write(fd, entered); err != nil {
				return err
			}
			members = append(members, fd)
			continue
		}
		for ; n > 0 && err == nil; n, err = unix.Read(fd, buf) { // the publisher is the last to come
			for _, member := range members {
				if _, err := unix.Write(member, buf[:n]); err != nil {
					return err
				}
			}
		}
		return err
	}
}

// bareFanUDP sends each datagram to all that have entered, with one sendto to each.
func bareFanUDP() error {
	fd, err := bareListen(unix.SOCK_DGRAM)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	var members []syscall.Sockaddr
	buf := make([]byte, 64<<10)
	for {
		n, from, err := syscall.Recvfrom(fd, buf, 0)
		if err != nil {
			return err
		}
		if bytes.Equal(buf[:n], entrance) {
			members = append(members, from)
			if err := syscall.Sendto(fd, entered, 0, from); err != nil {
				return err
			}
			continue
		}
		for _, member := range members {
			if err := syscall.Sendto(fd, buf[:n], 0, member); err != nil {
				return err
			}
		}
	}
}
