package speed

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"wirelab/internal/network/netx"
	"wirelab/internal/room/hub"
	"wirelab/internal/transport"
)

// serverEnv tells this binary to be a server, and which one, and not to run tests.
const serverEnv = "WIRELAB_SPEED_SERVER"

func TestMain(m *testing.M) {
	if kind := os.Getenv(serverEnv); kind != "" {
		fmt.Fprintln(os.Stderr, "server", kind, "failed:", serve(kind))
		os.Exit(1)
	}
	m.Run()
}

// serve runs a server, whose port it prints, until standard input ends, as it does when the parent
// process does.
func serve(kind string) error {
	rooms := &hub.Hub{Rate: -1}
	go answer(rooms)
	switch kind {
	case "bare-tcp":
		return bareTCP()
	case "bare-udp":
		return bareUDP()
	case "bare-epoll":
		return bareEpoll()
	case "bare-room-tcp":
		return bareRoomTCP()
	case "bare-room-udp":
		return bareRoomUDP()
	case "bare-room-udp-many":
		return bareRoomUDPMany()
	}
	name, form, _ := strings.Cut(kind, "-")
	t, err := transport.Named(name)
	if err != nil {
		return err
	}
	// The cap is too high to be reached, but counting goes on. A member may be silent, or not take
	// what it is sent, for as long as a benchmark lasts.
	o := transport.Options{MaxReplies: 1 << 30, Hub: rooms, Lease: time.Hour}
	listen := t.ListenEcho
	if strings.HasPrefix(form, "room") {
		listen = t.ListenBroadcast
		o.IdleTimeout, o.WriteTimeout = time.Hour, time.Hour
	}
	if strings.HasSuffix(form, "batched") {
		o.Batch = 64
	}
	if strings.HasSuffix(form, "dropping") {
		rooms.Policy = hub.DropOldest
	}
	s, err := listen(context.Background(), &netx.Host{}, "127.0.0.1:0", o)
	if err != nil {
		return err
	}
	fmt.Println(s.Addr.String()[len("127.0.0.1:"):])
	return s.Serve(context.Background())
}

// answer prints, for each line of standard input, what it asks for: how many bytes of memory are in
// use, or how many events were dropped for members whose queues are full.
func answer(rooms *hub.Hub) {
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		if in.Text() == "dropped" {
			fmt.Println(rooms.Stats().Dropped)
			continue
		}
		if in.Text() == "cpu" {
			var u unix.Rusage
			unix.Getrusage(unix.RUSAGE_SELF, &u)
			fmt.Println((u.Utime.Nano() + u.Stime.Nano()) / 1000)
			continue
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // what is in a sync.Pool goes with the second
		runtime.ReadMemStats(&m)
		fmt.Println(m.HeapInuse + m.StackInuse)
	}
	os.Exit(0)
}

// A server is a child process that serves.
type server struct {
	port int
	in   io.Writer
	out  *bufio.Scanner
}

// start starts a server of the given kind, bound to one core, which ends with the test.
func start(tb testing.TB, kind string, core int) *server {
	tb.Helper()
	exe, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), serverEnv+"="+kind)
	return startCommand(tb, cmd, core)
}

// startCommand does the same with a server that is another program.
func startCommand(tb testing.TB, cmd *exec.Cmd, core int) *server {
	tb.Helper()
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	release := pin(tb, core) // which the child inherits
	err = cmd.Start()
	release()
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	s := &server{in: in, out: bufio.NewScanner(out)}
	s.port = s.number(tb)
	return s
}

// memory asks the server how many bytes of memory it uses.
func (s *server) memory(tb testing.TB) int {
	tb.Helper()
	return s.ask(tb, "memory")
}

func (s *server) ask(tb testing.TB, what string) int {
	tb.Helper()
	if _, err := io.WriteString(s.in, what+"\n"); err != nil {
		tb.Fatal(err)
	}
	return s.number(tb)
}

func (s *server) number(tb testing.TB) int {
	tb.Helper()
	s.out.Scan()
	n, err := strconv.Atoi(s.out.Text())
	if err != nil {
		tb.Fatalf("the server said %q (%v)", s.out.Text(), s.out.Err())
	}
	return n
}

// pin binds the calling goroutine to one core, until release is called.
func pin(tb testing.TB, core int) (release func()) {
	tb.Helper()
	runtime.LockOSThread()
	var before, one unix.CPUSet
	one.Set(core)
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		tb.Fatal(err)
	}
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		tb.Fatal(err)
	}
	return func() {
		unix.SchedSetaffinity(0, &before)
		runtime.UnlockOSThread()
	}
}

// cores returns the cores that this process may run on.
func cores(tb testing.TB) []int {
	tb.Helper()
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		tb.Fatal(err)
	}
	var list []int
	for core := 0; len(list) < set.Count(); core++ {
		if set.IsSet(core) {
			list = append(list, core)
		}
	}
	return list
}
