package socketio_test

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"wirelab/internal/room/hub"
	"wirelab/tcpdemo"
	"wirelab/wsdemo"
)

// TestOfficialClient has the official client, in Node, try all that testdata/official.mjs has.
func TestOfficialClient(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node")
	}
	packages, err := filepath.Abs("../../lessons/node")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(packages, "node_modules/socket.io-client")); err != nil {
		t.Skip("there is no official client: run npm ci in lessons/node")
	}

	h := &hub.Hub{}
	rooms, stop := running(t, &wsdemo.BroadcastServer{Hub: h}, "127.0.0.1:0")
	tcp, _ := running(t, &tcpdemo.BroadcastServer{Hub: h}, "127.0.0.1:0")
	echo, _ := running(t, &wsdemo.EchoServer{}, "127.0.0.1:0")

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "testdata/official.mjs", packages, port(rooms), port(tcp), port(echo))
	cmd.Stderr = os.Stderr
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
		t.Log(last)
		if last == "restart" {
			stop()
			running(t, &wsdemo.BroadcastServer{}, rooms)
		}
	}
	if err := cmd.Wait(); err != nil || last != "ok all" {
		t.Errorf("node: %v, after %q", err, last)
	}
}

func port(addr string) string {
	_, port, _ := net.SplitHostPort(addr)
	return port
}

// running starts a server on the machine's own network, until stop or the end of the test.
func running(t *testing.T, s serving, at string) (addr string, stop func()) {
	t.Helper()
	ln, err := net.Listen("tcp", at)
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
