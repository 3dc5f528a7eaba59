package kernel

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"wirelab/internal/network/packet"
)

// TestDevice: the host is set up as the package says.
func TestDevice(t *testing.T) {
	n := newNet(t, Config{})
	err := n.Server.ns.do(func() error {
		at, err := net.InterfaceByName(device)
		if err != nil {
			return err
		}
		if want := net.FlagUp | net.FlagRunning; at.MTU != 1500 || at.Flags&want != want {
			t.Errorf("%s: MTU %d, %v", device, at.MTU, at.Flags)
		}
		addrs, err := at.Addrs()
		if fmt.Sprint(addrs) != "[10.0.0.1/8]" || err != nil {
			t.Errorf("addresses %v, %v: IPv4 alone is wanted", addrs, err)
		}
		for name, want := range map[string]string{
			"net/ipv4/tcp_no_metrics_save":              "1",
			"net/ipv6/conf/" + device + "/disable_ipv6": "1",
		} {
			got, err := os.ReadFile("/proc/sys/" + name)
			if strings.TrimSpace(string(got)) != want && !os.IsNotExist(err) {
				t.Errorf("%s: %s, %v", name, got, err)
			}
		}
		return about(device, func(do func(uint) error, r *unix.Ifreq) error {
			if err := do(unix.SIOCGIFTXQLEN); err != nil {
				return err
			}
			if got := r.Uint32(); got != queueLength {
				t.Errorf("queue length %d, want %d", got, queueLength)
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}

// TestDropIsTold: packets that are lost before they reach the link are an error of Close.
func TestDropIsTold(t *testing.T) {
	blocked, first := make(chan struct{}), make(chan struct{}, 1)
	n, err := New(Config{Tap: func(packet.Record) {
		select {
		case first <- struct{}{}:
			<-blocked // what comes now waits at the device
		default:
		}
	}})
	skipIfMissing(t, err)
	if err != nil {
		t.Fatal(err)
	}
	conn := dial(t, n, "udp")
	for range queueLength + 200 {
		conn.Write([]byte("hello"))
	}
	close(blocked)
	err = n.Close()
	if err == nil || !strings.Contains(err.Error(), "packets were dropped at 10.0.0.2 before") {
		t.Errorf("Close says %v", err)
	}
}

// TestString: one client is a client, and not "1 clients".
func TestString(t *testing.T) {
	for clients, want := range map[int]string{1: "server 10.0.0.1, client 10.0.0.2", 2: "server 10.0.0.1, 2 clients from 10.0.0.2"} {
		n, err := New(Config{Clients: clients})
		skipIfMissing(t, err)
		if err != nil {
			t.Fatal(err)
		}
		if got := n.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
		n.Close()
	}
}

// TestDeviceIsDown: that a device takes no packets is an error of Close, and other hosts still get theirs.
func TestDeviceIsDown(t *testing.T) {
	n, err := New(Config{Clients: 2})
	skipIfMissing(t, err)
	if err != nil {
		t.Fatal(err)
	}
	err = n.Clients[1].ns.do(func() error {
		return about(device, func(do func(uint) error, r *unix.Ifreq) error {
			r.SetUint16(0) // down, which a write cannot get past
			return do(unix.SIOCSIFFLAGS)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("others", func(t *testing.T) {
		echoUDP(t, n)
		conn := dial(t, n, "udp")
		conn.Write([]byte("hello"))
		if _, err := conn.Read(make([]byte, 10)); err != nil {
			t.Error(err)
		}
		lost, err := n.Server.DialContext(t.Context(), "udp", "10.0.0.3:7")
		if err != nil {
			t.Fatal(err)
		}
		defer lost.Close()
		lost.Write([]byte("hello"))
		conn.Write([]byte("hello")) // comes back after the other has been tried
		conn.Read(make([]byte, 10))
	})
	if err := n.Close(); err == nil || !strings.Contains(err.Error(), "kernel: carrying a packet: ") {
		t.Errorf("Close says %v", err)
	}
}

// TestNothingIsLeft: Close ends all goroutines (goleak looks in TestMain) and closes all files; and no
// thread is left in another namespace, nor has the machine's own a new device.
func TestNothingIsLeft(t *testing.T) {
	skipIfMissing(t, Check())
	before := state(t)
	for range 3 {
		t.Run("", func(t *testing.T) {
			n := newNet(t, Config{Clients: 4})
			echoUDP(t, n)
			conn := dial(t, n, "udp")
			conn.Write([]byte("hello"))
			conn.Read(make([]byte, 10))
		})
	}
	if after := state(t); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// TestMissing: who lacks the privilege is told which. It starts itself again as a user without any.
func TestMissing(t *testing.T) {
	const role = "WIRELAB_KERNEL_NOBODY"
	if os.Getenv(role) != "" {
		fmt.Println("Check:", Check())
		return
	}
	skipIfMissing(t, Check())
	nobody := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.run=^TestMissing$")
	nobody.Dir = "/"
	nobody.Env = append(os.Environ(), role+"=1")
	nobody.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534, NoSetGroups: true}}
	out, err := nobody.CombinedOutput()
	if err != nil && len(out) == 0 {
		t.Skipf("no way to be somebody else here: %v", err)
	}
	want := "Check: this process may not make network namespaces (that takes CAP_SYS_ADMIN): run it as root, or as unshare -Urn wirelab ...\n"
	if !strings.Contains(string(out), want) {
		t.Errorf("as nobody, %v:\n%s\nwant %s", err, out, want)
	}
}

// state says what the process has open, where its threads are, and what devices the machine has.
func state(t *testing.T) string {
	t.Helper()
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	var namespaces []string
	threads, _ := filepath.Glob("/proc/self/task/*/ns/net")
	for _, thread := range threads {
		if ns, err := os.Readlink(thread); err == nil && !slices.Contains(namespaces, ns) {
			namespaces = append(namespaces, ns)
		}
	}
	devices, err := net.Interfaces()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%d files, threads in %v, devices %v", len(files), namespaces, devices)
}
