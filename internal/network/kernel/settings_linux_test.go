package kernel

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// congestionOf is the congestion control of a TCP socket.
func congestionOf(fd int) string {
	cc, err := unix.GetsockoptString(fd, unix.IPPROTO_TCP, unix.TCP_CONGESTION)
	if err != nil {
		return err.Error()
	}
	return strings.TrimRight(cc, "\x00")
}

// TestAnyProgramHasCubic: sockets that know nothing of this package have CUBIC, on connections that they
// make and on those that they accept; and so they have where the network may not choose it by a setting.
func TestAnyProgramHasCubic(t *testing.T) {
	for _, byRoute := range []bool{false, true} {
		n := newNet(t, Config{})
		if byRoute {
			for _, h := range []*Host{n.Server, n.Clients[0]} {
				err := h.ns.do(func() error {
					if err := setting("net/ipv4/tcp_congestion_control", "reno"); err != nil {
						return err
					}
					return routeCongestion(h.Addr, congestion)
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		client, server := plainSocket(t, n.Clients[0]), plainSocket(t, n.Server)
		to := &unix.SockaddrInet4{Addr: n.Server.Addr.As4(), Port: 7}
		if err := unix.Bind(server, to); err != nil {
			t.Fatal(err)
		}
		if err := unix.Listen(server, 1); err != nil {
			t.Fatal(err)
		}
		if err := unix.Connect(client, to); err != nil {
			t.Fatal(err)
		}
		accepted, _, err := unix.Accept(server)
		if err != nil {
			t.Fatal(err)
		}
		defer unix.Close(accepted)
		if c, s := congestionOf(client), congestionOf(accepted); c != "cubic" || s != "cubic" {
			t.Errorf("by its route %v: the client has %s, the server %s", byRoute, c, s)
		}
	}
}

// plainSocket makes a TCP socket on a host, as any program there would.
func plainSocket(t *testing.T, h *Host) (fd int) {
	t.Helper()
	err := h.ns.do(func() (err error) {
		fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	return fd
}

// TestNoCubic: a kernel without it is told of in words, whichever way it is asked.
func TestNoCubic(t *testing.T) {
	h := newNet(t, Config{}).Server
	for _, ask := range []func() error{
		func() error { _, err := chooseCongestion(h.Addr, "nonesuch"); return err },
		func() error { return routeCongestion(h.Addr, "nonesuch") },
	} {
		var missing *MissingError
		if err := h.ns.do(ask); !errors.As(err, &missing) || !strings.Contains(err.Error(), "no CUBIC") {
			t.Errorf("%v", err)
		}
	}
}

// TestSettings: a host is set to what Settings says, and where the machine does not let it choose CUBIC by
// a setting, Remark tells.
func TestSettings(t *testing.T) {
	n := newNet(t, Config{})
	read := func(name string) (value string) {
		err := n.Server.ns.do(func() error {
			b, err := os.ReadFile("/proc/sys/net/ipv4/" + name)
			value = strings.Join(strings.Fields(string(b)), " ")
			return err
		})
		if err != nil {
			t.Error(err)
		}
		return value
	}
	said := n.Settings()
	for _, name := range []string{"tcp_no_metrics_save", "tcp_rmem", "tcp_wmem"} {
		if value := read(name); !strings.Contains(said, name+" "+value+",") {
			t.Errorf("%s is %s, and Settings says %s", name, value, said)
		}
	}
	allowed := slices.Contains(strings.Fields(read("tcp_allowed_congestion_control")), "cubic")
	switch set := read("tcp_congestion_control"); {
	case allowed && (set != "cubic" || n.Remark() != "" || strings.Contains(said, "route")):
		t.Errorf("the setting is %s, and Settings says %s. %s", set, said, n.Remark())
	case !allowed && (!strings.Contains(said, "cubic (by its route)") || !strings.Contains(n.Remark(), "lets no network choose cubic")):
		t.Errorf("the setting is %s, cubic is not allowed, and Settings says %s. %s", set, said, n.Remark())
	}
}

// TestQueue: the device has a queue of the kind that Settings says, whatever the machine's default is.
func TestQueue(t *testing.T) {
	tc, err := exec.LookPath("tc")
	if err != nil {
		t.Skip("there is no tc, of iproute2")
	}
	n := newNet(t, Config{})
	err = n.Server.ns.do(func() error {
		show := func() []byte {
			out, err := exec.Command(tc, "qdisc", "show", "dev", device).CombinedOutput()
			if err != nil {
				t.Errorf("tc: %v: %s", err, out)
			}
			return out
		}
		// A queue that somebody chose has a number; a default has none.
		if got := show(); !bytes.HasPrefix(got, []byte("qdisc pfifo_fast ")) || bytes.Contains(got, []byte(" 0: ")) {
			t.Errorf("%s", got)
		}
		if out, err := exec.Command(tc, "qdisc", "replace", "dev", device, "root", "pfifo").CombinedOutput(); err != nil {
			t.Errorf("tc: %v: %s", err, out)
		}
		if err := setQueue(device); err != nil {
			return err
		}
		if got := show(); !bytes.HasPrefix(got, []byte("qdisc pfifo_fast ")) {
			t.Errorf("after another: %s", got)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
