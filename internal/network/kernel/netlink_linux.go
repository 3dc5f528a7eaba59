package kernel

import (
	"encoding/binary"
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// netlink asks the kernel, in the namespace of the calling thread, to change something of the network
// (rtnetlink(7)). A request is a header of its kind, whose fields have fixed places, and attributes. What
// the kernel refuses is a unix.Errno.
func netlink(kind, flags uint16, header any, attributes ...[]byte) error {
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer unix.Close(socket)
	body, err := binary.Append(nil, binary.NativeEndian, header)
	if err != nil {
		return err
	}
	for _, a := range attributes {
		body = append(body, a...)
	}
	request, err := binary.Append(nil, binary.NativeEndian, unix.NlMsghdr{
		Len: uint32(unix.SizeofNlMsghdr + len(body)), Type: kind, Flags: unix.NLM_F_REQUEST | unix.NLM_F_ACK | flags,
	})
	if err != nil {
		return err
	}
	if err := unix.Sendto(socket, append(request, body...), 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return os.NewSyscallError("sendto", err)
	}
	answer := make([]byte, 1024)
	n, _, err := unix.Recvfrom(socket, answer, 0)
	switch {
	case err != nil:
		return os.NewSyscallError("recvfrom", err)
	case n < unix.SizeofNlMsghdr+4:
		return errors.New("the kernel's answer is cut short")
	}
	if e := int32(binary.NativeEndian.Uint32(answer[unix.SizeofNlMsghdr:])); e != 0 {
		return unix.Errno(-e)
	}
	return nil
}

// attribute is one attribute of a request: its length, its kind, its value, and bytes up to the next
// whole word.
func attribute(kind uint16, value []byte) []byte {
	b := binary.NativeEndian.AppendUint16(nil, uint16(unix.SizeofRtAttr+len(value)))
	b = append(binary.NativeEndian.AppendUint16(b, kind), value...)
	for len(b)%unix.RTA_ALIGNTO != 0 {
		b = append(b, 0)
	}
	return b
}

// number and text are values of attributes.
func number(n uint32) []byte { return binary.NativeEndian.AppendUint32(nil, n) }
func text(s string) []byte   { return append([]byte(s), 0) }
