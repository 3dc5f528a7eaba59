package stream

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"golang.org/x/sys/unix"

	"wirelab/internal/network/netx/netxtest"
	"wirelab/internal/room/event"
	"wirelab/internal/room/hub"
)

const smallDisk = "WIRELAB_TEST_SMALL_DISK"

// TestSmallDisk is no test, but a process for one: a NATS server whose disk has 2 MiB and is seen by nobody else. With a line that
// it reads the disk has 64 MiB, and after another one the server is started again.
func TestSmallDisk(t *testing.T) {
	dir, port, found := strings.Cut(os.Getenv(smallDisk), ":")
	if !found {
		t.Skip("it is for TestNoSpaceLeft")
	}
	if err := unix.Mount("none", dir, "tmpfs", 0, "size=2m"); err != nil {
		fmt.Println("no disk can be mounted here:", err)
		os.Exit(0)
	}
	o := &server.Options{Host: "127.0.0.1", JetStream: true, StoreDir: dir, JetStreamMaxStore: 1 << 30, NoLog: true, NoSigs: true}
	o.Port, _ = strconv.Atoi(port)
	lines := bufio.NewScanner(os.Stdin)
	for range 2 {
		n, err := server.NewServer(o)
		if err != nil {
			panic(err)
		}
		n.Start()
		fmt.Println("started")
		if lines.Scan() {
			if err := unix.Mount("none", dir, "tmpfs", unix.MS_REMOUNT, "size=64m"); err != nil {
				panic(err)
			}
			fmt.Println("larger")
			lines.Scan()
		}
		n.Shutdown()
		n.WaitForShutdown()
	}
	os.Exit(0)
}

// startSmallDisk starts that process. tell has it read a line, and returns what it says then.
func startSmallDisk(t *testing.T, port int) (tell func() string) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestSmallDisk$")
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s:%d", smallDisk, t.TempDir(), port))
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{ // who may not mount may do so there
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	in, _ := cmd.StdinPipe()
	pipe, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Skip("no process can have a disk of its own here: ", err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	out := bufio.NewScanner(pipe)
	if out.Scan(); out.Text() != "started" {
		t.Skip(out.Text())
	}
	return func() string {
		fmt.Fprintln(in)
		out.Scan()
		return out.Text()
	}
}

// A NATS server on a disk that is really full answers nothing any more, and gives no reason. It does not when there is space again,
// either: it has to be started again. Members are told what they have said was perhaps not kept, and saying it again counts once.
func TestNoSpaceLeft(t *testing.T) {
	t.Parallel() // it waits, most of the time
	port := netxtest.FreePort(t)
	tell := startSmallDisk(t, port)
	s, err := Open(t.Context(), []string{fmt.Sprintf("nats://127.0.0.1:%d", port)}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.patient = 3 * time.Second
	h := &hub.Hub{Shared: s, Rate: -1}
	if err := h.Restore(); err != nil {
		t.Fatal(err)
	}
	one, m, leave := speak(t, h, "ada")
	defer leave()
	say := func(id uint64) event.Reply {
		m.Handle(event.Request{Type: event.TypeEmit, Room: "blue", Event: "message", ID: &id, Data: event.Quote(strings.Repeat("x", 1000))})
		return <-one.answers
	}
	wantLost := func(r event.Reply) {
		t.Helper()
		refusal, ok := r.(*event.Error)
		if !ok || refusal.Code != event.NotKept || !strings.Contains(refusal.Reason, "does not answer: say this again with the same id") {
			t.Errorf("what cannot be kept is answered with %v", r)
		}
	}
	kept, last := uint64(0), event.Reply(nil)
	for ; kept < 10_000; kept++ {
		last = say(kept + 1)
		if _, ok := last.(event.Ack); !ok {
			break
		}
	}
	wantLost(last)
	if said := tell(); said != "larger" {
		t.Fatal(said)
	}
	wantLost(say(kept + 1))
	if said := tell(); said != "started" {
		t.Fatal(said)
	}
	s.patient = patient
	last = say(kept + 1)
	for late := time.Now().Add(time.Minute); time.Now().Before(late); last = say(kept + 1) {
		if _, ok := last.(event.Ack); ok {
			break
		}
		wantLost(last) // after one that was not answered, the next is given two seconds only
	}
	if ack, ok := last.(event.Ack); !ok || ack.Offset != kept+2 {
		t.Errorf("after %d events the next one is answered with %v", kept, last)
	}
	t.Logf("%d events were kept before the disk was full", kept)
}
