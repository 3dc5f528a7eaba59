package siege

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// A server is wirelab serve broadcast, in a process of its own.
type server struct {
	addr map[string]string // of each transport
	cmd  *exec.Cmd
	errs lastWords
	over chan struct{} // closed when the process has ended
}

// build builds the command into a directory that goes with the test.
func build(t *testing.T) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "wirelab")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", program, "wirelab/cmd/wirelab").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return program
}

// start starts a server on free ports of this machine. Whoever calls it calls stop in the end.
func start(t *testing.T, program string) *server {
	t.Helper()
	s := &server{addr: map[string]string{}, over: make(chan struct{})}
	s.cmd = exec.Command(program, "serve", "broadcast", "--tcp", "0", "--udp", "0", "--ws", "0")
	s.cmd.Stderr = &s.errs
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(out)
	for in.Scan() { // the table of addresses
		f := strings.Fields(in.Text())
		if len(f) > 2 && (f[0] == "tcp" || f[0] == "udp" || f[0] == "ws") {
			s.addr[f[0]] = f[1]
		}
		if strings.Contains(in.Text(), "in a browser") {
			break
		}
	}
	go func() {
		io.Copy(io.Discard, out)
		s.cmd.Wait()
		close(s.over)
	}()
	if len(s.addr) != 3 {
		s.stop()
		t.Fatalf("the server did not say where it listens, but %q", s.errs.String())
	}
	return s
}

// stop has the server end, as Ctrl-C does, and returns what it said last and how much processor time
// it has taken.
func (s *server) stop() (words string, busy time.Duration) {
	if s.cmd.Process.Signal(os.Interrupt) != nil { // Windows cannot, or it has ended
		s.cmd.Process.Kill()
	}
	select {
	case <-s.over:
	case <-time.After(10 * time.Second):
		s.cmd.Process.Kill()
		<-s.over
	}
	state := s.cmd.ProcessState
	return s.errs.String(), state.UserTime() + state.SystemTime()
}

// fallen says whether the process has ended.
func (s *server) fallen() bool {
	select {
	case <-s.over:
		return true
	default:
		return false
	}
}

// lastWords keeps the end of what is written.
type lastWords struct {
	mu   sync.Mutex
	text []byte
}

func (w *lastWords) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.text = append(w.text, b...)
	if extra := len(w.text) - 2000; extra > 0 {
		w.text = w.text[extra:]
	}
	return len(b), nil
}

// String returns the last two lines: how many events there were, and what went wrong with a peer.
func (w *lastWords) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	all := bytes.Split(bytes.TrimSpace(w.text), []byte("\n"))
	return string(bytes.Join(all[max(0, len(all)-2):], []byte("\n")))
}
