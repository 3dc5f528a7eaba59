package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"wirelab/internal/network/kernel"
)

// needsKernels skips a test where there can be no networks of Linux's own.
func needsKernels(t *testing.T) {
	t.Helper()
	var missing *kernel.MissingError
	if err := kernel.Check(); errors.As(err, &missing) {
		t.Skip(missing)
	}
}

// TestLinkUp: any program runs across the link, in the way that the command says, and on Ctrl-C the
// command tells what it has carried. The programs are this test itself.
func TestLinkUp(t *testing.T) {
	needsKernels(t)
	if _, err := exec.LookPath("nsenter"); err != nil {
		t.Skip("there is no nsenter")
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, status := running(ctx, "link", "up", "--delay", "20ms", "--clients", "2")
	said := bufio.NewReader(out)
	first, _ := said.ReadString('\n')
	if want := "Up: \"custom\", RTT 40 ms, no loss · seed 1\n"; first != want {
		t.Errorf("it says %q, want %q", first, want)
	}
	settings, _ := said.ReadString('\n')
	if want := "Settings of each host, whatever this machine's are: tcp_congestion_control cubic"; !strings.HasPrefix(settings, want) {
		t.Errorf("it says %q, want %q", settings, want)
	}
	entries := map[string]string{} // of hosts, by address
	entry := regexp.MustCompile(`^(server|client\d) +(10\.0\.0\.\d) +wirelab link enter (server|client\d) COMMAND\n$`)
	for line := ""; !strings.Contains(line, " ping "); {
		var err error
		if line, err = said.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		if m := entry.FindStringSubmatch(line); m != nil {
			entries[m[2]] = m[3]
		}
	}
	there := func(addr, role string) *exec.Cmd {
		c := exec.CommandContext(ctx, "wirelab", "link", "enter", entries[addr], os.Args[0], "-test.run=^TestLinkUpEnd$")
		c.Env = append(os.Environ(), roleVariable+"="+role)
		c.Stderr = os.Stderr
		return c
	}
	server := there("10.0.0.1", "server")
	heard, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	bufio.NewReader(heard).ReadString('\n') // it listens
	got, err := there("10.0.0.3", "client").Output()
	if err != nil || !regexp.MustCompile(`^10.0.0.1:7 answers 10.0.0.3 after ([4-9]\d|\d{3,}) ms\n`).Match(got) {
		t.Errorf("the client: %s, %v; want an answer after 40 ms and some", got, err)
	}
	server.Wait()
	cancel()
	rest, _ := io.ReadAll(said)
	if out, err := exec.Command("wirelab", "link", "enter", "server", "true").CombinedOutput(); err == nil || !strings.Contains(string(out), "there is no link up") {
		t.Errorf("after the end: %v, %s", err, out)
	}
	if got := <-status; got != 0 || !regexp.MustCompile(`\nup +1 +33 +0 +0 +0 +0\ndown +1 +`).Match(rest) {
		t.Errorf("status %d, and in the end:\n%s", got, rest)
	}
}

const roleVariable = "WIRELAB_LINK_END"

// TestLinkUpEnd is a program at an end of the link: a server that answers one datagram with where it came
// from, or a client that says when the answer came.
func TestLinkUpEnd(t *testing.T) {
	b := make([]byte, 100)
	switch os.Getenv(roleVariable) {
	case "server":
		conn, err := net.ListenPacket("udp", "10.0.0.1:7")
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		fmt.Println("listening")
		_, from, err := conn.ReadFrom(b)
		if err != nil {
			t.Fatal(err)
		}
		conn.WriteTo([]byte(from.(*net.UDPAddr).IP.String()), from)
	case "client":
		conn, err := net.Dial("udp", "10.0.0.1:7")
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		conn.SetDeadline(began.Add(20 * time.Second))
		conn.Write([]byte("hello"))
		n, err := conn.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("10.0.0.1:7 answers %s after %d ms\n", b[:n], time.Since(began).Milliseconds())
	}
}

// TestLinkUpWrongUse: one line that says what was wrong, and status 2.
func TestLinkUpWrongUse(t *testing.T) {
	for line, want := range map[string]string{
		"link":                           "wirelab link: say what to do: wirelab link up, or enter",
		"link down":                      `wirelab link: there is no command "down"; use wirelab link up, or enter`,
		"link enter":                     "wirelab link enter: say where and what to run: wirelab link enter client ping 10.0.0.1",
		"link enter client":              "wirelab link enter: say where and what to run: wirelab link enter client ping 10.0.0.1",
		"link up now":                    `wirelab link up: "now" is not an option, and this command takes nothing else`,
		"link up --clients 0":            "wirelab link up: --clients 0: choose 1 to 100 clients",
		"link up --loss 200%":            "wirelab link up: --loss 200%: a loss must be between 0% and 100%",
		"bench --net kernel --target a":  "wirelab bench: --target: --net kernel has its own servers; use --net host",
		"bench --net kernel --real-time": "wirelab bench: --real-time: --net kernel always runs in real time",
	} {
		status, stdout, stderr := wirelab(t.Context(), "", strings.Fields(line)...)
		if status != 2 || stderr != want+"\n" || stdout != "" {
			t.Errorf("wirelab %s: status %d, %q and %q, want %q", line, status, stderr, stdout, want)
		}
	}
}
