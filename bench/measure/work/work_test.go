package work

import (
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"

	"wirelab/bench"
	"wirelab/bench/measure/place"
	"wirelab/internal/network/netx"
	"wirelab/internal/transport"
)

// TestMortal: a process that is killed takes all its sockets with it, and makes no more.
func TestMortal(t *testing.T) {
	server, client := &mortal{Network: &netx.Host{}}, &mortal{Network: &netx.Host{}}
	ln, err := server.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dial := func() net.Conn {
		conn, err := client.DialContext(t.Context(), "tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		return conn
	}
	conn := dial()
	there, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	pc, err := server.ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(chan error, 1)
	go func() {
		_, err := ln.Accept()
		waiting <- err
	}()
	server.kill()
	if err := <-waiting; err == nil {
		t.Error("it goes on listening")
	}
	if _, err := there.Write([]byte("x")); err == nil {
		t.Error("it goes on writing")
	}
	if _, err := pc.WriteTo([]byte("x"), pc.LocalAddr()); err == nil {
		t.Error("it goes on sending datagrams")
	}
	if _, err := conn.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the peer reads %v", err)
	}
	if _, err := server.Listen(t.Context(), "tcp", "127.0.0.1:0"); err == nil {
		t.Error("it listens anew")
	}
	client.kill()
	if _, err := conn.Write([]byte("x")); err == nil {
		t.Error("the client goes on writing")
	}
}

// TestNoProgram: a server that is no process, or none of ours, is one clear error.
func TestNoProgram(t *testing.T) {
	tcp, err := transport.Named("tcp")
	if err != nil {
		t.Fatal(err)
	}
	other, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	for program, want := range map[string]string{
		"":          "there is no program to start as a server",
		t.TempDir(): "",
		other:       "the server does not say where it listens: go serve: unknown command",
	} {
		_, err := (&Load{Program: program}).Listen(t.Context(), bench.DefaultQueue("host"), place.Host(), tcp)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", program, err, want)
		}
	}
}
