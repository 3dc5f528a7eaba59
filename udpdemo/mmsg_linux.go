package udpdemo

import (
	"encoding/binary"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// An mmsg is room for the datagrams that one system call moves: Linux's recvmmsg(2), or sendmmsg(2).
// What has been received can be sent as it stands, and goes back to where it came from.
type mmsg struct {
	conn syscall.RawConn
	msgs []unix.Mmsghdr // each points to its address, and by way of an iovec to its bytes

	// These are of the call under way.
	part  []unix.Mmsghdr
	moved int
	errno syscall.Errno

	tryReceive, trySend func(fd uintptr) (done bool) // made once
}

func newMmsg(socket *net.UDPConn, size int) *mmsg {
	conn, _ := socket.SyscallConn() // of a nil socket only there is none
	m := &mmsg{conn: conn, msgs: make([]unix.Mmsghdr, size)}
	m.tryReceive = func(fd uintptr) bool { return m.try(unix.SYS_RECVMMSG, fd) }
	m.trySend = func(fd uintptr) bool { return m.try(unix.SYS_SENDMMSG, fd) }
	addresses, vectors := make([]unix.RawSockaddrInet6, size), make([]unix.Iovec, size)
	for i := range m.msgs {
		h := &m.msgs[i].Hdr
		h.Name, h.Iov = (*byte)(unsafe.Pointer(&addresses[i])), &vectors[i]
		h.Namelen = unix.SizeofSockaddrInet6
		h.SetIovlen(1)
	}
	return m
}

// receive waits for a datagram, and takes with it what else is there already, as many as there is room
// for. It waits for no second one.
func (m *mmsg) receive() (n int, err error) {
	m.part, m.moved, m.errno = m.msgs, 0, 0
	if err := m.conn.Read(m.tryReceive); err != nil { // the socket is closed, or it is too late
		return 0, err
	}
	return m.result()
}

// send sends the datagrams from one up to another, or as many as it can, but one at least. If it cannot
// send the first, that is the error.
func (m *mmsg) send(from, to int) (n int, err error) {
	m.part, m.moved, m.errno = m.msgs[from:to], 0, 0
	if err := m.conn.Write(m.trySend); err != nil {
		return 0, err
	}
	return m.result()
}

func (m *mmsg) result() (int, error) {
	if m.errno != 0 {
		return 0, m.errno
	}
	return m.moved, nil
}

// try makes the system call, and returns false if the socket is not ready.
//
// Go's scheduler is not told (RawSyscall6), as this call waits for nothing. Told, it would have another
// thread take over before 64 datagrams are sent, which costs a switch to that thread and one back.
func (m *mmsg) try(trap, fd uintptr) bool {
	n, _, errno := unix.RawSyscall6(trap, fd,
		uintptr(unsafe.Pointer(&m.part[0])), uintptr(len(m.part)), unix.MSG_DONTWAIT, 0, 0)
	m.moved, m.errno = int(n), errno
	return errno != unix.EAGAIN
}

// hold has datagram i be these bytes, or be received into them.
func (m *mmsg) hold(i int, b []byte) {
	v := m.msgs[i].Hdr.Iov
	v.Base = unsafe.SliceData(b)
	v.SetLen(len(b))
}

// received returns the bytes of datagram i, which has come.
func (m *mmsg) received(i int) []byte {
	return unsafe.Slice(m.msgs[i].Hdr.Iov.Base, m.msgs[i].Len)
}

// from returns where datagram i came from. A zone is a number there.
func (m *mmsg) from(i int) netip.AddrPort {
	name := unsafe.Pointer(m.msgs[i].Hdr.Name)
	if a := (*unix.RawSockaddrInet4)(name); a.Family == unix.AF_INET {
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), hostOrder(a.Port))
	}
	a := (*unix.RawSockaddrInet6)(name)
	ip := netip.AddrFrom16(a.Addr)
	if a.Scope_id != 0 {
		ip = ip.WithZone(strconv.Itoa(int(a.Scope_id)))
	}
	return netip.AddrPortFrom(ip, hostOrder(a.Port))
}

// to has datagram i go to an address, which has no zone.
func (m *mmsg) to(i int, addr netip.AddrPort) {
	h := &m.msgs[i].Hdr
	if ip := addr.Addr(); ip.Is4() {
		a := (*unix.RawSockaddrInet4)(unsafe.Pointer(h.Name))
		*a = unix.RawSockaddrInet4{Family: unix.AF_INET, Port: netOrder(addr.Port()), Addr: ip.As4()}
		h.Namelen = unix.SizeofSockaddrInet4
	} else {
		a := (*unix.RawSockaddrInet6)(unsafe.Pointer(h.Name))
		*a = unix.RawSockaddrInet6{Family: unix.AF_INET6, Port: netOrder(addr.Port()), Addr: ip.As16()}
		h.Namelen = unix.SizeofSockaddrInet6
	}
}

// A port in a socket address is in network byte order: big-endian, whatever the machine's is.

func netOrder(port uint16) uint16 {
	var b [2]byte
	binary.BigEndian.PutUint16(b[:], port)
	return binary.NativeEndian.Uint16(b[:])
}

func hostOrder(port uint16) uint16 { return netOrder(port) } // the same bytes, the other way round
