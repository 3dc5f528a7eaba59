package main

import (
	"io"
	"strings"
	"testing"
)

// full is a terminal, or a disk, that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// TestStdoutFails: what cannot be printed is a failure.
func TestStdoutFails(t *testing.T) {
	for _, line := range []string{
		"", "help", "--version", "bench --help", "links", "ladder udp", "layers",
		"serve echo --tcp 0 --udp 0 --ws 0", "bench --trials 1 --duration 100ms",
	} {
		status := run(t.Context(), append([]string{"wirelab"}, strings.Fields(line)...), strings.NewReader(""), full{}, io.Discard)
		if status != 1 {
			t.Errorf("wirelab %s: status %d, want 1", line, status)
		}
	}
}
