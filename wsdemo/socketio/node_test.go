package socketio_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"wirelab/internal/network/link"
	"wirelab/internal/room/hub"
	"wirelab/tcpdemo"
	"wirelab/wsdemo"
)

// TestOfficialClient has the official client, in Node, try all that testdata/official.mjs has.
func TestOfficialClient(t *testing.T) {
	t.Parallel()
	runScript(t, "official.mjs", link.Config{}, &wsdemo.BroadcastServer{})
}

// TestOfficialClientSlowly: the upgrade, pings and coming back, where a round trip takes 100 ms and 40 KB take 1/3 s.
func TestOfficialClientSlowly(t *testing.T) {
	t.Parallel()
	slow := link.Config{Delay: 50 * time.Millisecond, Jitter: 10 * time.Millisecond, Bandwidth: 1_000_000, Queue: 1 << 20}
	runScript(t, "slow.mjs", slow, &wsdemo.BroadcastServer{PingInterval: 150 * time.Millisecond, PingTimeout: 20 * time.Second})
}

// runScript runs a script with the official client against servers. One for TCP has the same rooms, and an echo server is
// there, too. What the client says to the rooms' server goes by a link.
func runScript(t *testing.T, script string, by link.Config, s *wsdemo.BroadcastServer) {
	packages := needs(t, "socket.io-client")
	s.Hub = &hub.Hub{}
	rooms, stop := running(t, s)
	tcp, _ := running(t, &tcpdemo.BroadcastServer{Hub: s.Hub})
	echo, _ := running(t, &wsdemo.EchoServer{})
	way := newRelay(t, rooms, by)

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", filepath.Join("testdata", script), packages, port(way.Addr().String()), port(tcp), port(echo))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := ""
	for said := bufio.NewScanner(out); said.Scan(); {
		last = said.Text()
		switch last {
		case "? cut":
			way.cut()
		case "? mend":
			way.mend()
		case "? restart":
			stop()
			rooms, stop = running(t, &wsdemo.BroadcastServer{})
			way.lead(rooms)
		default:
			t.Log(last)
			continue
		}
		fmt.Fprintln(in, "done")
	}
	if err := cmd.Wait(); err != nil || last != "ok all" {
		t.Errorf("node: %v, after %q; the rooms: %+v", err, last, s.Hub.Stats())
	}
}

// needs returns the directory with Node's packages. The test is skipped where node or one of these is missing.
func needs(t *testing.T, pkg string) (packages string) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no node")
	}
	packages, err := filepath.Abs("../../lessons/node")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(packages, "node_modules", pkg)); err != nil {
		t.Skipf("there is no package %s: run npm ci in lessons/node", pkg)
	}
	return packages
}

func port(addr string) string {
	_, port, _ := net.SplitHostPort(addr)
	return port
}

// running starts a server on the machine's own network, until stop or the end of the test.
func running(t *testing.T, s serving) (addr string, stop func()) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, ln); close(served) }()
	stop = func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	}
	t.Cleanup(stop)
	return ln.Addr().String(), stop
}
