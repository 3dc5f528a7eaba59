package main

import (
	"os"
	"strings"
	"testing"

	"wirelab/internal/file/filetest"
)

// TestPcapLinks: bench --pcap writes into the directory that is named, and not to where a link in it leads.
func TestPcapLinks(t *testing.T) {
	t.Chdir(t.TempDir())
	filetest.Empty(t, "packets/udp-9.pcapng") // of a former run
	filetest.Empty(t, "mine")
	if err := os.Symlink("../mine", "packets/tcp-1.pcapng"); err != nil {
		t.Skip(err)
	}
	run := strings.Fields("bench --pcap packets --transport tcp --duration 1s --trials 1")
	status, _, stderr := wirelab(t.Context(), "", run...)
	want := "wirelab bench: --pcap packets/tcp-1.pcapng: that is a link or something else that is not a file: remove it, or choose another directory\n"
	if status != 2 || stderr != want {
		t.Errorf("status %d, %q, want %q", status, stderr, want)
	}
	if text, err := os.ReadFile("mine"); len(text) > 0 || err != nil {
		t.Errorf("what the link leads to has become %d bytes, %v", len(text), err)
	}
	if err := os.Remove("packets/tcp-1.pcapng"); err != nil {
		t.Fatal(err)
	}
	filetest.Empty(t, "packets/tcp-1.pcapng") // a former file is replaced
	if status, _, stderr := wirelab(t.Context(), "", run...); status != 0 {
		t.Errorf("status %d, %q", status, stderr)
	}
	if info, err := os.Lstat("packets/tcp-1.pcapng"); err != nil || info.Size() == 0 {
		t.Errorf("no packets: %v, %v", info, err)
	}
}
