package soak

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// A server is wirelab serve broadcast --durable, in a process of its own. Its addresses outlive the process.
type server struct {
	program, file string
	addr          map[string]string // of each transport

	cmd  *exec.Cmd
	said bytes.Buffer
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

// start starts the process.
func (s *server) start() error {
	args := []string{"serve", "broadcast", "--durable", s.file, "--keep", "1GB", "--max-rate", "0", "--quiet"}
	for _, name := range transports {
		_, port, _ := net.SplitHostPort(s.addr[name])
		args = append(args, "--"+name, port)
	}
	s.cmd, s.over = exec.Command(s.program, args...), make(chan struct{})
	s.said.Reset()
	s.cmd.Stderr = &s.said
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.cmd.Start(); err != nil {
		return err
	}
	in := bufio.NewReader(out)
	for serving := 0; serving < len(transports); {
		line, err := in.ReadString('\n')
		if err != nil {
			s.cmd.Wait()
			return fmt.Errorf("the server does not serve: %s", s.said.String())
		}
		if f := strings.Fields(line); len(f) > 2 && slices.Contains(transports, f[0]) {
			serving++
		}
	}
	go func() {
		defer close(s.over)
		io.Copy(io.Discard, in)
		s.cmd.Wait()
	}()
	return nil
}

// kill ends the process as kill -9 does.
func (s *server) kill() {
	s.cmd.Process.Kill()
	<-s.over
}

// stop has the process end, as Ctrl-C does.
func (s *server) stop() {
	if s.cmd.Process.Signal(os.Interrupt) != nil { // Windows cannot, or it has ended
		s.cmd.Process.Kill()
	}
	select {
	case <-s.over:
	case <-time.After(20 * time.Second):
		s.kill()
	}
}
