package kernel

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// settings are what is set on each host (tcp(7)), so that figures do not depend on what the machine is set
// to: a new namespace takes the sizes of TCP's buffers and the congestion control from the machine. All
// other settings of TCP begin as Linux's usual ones in each namespace.
var settings = []struct{ name, value string }{
	{"tcp_no_metrics_save", "1"},        // what one connection has learnt of the path, a later one is not to know
	{"tcp_rmem", "4096 131072 6291456"}, // Linux's usual, and the lab's
	{"tcp_wmem", "4096 16384 4194304"},  // the same
}

const (
	// congestion is Linux's usual congestion control, and the lab's. It makes a great difference: with 2 %
	// loss, a transfer by BBR is some 30 times as fast.
	congestion = "cubic"
	// queue is Linux's usual order of packets at a device, the order in which they come. Machines that are
	// set to fq would space TCP's packets out.
	queue = "pfifo_fast"
)

// makeSettings makes the settings, in the namespace of the calling thread.
func makeSettings() error {
	for _, s := range settings {
		err := setting("net/ipv4/"+s.name, s.value)
		if errors.Is(err, fs.ErrNotExist) {
			return &MissingError{
				What: "this kernel has one " + s.name + " for the whole machine",
				Cure: "it takes Linux 4.15 or later, where each network has its own",
				Err:  err,
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Settings says, in one line, what each host is set to.
func (n *Net) Settings() string {
	said := []string{"tcp_congestion_control " + congestion}
	if n.Server.routed {
		said[0] += " (by its route)"
	}
	for _, s := range settings {
		said = append(said, s.name+" "+s.value)
	}
	return strings.Join(append(said, "qdisc "+queue), ", ")
}

// Remark is what else there is to know about the settings; "" if nothing.
func (n *Net) Remark() string {
	if !n.Server.routed {
		return ""
	}
	allowed, _ := os.ReadFile("/proc/sys/net/ipv4/tcp_allowed_congestion_control")
	now := strings.TrimSpace(string(allowed))
	return fmt.Sprintf("This machine lets no network choose %[1]s (tcp_allowed_congestion_control is %[2]q). So the route across "+
		"the link chooses it: each connection has %[1]s, though sysctl there tells of the machine's choice, and even "+
		"if a program asks for another. To change that, on the machine: "+
		"sysctl -w net.ipv4.tcp_allowed_congestion_control=%[3]q", congestion, now, now+" "+congestion)
}

// chooseCongestion gives all TCP connections of the host at addr the same congestion control, whoever makes
// them. The device must be up. The kernel refuses the setting where the machine allows only its
// administrator to choose that one; then the route to the other hosts tells it (routed), which anybody may
// who has the network.
func chooseCongestion(addr netip.Addr, name string) (routed bool, err error) {
	err = setting("net/ipv4/tcp_congestion_control", name)
	switch {
	case errors.Is(err, unix.EPERM):
		routed, err = true, routeCongestion(addr, name)
	case errors.Is(err, unix.ENOENT):
		err = noCongestion(err)
	}
	return routed, err
}

// noCongestion is the error of a kernel that has no CUBIC.
func noCongestion(err error) error {
	return &MissingError{
		What: "this kernel has no CUBIC, which is Linux's usual congestion control",
		Cure: "modprobe tcp_cubic loads it, where there is one",
		Err:  err,
	}
}

// routeCongestion does what ip route replace ... congctl cubic does.
func routeCongestion(addr netip.Addr, name string) error {
	at, err := net.InterfaceByName(device)
	if err != nil {
		return err
	}
	header := unix.RtMsg{
		Family: unix.AF_INET, Dst_len: maskBits, Table: unix.RT_TABLE_MAIN,
		Protocol: unix.RTPROT_KERNEL, Scope: unix.RT_SCOPE_LINK, Type: unix.RTN_UNICAST,
	}
	to := netip.PrefixFrom(addr, maskBits).Masked().Addr()
	err = netlink(unix.RTM_NEWROUTE, unix.NLM_F_CREATE|unix.NLM_F_REPLACE, header,
		attribute(unix.RTA_DST, to.AsSlice()),
		attribute(unix.RTA_OIF, number(uint32(at.Index))),
		attribute(unix.RTA_PREFSRC, addr.AsSlice()),
		attribute(unix.RTA_METRICS, attribute(unix.RTAX_CC_ALGO, text(name))))
	switch {
	case errors.Is(err, unix.EINVAL): // it knows no such name
		return noCongestion(err)
	case err != nil:
		return fmt.Errorf("kernel: the route of %v: %w", addr, err)
	}
	return nil
}

// setQueue says in which order packets wait at the device. A machine's net.core.default_qdisc holds for
// the devices of all namespaces.
func setQueue(name string) error {
	at, err := net.InterfaceByName(name)
	if err != nil {
		return err
	}
	header := struct { // struct tcmsg of linux/rtnetlink.h
		Family         uint8
		_              [3]uint8
		Index          int32
		Handle, Parent uint32
		Info           uint32
	}{Family: unix.AF_UNSPEC, Index: int32(at.Index), Parent: 0xffffffff} // TC_H_ROOT
	err = netlink(unix.RTM_NEWQDISC, unix.NLM_F_CREATE|unix.NLM_F_REPLACE, header, attribute(unix.TCA_KIND, text(queue)))
	if err != nil && !errors.Is(err, unix.EOPNOTSUPP) { // a kernel without CONFIG_NET_SCHED has nothing but this
		return fmt.Errorf("its queue: %w", err)
	}
	return nil
}

// setQueueLength says how many packets wait at the device to be read. It speaks rtnetlink(7), for
// inside a user namespace the kernel refuses the ioctl that would do the same, SIOCSIFTXQLEN.
func setQueueLength(name string, packets uint32) error {
	at, err := net.InterfaceByName(name)
	if err != nil {
		return err
	}
	err = netlink(unix.RTM_NEWLINK, 0, unix.IfInfomsg{Index: int32(at.Index)}, attribute(unix.IFLA_TXQLEN, number(packets)))
	if err != nil {
		return fmt.Errorf("its queue length: %w", err)
	}
	return nil
}
