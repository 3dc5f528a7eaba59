package kernel

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

const (
	device      = "wirelab" // what each host calls its end of the link
	mtu         = 1500      // Ethernet's
	maskBits    = 8         // all hosts are at the other end of the link
	queueLength = 10000     // packets; the usual 500 overflow in a bulk transfer, where the link should decide
)

// openTUN makes a TUN device in the namespace of the calling thread, with that address, and brings it up.
// What the host sends can be read from it, one IP packet a time, and what is written to it arrives at
// the host. It offers no offloads, so the kernel cuts TCP's data to segments and computes checksums
// itself, before the packets are seen. It is gone when it is closed.
func openTUN(addr netip.Addr) (fd int, err error) {
	const path = "/dev/net/tun"
	fd, err = unix.Open(path, unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, noTUN(path, err)
	}
	ifr, err := unix.NewIfreq(device)
	if err == nil {
		ifr.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
		err = unix.IoctlIfreq(fd, unix.TUNSETIFF, ifr)
	}
	if err != nil {
		unix.Close(fd)
		return -1, noTUN(path, err)
	}
	if err := configure(addr); err != nil {
		unix.Close(fd)
		return -1, fmt.Errorf("kernel: setting up %s: %w", device, err)
	}
	return fd, nil
}

// noTUN says why there is no TUN device.
func noTUN(path string, err error) error {
	if errors.Is(err, unix.EPERM) || errors.Is(err, unix.EACCES) {
		return notAllowed("use "+path, "CAP_NET_ADMIN, and leave to open it", err)
	}
	return &MissingError{
		What: fmt.Sprintf("there is no working %s (%v)", path, err),
		Cure: "modprobe tun loads it; for one in a container, " + inContainer,
		Err:  err,
	}
}

// configure gives the device its address and brings it up.
func configure(addr netip.Addr) error {
	// IPv6 would send packets of its own. It goes off before the device is up; where there is no IPv6,
	// there is no such file.
	if err := setting("net/ipv6/conf/"+device+"/disable_ipv6", "1"); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := errors.Join(setQueueLength(device, queueLength), setQueue(device)); err != nil {
		return err
	}
	mask := net.CIDRMask(maskBits, 32)
	return about(device, func(do func(request uint) error, r *unix.Ifreq) error {
		if err := errors.Join(r.SetInet4Addr(addr.AsSlice()), do(unix.SIOCSIFADDR)); err != nil {
			return err
		}
		if err := errors.Join(r.SetInet4Addr(mask), do(unix.SIOCSIFNETMASK)); err != nil {
			return err
		}
		r.SetUint32(mtu)
		if err := do(unix.SIOCSIFMTU); err != nil {
			return err
		}
		return up(device)
	})
}

// up brings a device up.
func up(name string) error {
	return about(name, func(do func(request uint) error, r *unix.Ifreq) error {
		if err := do(unix.SIOCGIFFLAGS); err != nil {
			return err
		}
		r.SetUint16(r.Uint16() | unix.IFF_UP)
		return do(unix.SIOCSIFFLAGS)
	})
}

// about lets f make requests about a device (netdevice(7)), of which r says more.
func about(name string, f func(do func(request uint) error, r *unix.Ifreq) error) error {
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer unix.Close(socket)
	r, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	return f(func(request uint) error {
		return os.NewSyscallError("ioctl", unix.IoctlIfreq(socket, request, r))
	}, r)
}

// dropped is how many packets the device of the calling thread's namespace has dropped, either way:
// those that the link never saw, and those that the host would not take from it.
func dropped() (int, error) {
	table, err := os.ReadFile("/proc/thread-self/net/dev")
	if err != nil {
		return 0, fmt.Errorf("kernel: %w", err)
	}
	for line := range strings.Lines(string(table)) {
		name, counts, _ := strings.Cut(strings.TrimSpace(line), ":")
		f := strings.Fields(counts) // of receiving: bytes packets errs drop fifo frame compressed multicast; and of sending
		if name != device || len(f) < 16 {
			continue
		}
		in, err1 := strconv.Atoi(f[3])
		out, err2 := strconv.Atoi(f[11])
		return in + out, errors.Join(err1, err2)
	}
	return 0, fmt.Errorf("kernel: there is no %s any more", device)
}
