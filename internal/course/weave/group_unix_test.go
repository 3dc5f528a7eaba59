//go:build unix

package weave

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestBackground: what a shell has left in the background ends with it, however the shell ends, and even if it
// does not want to. Each line opens a pipe of which the end is seen only when all have gone that have it.
func TestBackground(t *testing.T) {
	t.Parallel() // it waits, most of the time
	const idle, stubborn = "sleep 1000 &", `(trap "" INT TERM; while :; do sleep 1; done) &`
	tests := []struct {
		name, line string
		longest    time.Duration
		interrupt  bool
		err        string
	}{
		{"the shell ends", idle + " echo done", 0, false, ""},
		{"it fails", idle + " exit 3", 0, false, "exit status 3"},
		{"a stubborn one", stubborn + " echo done", 0, false, ""},
		{"Ctrl-C", idle + " wait", 0, true, "signal: interrupt"},
		{"Ctrl-C and a stubborn one", stubborn + " wait", 0, true, "signal: interrupt"},
		{"a time-out", idle + " wait", 3 * time.Second, false, "it has not ended within 3s"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			fifo := filepath.Join(t.TempDir(), "fifo")
			if err := syscall.Mkfifo(fifo, 0o600); err != nil {
				t.Fatal(err)
			}
			gone := make(chan error, 1)
			go func() {
				f, err := os.Open(fifo)
				if err == nil {
					defer f.Close()
					r := bufio.NewReader(f)
					r.ReadString('\n')
					if test.interrupt {
						interrupt()
					}
					_, err = io.Copy(io.Discard, r)
				}
				gone <- err
			}()
			p := program(t)
			defer p.Close()
			p.longest = test.longest
			began := time.Now()
			output, _, err := p.Run(ctx, "exec 3>"+fifo+"; echo ready >&3; "+test.line)
			if test.err == "" && (err != nil || output != "done\n") {
				t.Errorf("%q, %v", output, err)
			}
			if test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)) {
				t.Errorf("%v, want %s", err, test.err)
			}
			t.Logf("it took %v", time.Since(began))
			select {
			case err := <-gone:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(20 * time.Second):
				t.Error("what the shell left in the background goes on")
			}
		})
	}
}

// TestStartBackground: so does what a command that goes on has started.
func TestStartBackground(t *testing.T) {
	t.Parallel() // it waits, most of the time
	p := program(t)
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	gone := make(chan error, 1)
	go func() {
		_, err := os.ReadFile(fifo)
		gone <- err
	}()
	line := "exec 3>" + fifo + "; sleep 1000 & prog serve /dev/null"
	if output, err := p.Start(t.Context(), line, func(s string) bool { return s == "ready\n" }); err != nil {
		t.Fatalf("%q, %v", output, err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	select {
	case err := <-gone:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it goes on")
	}
}
