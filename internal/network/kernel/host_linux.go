package kernel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"wirelab/internal/network/netx"

	"wirelab/internal/term/words"
)

// A Host is one end of the link: a network of its own, on which programs listen and dial. Addresses
// are literal IPv4; a host without one in the address is this one.
type Host struct {
	Addr   netip.Addr
	ns     *namespace
	tun    int  // a file descriptor
	routed bool // the route chooses the congestion control, not the setting
}

var _ netx.Network = (*Host)(nil)

// newHost makes a host with a link at addr.
func newHost(addr netip.Addr) (h *Host, err error) {
	ns, err := newNamespace()
	if err != nil {
		return nil, err
	}
	h = &Host{Addr: addr, ns: ns}
	err = ns.do(func() error {
		if err := makeSettings(); err != nil {
			return err
		}
		if h.tun, err = openTUN(addr); err != nil {
			return err
		}
		if h.routed, err = chooseCongestion(addr, congestion); err != nil {
			unix.Close(h.tun)
		}
		return err
	})
	if err != nil {
		return nil, errors.Join(err, ns.close())
	}
	return h, nil
}

// close takes the host's device away, and lets go of its namespace. It is an error if the device has
// dropped packets.
func (h *Host) close() error {
	err := h.ns.do(func() error {
		n, err := dropped()
		if n > 0 {
			err = fmt.Errorf("kernel: %s dropped at %v before reaching the link or after leaving it", words.Counted(n, "packet was", "packets were"), h.Addr)
		}
		return err
	})
	return errors.Join(err, unix.Close(h.tun), h.ns.close())
}

// Namespace is the file that stands for the host's network, as long as it lasts: other programs get into
// it by nsenter --net=FILE.
func (h *Host) Namespace() string {
	return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), h.ns.file.Fd())
}

// Listen implements netx.Network for TCP.
func (h *Host) Listen(ctx context.Context, network, address string) (ln net.Listener, err error) {
	at, err := h.resolve(network, "tcp", address)
	if err != nil {
		return nil, opError("listen", network, err)
	}
	listen := net.ListenConfig{KeepAlive: -1}
	listen.SetMultipathTCP(false) // Go's listeners would have it
	err = h.ns.do(func() error {
		var err error
		ln, err = listen.Listen(ctx, "tcp4", at)
		return err
	})
	return ln, err
}

// ListenPacket implements netx.Network for UDP.
func (h *Host) ListenPacket(ctx context.Context, network, address string) (conn net.PacketConn, err error) {
	at, err := h.resolve(network, "udp", address)
	if err != nil {
		return nil, opError("listen", network, err)
	}
	err = h.ns.do(func() error {
		var err error
		conn, err = (&net.ListenConfig{}).ListenPacket(ctx, "udp4", at)
		return err
	})
	return conn, err
}

// DialContext implements netx.Network for TCP and UDP.
func (h *Host) DialContext(ctx context.Context, network, address string) (conn net.Conn, err error) {
	to, err := h.resolve(network, network, address)
	if err != nil {
		return nil, opError("dial", network, err)
	}
	dialer := net.Dialer{KeepAlive: -1}
	err = h.ns.do(func() error {
		var err error
		conn, err = dialer.DialContext(ctx, network, to)
		return err
	})
	return conn, err
}

// resolve checks an address, and gives it a host if it has none. Names are not looked up: that would be
// done outside the namespace.
func (h *Host) resolve(network, want, address string) (string, error) {
	if network = strings.TrimSuffix(network, "4"); network != "tcp" && network != "udp" || network != strings.TrimSuffix(want, "4") {
		return "", fmt.Errorf("network %q: %w", network, errors.ErrUnsupported)
	}
	if strings.HasPrefix(address, ":") {
		address = h.Addr.String() + address
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().Is4() {
		return "", fmt.Errorf("address %q: hosts on kernels take IPv4 addresses with a port", address)
	}
	return at.String(), nil
}

// opError gives an error the form that package net's errors have.
func opError(op, network string, err error) error {
	return &net.OpError{Op: op, Net: network, Err: err}
}
