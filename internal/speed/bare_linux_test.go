package speed

import (
	"fmt"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// The bare servers are what the servers of wirelab are measured against: as few system calls as will
// do, with no deadline, no limit and no way to stop. They are not for use.

// bareTCP echoes with a read and a write for each message, in a thread for each connection.
func bareTCP() error {
	ln, err := bareListen(unix.SOCK_STREAM)
	if err != nil {
		return err
	}
	for {
		fd, _, err := unix.Accept(ln)
		if err != nil {
			return err
		}
		go func() {
			defer unix.Close(fd)
			runtime.LockOSThread()
			buf := make([]byte, 64<<10)
			for {
				n, err := unix.Read(fd, buf)
				if n <= 0 || err != nil {
					return
				}
				if _, err := unix.Write(fd, buf[:n]); err != nil {
					return
				}
			}
		}()
	}
}

// bareUDP echoes with a recvfrom and a sendto for each datagram. (Package syscall's: that of
// golang.org/x/sys/unix asks for the socket's protocol with each.)
func bareUDP() error {
	fd, err := bareListen(unix.SOCK_DGRAM)
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	buf := make([]byte, 64<<10)
	for {
		n, from, err := syscall.Recvfrom(fd, buf, 0)
		if err != nil {
			return err
		}
		if err := syscall.Sendto(fd, buf[:n], 0, from); err != nil {
			return err
		}
	}
}

// bareEpoll echoes for many connections in one thread, with an epoll_wait for those that are ready
// and a read and a write for all that has arrived on each.
func bareEpoll() error {
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
	events := make([]unix.EpollEvent, 64)
	buf := make([]byte, 64<<10)
	for {
		n, err := unix.EpollWait(ep, events, -1)
		if err != nil && err != unix.EINTR {
			return err
		}
		for _, e := range events[:max(n, 0)] {
			fd := int(e.Fd)
			if fd == ln {
				if fd, _, err = unix.Accept(ln); err != nil {
					return err
				}
				if err := watch(ep, fd); err != nil {
					return err
				}
				continue
			}
			n, err := unix.Read(fd, buf)
			if n > 0 && err == nil {
				_, err = unix.Write(fd, buf[:n])
			}
			if n <= 0 || err != nil {
				unix.Close(fd)
			}
		}
	}
}

// bareListen returns a socket that listens on a free port of 127.0.0.1, which it prints.
func bareListen(kind int) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, kind|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: loopback}); err != nil {
		return 0, err
	}
	if kind == unix.SOCK_STREAM {
		if err := unix.Listen(fd, unix.SOMAXCONN); err != nil {
			return 0, err
		}
	}
	addr, err := unix.Getsockname(fd)
	if err != nil {
		return 0, err
	}
	fmt.Println(addr.(*unix.SockaddrInet4).Port)
	return fd, nil
}

var loopback = [4]byte{127, 0, 0, 1}

// watch asks for events from ep when there is something to read from fd.
func watch(ep, fd int) error {
	return unix.EpollCtl(ep, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)})
}
